/* run_command.c - starts a command and waits for its end; see run_command.h. */
#include "compiler/run_command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool input_is_kept = false;

static void redirect(posix_spawn_file_actions_t *actions, int from, int to)
{
    if (to >= 0) {
        posix_spawn_file_actions_adddup2(actions, to, from);
    }
}

int run_command(const struct words *command, struct redirected redirected)
{
    pid_t child;
    int status = 0;
    posix_spawn_file_actions_t actions;
    signal(SIGCHLD, SIG_DFL); /* ignored, as whoever called us may have it, no status is told */
    if (input_is_kept) {
        lseek(STDIN_FILENO, 0, SEEK_SET);
    }
    posix_spawn_file_actions_init(&actions);
    redirect(&actions, STDOUT_FILENO, redirected.output);
    redirect(&actions, STDERR_FILENO, redirected.errors);
    const int error =
        posix_spawnp(&child, command->word[0], &actions, NULL, command->word, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        fprintf(stderr, "interleave: %s: %s; try: INTERLEAVE_CC=… interleave cc\n",
                command->word[0], strerror(error));
        return 3;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* Runs it with one of its outputs in a file, the other one nowhere; that file's text. */
static int text_of_command(const struct words *command, bool of_errors, char **text)
{
    FILE *file = tmpfile();
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int status = 3;
    *text = NULL;
    if (file == NULL || nowhere < 0) {
        perror("interleave: cc");
    } else {
        const int there = fileno(file);
        status = run_command(command,
                             of_errors ? (struct redirected){.output = nowhere, .errors = there}
                                       : (struct redirected){.output = there, .errors = nowhere});
        size_t room = 0;
        rewind(file);
        if (getdelim(text, &room, '\0', file) < 0) {
            free(*text);
            *text = strdup("");
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    if (nowhere >= 0) {
        close(nowhere);
    }
    return *text != NULL ? status : 3;
}

int output_of_command(const struct words *command, char **text)
{
    return text_of_command(command, false, text);
}

int errors_of_command(const struct words *command, char **text)
{
    return text_of_command(command, true, text);
}

int keep_input(void)
{
    char part[1 << 14];
    FILE *kept = tmpfile();
    bool failed = kept == NULL;
    for (ssize_t size; !failed && (size = read(STDIN_FILENO, part, sizeof part)) != 0;) {
        failed = size < 0 || fwrite(part, 1, (size_t)size, kept) != (size_t)size;
    }
    input_is_kept = true;
    failed = failed || fflush(kept) != 0 || dup2(fileno(kept), STDIN_FILENO) < 0;
    if (failed) {
        perror("interleave: cc: standard input");
    }
    if (kept != NULL) {
        fclose(kept);
    }
    return failed ? 3 : 0;
}
