/* compile.c - clang -fsanitize=thread, and the collector in each program; see compile.h. */
#include "tsan-report/compile.h"

#include "compiler/driver.h"
#include "compiler/plan.h"
#include "compiler/run_command.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef TSAN_REPORT_COMPILER
#define TSAN_REPORT_COMPILER "clang"
#endif

/* Where the collector's objects are: installed, or in the kit. */
static const char *collector_folder(void)
{
    static char folder[PATH_MAX + 32];
    char self[PATH_MAX];
    static const char *const places[] = {"../lib/tsan-report", "../../lib"};
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = '\0';
    const char *here = dirname(self);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char object[sizeof folder + 32];
        snprintf(folder, sizeof folder, "%s/%s", here, places[i]);
        snprintf(object, sizeof object, "%s/collect.o", folder);
        if (access(object, R_OK) == 0) {
            return folder;
        }
    }
    return NULL;
}

/* Libraries and objects made of objects have no collector: the program has one. */
static bool makes_program(const struct words *command)
{
    static const char *const others[] = {"-shared", "-Bshareable",   "-r",
                                         "-i",      "--relocatable", "--version"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (words_have(command, others[i])) {
            return false;
        }
    }
    return true;
}

static int link_for_tsan(struct words *command, const char *compiler, const char *scratch)
{
    static const char *const objects[] = {"collect.o", "collect_locks.o", "c11_threads.o"};
    const char *folder = collector_folder();
    (void)compiler;
    (void)scratch;
    if (folder == NULL) {
        fputs("tsan-report: collect.o is not there; try: make install\n", stderr);
        return 3;
    }
    for (size_t i = 0; i < sizeof objects / sizeof *objects && makes_program(command); i++) {
        char path[PATH_MAX + 64];
        snprintf(path, sizeof path, "%s/%s", folder, objects[i]);
        words_insert(command, link_place(command), path);
    }
    return run_command(command, (struct redirected){-1, -1});
}

int compile_for_tsan(char *const *arguments)
{
    static const char *const before[] = {
        "-g",       "-O0", "-fsanitize=thread", "-mllvm", "-tsan-instrument-read-before-write",
        "-pthread", NULL};
    static const char *const after[] = {"-fno-lto", NULL};
    const char *wanted = getenv("INTERLEAVE_CC");
    const struct driver driver = {.compiler = wanted != NULL ? wanted : TSAN_REPORT_COMPILER,
                                  .before = before,
                                  .after = after,
                                  .link = link_for_tsan};
    if (arguments[0] == NULL) {
        fputs("tsan-report: cc: nothing to compile; try: tsan-report cc program.c -o program\n",
              stderr);
        return 2;
    }
    return drive(&driver, arguments);
}
