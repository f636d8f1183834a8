/*
 * main.c - the command `run`: a program once, or often enough to see how its totals spread.
 *
 *     run PROGRAM [ARGUMENT ...]          passes its output on, and says how it ended if badly
 *     run --total PROGRAM [...]           the same for one that must tell a total, right or wrong
 *     run --spread=100 PROGRAM [...]      runs it 100 times and shows how the totals spread
 *
 * Exit status: 0 the program ended with 0, or told a total (each time) where one is wanted; 1 it
 * did not; 2 wrong use; 3 it could not be started, or the machine left it no time to run.
 */
#include "common/words.h"
#include "run/events.h"
#include "run/spread.h"
#include "version.h"

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *argp_program_version = "run " RACETRACK_VERSION;

enum { MOST_RUNS = 1000000 };

struct request {
    long spread;
    bool total;
    const char *const *program;
};

static const struct argp_option options[] = {
    {"spread", 's', "RUNS", 0, "Run it RUNS times and show how the totals spread", 0},
    {"total", 't', NULL, 0, "It must print a total, right or wrong", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    char *end;
    switch (key) {
    case 's':
        request->spread = strtol(text, &end, 10);
        if (end == text || *end != '\0' || request->spread < 1 || request->spread > MOST_RUNS) {
            char most[GROUPED_SIZE];
            argp_failure(state, 2, 0, "RUNS=%s: must be a number from 1 to %s", text,
                         grouped(MOST_RUNS, most));
        }
        return 0;
    case 't':
        request->total = true;
        return 0;
    case ARGP_KEY_ARGS:
        request->program = (const char *const *)(state->argv + state->next);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "a PROGRAM is missing");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Says how a run ended, if badly. Returns the exit status. */
static int judge(const struct request *request, const struct outcome *outcome)
{
    char words[200];
    struct reported_total reported;
    const bool right = request->total ? events_total(outcome, &reported)
                                      : outcome->ending == ENDED_EXIT && outcome->code == 0;
    if (request->total && !right) {
        printf("The program %s.\n", no_total_in_words(outcome, &usual_limits, words, sizeof words));
    } else if (outcome->ending != ENDED_EXIT) {
        printf("The program %s.\n", outcome_in_words(outcome, &usual_limits, words, sizeof words));
    }
    return right ? 0 : outcome->ending == ENDED_STARVED ? 3 : 1;
}

static int run_once(const struct request *request)
{
    const struct command command = {.arguments = request->program, .pass_output_on = true};
    struct outcome outcome;
    const int error = run_program(&command, &usual_limits, &outcome);
    if (error != 0) {
        fprintf(stderr, "racetrack: %s: %s\n", request->program[0], strerror(error));
        return 3;
    }
    const int status = judge(request, &outcome);
    outcome_release(&outcome);
    return status;
}

int main(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "PROGRAM [ARGUMENT...]",
        .doc = "Runs a program under limits.",
    };
    struct request request = {0};
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &request);
    if (request.spread > 0) {
        return spread_show(request.program, request.spread, stdout);
    }
    return run_once(&request);
}
