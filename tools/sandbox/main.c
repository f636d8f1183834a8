/*
 * main.c - the command `sandbox`: runs a command that nobody trusts, in a sandbox and under limits.
 *
 *     sandbox [--read=PATH]... [--make=FILE [--also=FILE]] [--unsafe] -- COMMAND [ARGUMENT...]
 *     sandbox --try                      tells whether there can be a sandbox here
 *
 * Theory of operation. run/sandbox.c makes the sandbox, run/run.c keeps the limits; this adds what
 * a compiler needs. The command sees what --read names, and itself, wherever it is installed.
 * Nothing that it writes reaches a disk: the folder of FILE is empty inside, and in memory. When
 * the command has ended well, a shell in the sandbox copies FILE into a descriptor that was opened
 * outside, and only when all in the sandbox is dead is it given its name. So there is one file, of
 * limited size, and no link or name of the command's own making that somebody could follow.
 *
 * Exit status: the command's own; 1 too if a limit or a signal ended it; 2 wrong use; 3 there can't
 * be a sandbox, or the command can't be started in one.
 */
#include "run/run.h"
#include "run/sandbox.h"
#include "version.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *argp_program_version = "sandbox " RACETRACK_VERSION;

enum {
    MOST_READ = 24,       /* --read */
    MOST_OF_TOOL = 6,     /* the folders of a command that is not installed in /usr */
    MOST_ARGUMENTS = 200, /* of the command */
    MADE = 9,             /* the descriptor of what is made: a shell can name one digit; */
    ALSO_MADE = 8,        /* and that of what is made with it */
};

struct request {
    const char *readable[MOST_READ + MOST_OF_TOOL + 1];
    size_t readables;
    const char *makes, *also;
    bool unsafe;
    bool only_try;
    const char *const *command;
};

