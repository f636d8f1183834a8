/*
 * main.c - the command `watch`: verifies a student's file at each save.
 *
 *     watch --make=MAKE --coach=COACH [--make-variable=NAME=VALUE]... NN-name
 *
 * Theory of operation. watch makes no verdict and builds nothing: it runs `make verify` beside
 * itself and shows the result.json that this writes; hints, lists and solutions are what coach
 * says, and `make explore` explores. desk.h says when a verdict is shown. One loop waits for what
 * can happen: the folder changed (source.h), the command that runs printed or ended (job.h), a key
 * was typed (screen.h), a signal came, or it is time to look again. Two watches of one kit check
 * one after the other (build/watch.lock), for they build in the same place.
 *
 * Exit status: 0 it was ended, 2 wrong use, 3 the machine doesn't let us.
 */
#include "common/text.h"
#include "version.h"
#include "watch/desk.h"

#include <argp.h>
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

const char *argp_program_version = "watch " RACETRACK_VERSION;

enum { MOST_VARIABLES = 16, OPTION_VARIABLE = 256 };

struct request {
    struct desk_commands commands;
    const char *variables[MOST_VARIABLES + 1];
    size_t variable_count;
    const char *folder;
};

static const struct argp_option options[] = {
    {"make", 'm', "MAKE", 0, "The make to run", 0},
    {"coach", 'c', "COACH", 0, "The program coach", 0},
    {"make-variable", OPTION_VARIABLE, "NAME=VALUE", 0, "What make is told each time", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'm':
        request->commands.make = text;
        return 0;
    case 'c':
        request->commands.coach = text;
        return 0;
    case OPTION_VARIABLE:
        if (request->variable_count == MOST_VARIABLES) {
            argp_failure(state, 2, 0, "more than %d variables", MOST_VARIABLES);
        }
        request->variables[request->variable_count++] = text;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0) {
            return ARGP_ERR_UNKNOWN;
        }
        request->folder = text;
        return 0;
    case ARGP_KEY_END:
        if (!request->commands.make || !request->commands.coach || !request->folder) {
            argp_error(state, "--make, --coach and an exercise's folder are required");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The descriptor that tells of signals; -1 if there can't be one. */
static int begin_signals(void)
{
    static const int told[] = {SIGCHLD, SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    sigset_t signals;
    sigemptyset(&signals);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        sigaddset(&signals, told[i]);
    }
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void take_signals(int signals, struct desk *desk)
{
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGWINCH) {
            desk_resized(desk);
        } else if (info.ssi_signo != SIGCHLD) {
            desk->over = true;
        }
    }
}

/* Waits until something happens, at most so long. */
static void wait_for_something(const struct desk *desk, int signals, int milliseconds)
{
    struct pollfd waits[] = {
        {.fd = signals, .events = POLLIN},
        {.fd = desk->source.events, .events = POLLIN},
        {.fd = desk->job.output, .events = POLLIN},
        {.fd = desk->screen.at_end ? -1 : STDIN_FILENO, .events = POLLIN},
    };
    poll(waits, sizeof waits / sizeof *waits, milliseconds);
}

static int watch(const struct request *request, int signals)
{
    struct desk desk;
    const int status = desk_begin(&desk, &request->commands, request->folder);
    if (status != 0) {
        return status;
    }
    while (!desk.over) {
        const int milliseconds = desk_turn(&desk);
        if (!desk.over) {
            wait_for_something(&desk, signals, milliseconds);
            take_signals(signals, &desk);
        }
    }
    desk_end(&desk);
    return 0;
}

/* What make tells its children is not for the make that we start: it is typed anew. */
static void forget_make(void)
{
    static const char *const inherited[] = {
        "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "EX",    "SOURCE",
        "SANDBOX",   "UNSAFE",    "SEED",   "HINT",          "FORCE", "CASE",
        "ORDERS",    "SCHEDULE",  "ALL",    "PLAIN",         "PAIR"};
    for (size_t i = 0; i < sizeof inherited / sizeof *inherited; i++) {
        unsetenv(inherited[i]);
    }
}

int main(int argc, char *argv[])
{
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = "NN-name",
                                     .doc = "Verifies an exercise at each save."};
    struct request request = {0};
    setlocale(LC_CTYPE, "C.UTF-8");
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, &request);
    request.commands.variables = request.variables;
    forget_make();
    const int signals = begin_signals();
    if (signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        text_complain("watch", strerror(errno), "make verify");
        return 3;
    }
    return watch(&request, signals);
}
