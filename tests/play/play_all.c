/*
 * play_all.c - the game on each racy program and each fix of the kit, without a terminal.
 *
 *     play_all --explorer=build/tools/bin/interleave [--seconds=60] LIST
 *
 * LIST has a line for each program: exercise, source, where it is built (build/tests/claimed.list).
 * A program that breaks must be won by the explorer's simplest schedule, in as many steps and with
 * as many preemptions as the story tells; one that the explorer proves, and each fix, must be said
 * not to be breakable. A line for each program.
 *
 * Exit status: 0 all is so, 1 something isn't, 2 wrong use.
 */
#include "played.h"

#include <argp.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

struct request {
    struct explorer explorer;
    const char *list;
};

static const struct argp_option options[] = {
    {"explorer", 'e', "PROGRAM", 0, "The command interleave", 0},
    {"seconds", 't', "N", 0, "Let it search for so long, each time (60)", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'e':
        request->explorer.program = text;
        return 0;
    case 't':
        request->explorer.seconds = atof(text);
        return 0;
    case ARGP_KEY_ARG:
        request->list = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Plays it. Returns whether it went as it should, and says how. */
static bool play(const struct explorer *explorer, const char *exercise, const char *source,
                 const char *built)
{
    struct played played;
    const char *wrong = played_begin(&played, explorer, exercise, built);
    if (wrong != NULL) {
        printf("%-24s %-40s %s\n", exercise, source, wrong);
        return false;
    }
    const struct par *par = &played.model.par;
    const bool is_fix = strncmp(source, "solutions/", 10) == 0;
    if (par->verdict == PAR_BREAKS && !is_fix) {
        wrong = played_to_a_win(&played);
        wrong = wrong != NULL ? wrong : played_as_the_story(&played, explorer);
        if (wrong == NULL) {
            printf("%-24s %-40s won: %s, %d steps, %d switches, %d preemptions\n", exercise, source,
                   par->failure, par->steps, par->switches, par->preemptions);
        }
    } else if (!played_cannot_break(&played, explorer->seconds)) {
        wrong = played.model.message;
    } else {
        printf("%-24s %-40s cannot be broken\n", exercise, source);
    }
    if (wrong != NULL) {
        printf("%-24s %-40s WRONG: %s\n", exercise, source, wrong);
    }
    played_end(&played);
    return wrong == NULL;
}

/* Wrong fixes have sources elsewhere, and are not played. */
static bool is_played(const char *exercise, const char *source)
{
    return strcmp(exercise, "00-first-report") != 0 &&
           (strncmp(source, "exercises/", 10) == 0 || strncmp(source, "solutions/", 10) == 0);
}

int main(int argc, char *argv[])
{
    const struct argp argp = {.options = options, .parser = parse, .args_doc = "LIST"};
    struct request request = {.explorer = {.seconds = 60}};
    char exercise[256], source[256], built[256];
    int wrong = 0, all = 0;
    setlocale(LC_ALL, "C.UTF-8");
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, &request);
    FILE *list = request.list != NULL ? fopen(request.list, "r") : NULL;
    if (list == NULL || request.explorer.program == NULL) {
        fputs("play_all: which list, and which explorer?\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fscanf(list, "%255s %255s %255s", exercise, source, built) == 3) {
        if (is_played(exercise, source)) {
            all++;
            wrong += play(&request.explorer, exercise, source, built) ? 0 : 1;
        }
    }
    fclose(list);
    printf("%d of %d programs played as they should\n", all - wrong, all);
    return wrong > 0 ? 1 : 0;
}