static const struct argp_option options[] = {
    {"read", 'r', "PATH", 0, "The command can read this file or folder", 0},
    {"make", 'm', "FILE", 0, "The command writes this file; all else in its folder is thrown away",
     0},
    {"also", 'a', "FILE", 0, "And this one, in the same folder", 0},
    {"unsafe", 'u', NULL, 0, "Run the command without a sandbox where none is available", 0},
    {"try", 't', NULL, 0, "Only report whether a sandbox is available", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'r':
        if (request->readables == MOST_READ) {
            argp_failure(state, 2, 0, "more than %d times --read", MOST_READ);
        }
        request->readable[request->readables++] = text;
        return 0;
    case 'm':
        request->makes = text;
        return 0;
    case 'a':
        request->also = text;
        return 0;
    case 'u':
        request->unsafe = true;
        return 0;
    case 't':
        request->only_try = true;
        return 0;
    case ARGP_KEY_ARGS:
        request->command = (const char *const *)(state->argv + state->next);
        if (state->argc - state->next > MOST_ARGUMENTS) {
            argp_failure(state, 2, 0, "the command has more than %d words", MOST_ARGUMENTS);
        }
        return 0;
    case ARGP_KEY_END:
        if (request->command == NULL && !request->only_try) {
            argp_error(state, "a COMMAND is missing");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The caller frees it. */
static char *joined(const char *before, const char *between, const char *after)
{
    char *path;
    if (asprintf(&path, "%s%s%s", before, between, after) < 0) {
        fputs("racetrack: sandbox: out of memory\n", stderr);
        exit(3);
    }
    return path;
}

/* Where the command is, as a shell finds it; the name itself if nowhere. The caller frees it. */
static char *find_command(const char *name)
{
    const char *path = getenv("PATH");
    char *folders = strdup(path != NULL ? path : "/usr/bin:/bin");
    char *found = NULL;
    if (strchr(name, '/') == NULL && folders != NULL) {
        for (char *rest = folders, *folder; (folder = strtok_r(rest, ":", &rest)) != NULL;) {
            found = joined(folder, "/", name);
            if (access(found, X_OK) == 0) {
                break;
            }
            free(found);
            found = NULL;
        }
    }
    free(folders);
    return found != NULL ? found : strdup(name);
}

/*
 * A compiler that is not installed in /usr stands in a folder of its own, with its libraries beside
 * it. Of that folder only these are shown: it may as well be somebody's home. Returns what to call.
 */
static char *show_tool(const char *name, struct request *request)
{
    static const char *const parts[MOST_OF_TOOL] = {"bin", "include", "lib", "lib64", "libexec"};
    char *found = find_command(name);
    char *real = found != NULL ? realpath(found, NULL) : NULL;
    if (real == NULL || strncmp(real, "/usr/", 5) == 0 || strncmp(real, "/bin/", 5) == 0) {
        free(real);
        return found;
    }
    free(found);
    request->readable[request->readables++] = real;
    char *copy = strdup(real);
    char *folder = copy != NULL ? dirname(copy) : NULL;
    if (folder != NULL && strcmp(folder + strlen(folder) - 3, "bin") == 0) {
        const char *above = dirname(folder);
        request->readables--; /* it stands in bin */
        for (size_t i = 0; i < MOST_OF_TOOL && parts[i] != NULL; i++) {
            char *part = joined(above, "/", parts[i]);
            if (access(part, F_OK) == 0) {
                request->readable[request->readables++] = part;
            } else {
                free(part);
            }
        }
    }
    free(copy);
    return real;
}

/* Says that there can't be a sandbox, if so; returns whether. */
static bool complains_of_sandbox(void)
{
    const char *missing = sandbox_missing();
    if (missing != NULL) {
        fprintf(stderr,
                "racetrack: no sandbox is available here: %s; or run without one: --unsafe "
                "(with make: UNSAFE=1)\n",
                missing);
    }
    return missing != NULL;
}

/*
 * Runs it; returns the exit status. Whether there can be a sandbox at all is asked only if there
 * was none: to try it first would cost each command a sandbox more.
 */
static int run_command(const struct command *command, const char *name)
{
    char words[300];
    struct outcome outcome;
    const int error = run_program(command, &usual_limits, &outcome);
    if (error != 0) {
        if (command->sandbox == NULL || !complains_of_sandbox()) {
            fprintf(stderr, "racetrack: sandbox: %s: %s\n", name, strerror(error));
        }
        return 3;
    }
    int status = outcome.code;
    if (outcome.ending == ENDED_UNBOXED && complains_of_sandbox()) {
        status = 3;
    } else if (outcome.ending != ENDED_EXIT) {
        fprintf(stderr, "racetrack: sandbox: %s %s\n", name,
                outcome_in_words(&outcome, &usual_limits, words, sizeof words));
        status = outcome.ending == ENDED_UNBOXED || outcome.ending == ENDED_STARVED ? 3 : 1;
    }
    outcome_release(&outcome);
    return status;
}

/* A file that the command makes: it is FILE only when the command has ended well. */
struct made {
    const char *name;
    char *fresh; /* what it is called before */
    int descriptor;
};

/* Opens the file, under its other name, as that descriptor. Returns 0, or -1 having said why. */
static int open_made(struct made *made, const char *name, int descriptor)
{
    *made = (struct made){.name = name, .fresh = joined(name, "", "~"), .descriptor = -1};
    unlink(made->fresh);
    const int opened =
        open(made->fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0755);
    if (opened >= 0) {
        /* Readable for SANDBOX_USER too, who links and runs it. */
        made->descriptor = fchmod(opened, 0755) == 0 ? dup2(opened, descriptor) : -1;
        if (opened != descriptor) {
            close(opened);
        }
    }
    if (made->descriptor < 0) {
        fprintf(stderr, "racetrack: sandbox: %s: %s\n", made->fresh, strerror(errno));
    }
    return made->descriptor < 0 ? -1 : 0;
}

/* Gives the file its name if all went well; returns the exit status. */
static int close_made(struct made *made, int status)
{
    if (made->fresh == NULL) {
        return status; /* it was never opened */
    }
    if (made->descriptor >= 0) {
        close(made->descriptor);
    }
    if (status == 0 && rename(made->fresh, made->name) != 0) {
        fprintf(stderr, "racetrack: sandbox: %s: %s\n", made->name, strerror(errno));
        status = 3;
    }
    if (status != 0) {
        unlink(made->fresh);
    }
    free(made->fresh);
    return status;
}

/* Runs the command in the sandbox to make files; without one (NULL), it makes them where they are
 * to be. Returns the exit status. */
static int make_files(const char *const *command, struct sandbox *sandbox,
                      const struct request *request)
{
    static const char script[] =
        "made=$1 also=$2; shift 2; \"$@\" 9>&- 8>&- && cat \"$made\" >&9 && "
        "if [ \"$also\" ]; then cat \"$also\" >&8; fi";
    const char *also = request->also != NULL ? request->also : "";
    const char *words[MOST_ARGUMENTS + 7] = {"/bin/sh", "-c", script, "sh", request->makes, also};
    const struct command maker = {.arguments = words, .pass_output_on = true, .sandbox = sandbox};
    char *beside = joined(request->makes, "", "");
    struct made made = {.descriptor = -1}, other = made;
    int status = 3;
    dup2(STDERR_FILENO, STDOUT_FILENO); /* what a compiler says is no result */
    if (sandbox == NULL) {
        free(beside);
        return run_command(&(struct command){.arguments = command, .pass_output_on = true},
                           command[0]);
    }
    for (size_t i = 0; command[i] != NULL; i++) {
        words[6 + i] = command[i];
    }
    if (open_made(&made, request->makes, MADE) == 0 &&
        (request->also == NULL || open_made(&other, request->also, ALSO_MADE) == 0)) {
        if (other.descriptor < 0) {
            other.descriptor = dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), ALSO_MADE);
        }
        sandbox->scratch = dirname(beside);
        sandbox->kept[0] = made.descriptor;
        sandbox->kept[1] = other.descriptor;
        status = run_command(&maker, command[0]);
    }
    status = close_made(&made, status);
    if (request->also != NULL) {
        status = close_made(&other, status);
    }
    free(beside);
    return status;
}

int main(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "COMMAND [ARGUMENT...]",
        .doc = "Runs a command in a sandbox and under limits.",
    };
    struct request request = {0};
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &request);
    if (request.only_try) {
        return complains_of_sandbox() ? 3 : 0;
    }
    char *tool = show_tool(request.command[0], &request);
    const char *words[MOST_ARGUMENTS + 1] = {tool};
    for (size_t i = 1; request.command[i] != NULL; i++) {
        words[i] = request.command[i];
    }
    struct sandbox sandbox = {.readable = request.readable, .folder = "."};
    struct sandbox *used = request.unsafe && sandbox_missing() != NULL ? NULL : &sandbox;
    const struct command command = {.arguments = words, .pass_output_on = true, .sandbox = used};
    const int status =
        request.makes != NULL ? make_files(words, used, &request) : run_command(&command, tool);
    free(tool);
    return status;
}
