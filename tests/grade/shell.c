/* shell.c - see shell.h. */
#include "shell.h"

#include "../message.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

char shell_said[OUTPUT_SIZE];

static const char prelude[] =
    "unset MAKEFLAGS MAKELEVEL MFLAGS EX SOURCE OUT; "
    "export FAKE_CALLS=$T/calls; "
    "GRADE_IT=\"$GRADE --make=tests/grade/fake-make.sh --unsafe --seed=7 --jobs=2 "
    "--weights=$T/weights --results=$T/r\"; "
    /* say WORD FILE: a submission of which the stand-in for make says that */
    "say() { mkdir -p \"$(dirname \"$2\")\" && echo \"/* RESULT $1 $3 */\" >\"$2\"; }; "
    /* await COMMAND: until it succeeds; after half a minute, the test fails */
    "await() { tries=0; until eval \"$1\" >/dev/null 2>&1; do tries=$((tries + 1)); "
    "test $tries -lt 3000 || { echo \"waited in vain for: $1\"; exit 9; }; sleep 0.01; done; }; "
    "{ ";

void shell_begin(void)
{
    static char folder[] = "/tmp/racetrack-test-grade-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    setenv("T", folder, 1);
    shell_must("printf 'exercise * 0\\nexercise 01-counter 10\\nexercise 02-window-ids 5.5\\n"
               "exercise 05-wrong-lock 3\\n' >$T/weights");
}

void shell_end(void)
{
    shell_must("rm -rf $T");
}

static int run(const char *format, va_list arguments)
{
    char *command, *line;
    if (vasprintf(&command, format, arguments) < 0 ||
        asprintf(&line, "%s%s\n} 2>&1 </dev/null", prelude, command) < 0) {
        abort();
    }
    FILE *pipe = popen(line, "r");
    cr_assert_not_null(pipe);
    const size_t length = fread(shell_said, 1, OUTPUT_SIZE - 1, pipe);
    shell_said[length] = '\0';
    const int status = pclose(pipe);
    free(line);
    free(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int shell(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int status = run(format, arguments);
    va_end(arguments);
    return status;
}

void shell_must(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int status = run(format, arguments);
    va_end(arguments);
    cr_assert_eq(status, 0, "%s: exit status %d:\n%s", format, status, shell_said);
}

bool said(const char *text)
{
    return strstr(shell_said, text) != NULL;
}
