/*
 * main.c - the command `bench`: the figures that the kit quotes.
 *
 *     bench costs --contract=FILE racy=PROGRAM [LABEL=PROGRAM ...]   what each fix costs
 *     bench steps [--runs=N] LABEL=COMMAND [...]                     where the time goes
 *
 * Theory of operation. Both verbs run several things in turns, round by round, so that whatever
 * changes meanwhile on the machine hits all of them alike; both tell medians; neither judges. The
 * costs come from the programs themselves, which tell how long their total() took; the steps are
 * timed from outside.
 *
 * Exit status: 0 measured, 2 wrong use, 3 something that is to be measured can't be run.
 */
#include "bench/costs.h"
#include "bench/steps.h"
#include "version.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *argp_program_version = "bench " RACETRACK_VERSION;

enum { CANNOT_RUN = 3, MOST_RUNS = 100000 };

struct costs_request {
    const char *contract;
    const char *plot; /* where to; or NULL */
    const char *page; /* the same */
    const char *title;
    bool markdown;
    struct costs costs;
};

/* Reads how often something is to be run; wrong use ends the process. */
static long read_count(const char *text, const char *option, const struct argp_state *state)
{
    char *end;
    const long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || number < 1 || number > MOST_RUNS) {
        argp_failure(state, 2, 0, "%s=%s: must be a number from 1 to %d", option, text, MOST_RUNS);
    }
    return number;
}

static const struct argp_option costs_options[] = {
    {"contract", 'c', "FILE", 0, "The exercise's contract.json", 0},
    {"rounds", 'r', "ROUNDS", 0, "How often each program is run with each number of threads", 0},
    {"markdown", 'm', NULL, 0, "The table as Markdown", 0},
    {"plot", 'p', "FILE", 0, "Draw it as well, with gnuplot, into an SVG file", 0},
    {"page", 'w', "FILE", 0, "Write a page for a browser as well, with plots", 0},
    {"title", 't', "TEXT", 0, "What the page says it is about", 0},
    {0},
};

static error_t parse_costs(int key, char *text, struct argp_state *state)
{
    struct costs_request *request = state->input;
    const char *wrong;
    switch (key) {
    case 'c':
        request->contract = text;
        return 0;
    case 'r':
        request->costs.rounds = read_count(text, "ROUNDS", state);
        return 0;
    case 'm':
        request->markdown = true;
        return 0;
    case 'p':
        request->plot = text;
        return 0;
    case 'w':
        request->page = text;
        return 0;
    case 't':
        request->title = text;
        return 0;
    case ARGP_KEY_ARG:
        wrong = costs_add(&request->costs, text);
        if (wrong != NULL) {
            argp_error(state, "%s: %s", text, wrong);
        }
        return 0;
    case ARGP_KEY_END:
        if (request->contract == NULL || costs_find(&request->costs, "racy") == NULL) {
            argp_error(state, "--contract=FILE and racy=PROGRAM are required");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Says which program is missing, before any time is spent on the others. */
static bool all_there(const struct costs *costs)
{
    for (size_t i = 0; i < costs->count; i++) {
        if (access(costs->variants[i].program, X_OK) != 0) {
            fprintf(stderr, "racetrack: bench: %s: no such program; try: make bench\n",
                    costs->variants[i].program);
            return false;
        }
    }
    return true;
}

static int write_page(const struct costs_request *request)
{
    const int error = costs_page(&request->costs, request->title, request->page);
    if (error != 0) {
        fprintf(stderr, "racetrack: bench: %s: %s\n", request->page, strerror(error));
        return CANNOT_RUN;
    }
    printf("page: %s\n", request->page);
    return 0;
}

static int measure_costs(struct costs_request *request)
{
    struct costs *costs = &request->costs;
    const char *culprit = "";
    char *wrong = costs_read_contract(costs, request->contract);
    if (wrong != NULL) {
        fprintf(stderr, "racetrack: bench: %s\n", wrong);
        free(wrong);
        return CANNOT_RUN;
    }
    if (!all_there(costs)) {
        return CANNOT_RUN;
    }
    const int error = costs_measure(costs, &culprit);
    if (error != 0) {
        fprintf(stderr, "racetrack: bench: %s: %s\n", culprit, strerror(error));
        return CANNOT_RUN;
    }
    costs_print(costs, request->markdown, stdout);
    if (request->plot != NULL && !costs_plot(costs, request->plot)) {
        fprintf(stderr, "racetrack: bench: gnuplot can't draw %s; try: make setup PLOT=1\n",
                request->plot);
        return CANNOT_RUN;
    }
    return request->page != NULL ? write_page(request) : 0;
}

static int bench_costs(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = costs_options,
        .parser = parse_costs,
        .args_doc = "racy=PROGRAM [LABEL=PROGRAM...]",
        .doc = "Measures what the variants of an exercise cost, and prints a table.",
    };
    struct costs_request request = {.costs.rounds = 15, .title = "costs"};
    argp_parse(&argp, argc, argv, 0, NULL, &request);
    const int status = measure_costs(&request);
    costs_release(&request.costs);
    return status;
}

static const struct argp_option steps_options[] = {
    {"runs", 'r', "RUNS", 0, "How often each command is run", 0},
    {"result", 'j', "FILE", 0, "A result.json that a step writes: show its checks, too", 0},
    {0},
};

static error_t parse_steps(int key, char *text, struct argp_state *state)
{
    struct steps *steps = state->input;
    const char *wrong;
    switch (key) {
    case 'r':
        steps->runs = read_count(text, "RUNS", state);
        return 0;
    case 'j':
        steps->result = text;
        return 0;
    case ARGP_KEY_ARG:
        wrong = steps_add(steps, text);
        if (wrong != NULL) {
            argp_error(state, "%s: %s", text, wrong);
        }
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "a LABEL=COMMAND is missing");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int bench_steps(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = steps_options,
        .parser = parse_steps,
        .args_doc = "LABEL=COMMAND...",
        .doc = "Times commands on the clock, and prints a line for each.",
    };
    struct steps steps = {.runs = 10};
    argp_parse(&argp, argc, argv, 0, NULL, &steps);
    const int error = steps_measure(&steps);
    const struct step *missing = steps_missing(&steps);
    if (error != 0) {
        fprintf(stderr, "racetrack: bench: /bin/sh: %s\n", strerror(error));
    } else if (missing != NULL) {
        fprintf(stderr, "racetrack: bench: %s: %s\n", missing->label, missing->said);
    } else {
        steps_print(&steps, stdout);
    }
    steps_release(&steps);
    return error != 0 || missing != NULL ? CANNOT_RUN : 0;
}

int main(int argc, char *argv[])
{
    argp_err_exit_status = 2;
    if (argc > 1 && strcmp(argv[1], "costs") == 0) {
        return bench_costs(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "steps") == 0) {
        return bench_steps(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts(argp_program_version);
        return 0;
    }
    fprintf(stderr, "usage: bench costs --help\n       bench steps --help\n");
    return 2;
}
