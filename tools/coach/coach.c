/*
 * coach.c - the command `coach`: where a student stands, what comes next, and a fresh start.
 *
 *     coach progress              a line an exercise, and the commands to type next
 *     coach next                  the folder of the first exercise that isn't fixed yet
 *     coach about NN-name         one exercise: how it begins, where you stand, what to type next
 *     coach after NN-name         what comes after a fix; nothing as long as it isn't fixed
 *     coach hint NN-name [N]      the next hint, or the Nth
 *     coach solution NN-name [force]   the kit's fixes beside the student's, once that is fixed
 *     coach reset NN-name         brings the racy original back, keeps the student's file beside it
 *
 * Theory of operation. coach runs no check and builds nothing: it reads what make built
 * (build/NN-name/contract.json) and what verify found (build/NN-name/result.json), and compares
 * files in exercises/NN-name. Of its own it keeps only how many hints were seen, so nothing can
 * disagree with the files. It runs at the top of the kit. Only reset writes where the student does,
 * and only in the one exercise's folder; reset.c says in which order, so that the student's work
 * can't get lost.
 *
 * Exit status: 0 done, 1 the solutions are closed as yet, 2 wrong use or a file of an exercise that
 * isn't as it must be, 3 the machine lacks something (space, a permission), or something in build/
 * is no good.
 */
#include "coach/hints.h"
#include "coach/progress.h"
#include "coach/reset.h"
#include "coach/solution.h"
#include "common/terminal.h"
#include "common/text.h"
#include "kit/exercises.h"
#include "version.h"

#include <argp.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *argp_program_version = "coach " RACETRACK_VERSION;

struct request {
    const char *command;
    const char *exercise; /* or NULL */
    const char *detail;   /* which hint, or "force"; or NULL */
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    if (key != ARGP_KEY_ARG || state->arg_num > 2) {
        return ARGP_ERR_UNKNOWN;
    }
    const char **parts[] = {&request->command, &request->exercise, &request->detail};
    *parts[state->arg_num] = text;
    return 0;
}

static int do_progress(const struct exercise_list *list, const struct exercise_place *place,
                       const char *detail)
{
    (void)place;
    (void)detail;
    return progress_show(list, terminal_wants_colour());
}

static int do_next(const struct exercise_list *list, const struct exercise_place *place,
                   const char *detail)
{
    (void)place;
    (void)detail;
    return progress_next(list);
}

static int do_about(const struct exercise_list *list, const struct exercise_place *place,
                    const char *detail)
{
    (void)detail;
    return progress_about(list, place, terminal_wants_colour());
}

static int do_after(const struct exercise_list *list, const struct exercise_place *place,
                    const char *detail)
{
    (void)detail;
    return progress_after(list, place);
}

static int do_hint(const struct exercise_list *list, const struct exercise_place *place,
                   const char *detail)
{
    (void)list;
    return hint_show(place, detail);
}

static int do_solution(const struct exercise_list *list, const struct exercise_place *place,
                       const char *detail)
{
    (void)list;
    return solution_show(place, detail != NULL && strcmp(detail, "force") == 0,
                         terminal_wants_colour());
}

static int do_reset(const struct exercise_list *list, const struct exercise_place *place,
                    const char *detail)
{
    (void)list;
    (void)detail;
    return reset_exercise(place);
}

static const struct command {
    const char *name;
    /* place is NULL for a command that takes no exercise, detail where it wasn't said */
    int (*run)(const struct exercise_list *list, const struct exercise_place *place,
               const char *detail);
    bool takes_exercise;
    bool takes_detail;
} commands[] = {
    {"progress", do_progress, false, false}, {"next", do_next, false, false},
    {"about", do_about, true, false},        {"after", do_after, true, false},
    {"hint", do_hint, true, true},           {"solution", do_solution, true, true},
    {"reset", do_reset, true, false},
};

/* The command that is meant; NULL where it is none, or has an argument too many or too few. */
static const struct command *command_of(const struct request *request)
{
    for (size_t i = 0; request->command != NULL && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, request->command) == 0 &&
            commands[i].takes_exercise == (request->exercise != NULL) &&
            (commands[i].takes_detail || request->detail == NULL)) {
            return &commands[i];
        }
    }
    return NULL;
}

/* Runs it for the exercise that is meant, if it takes one. */
static int run_for(const struct command *command, const struct exercise_list *list,
                   const struct request *request)
{
    const struct exercise_place *place = NULL;
    if (command->takes_exercise) {
        place = exercises_find(list, request->exercise);
        if (place == NULL) {
            text_complain(request->exercise, "there is no such exercise", "make progress");
            return 2;
        }
    }
    return command->run(list, place, request->detail);
}

static int run(const struct command *command, const struct request *request)
{
    struct exercise_list list;
    const int error = exercises_list(&list);
    if (error != 0) {
        text_complain("exercises", strerror(error), "run this at the top of the kit");
        return 2;
    }
    int status = run_for(command, &list, request);
    exercises_release(&list);
    if (ferror(stdout) || fclose(stdout) != 0) {
        text_complain("coach", "the output can't be written", "free some disk space");
        status = 3;
    }
    return status;
}

int main(int argc, char *argv[])
{
    static const struct argp argp = {
        .parser = parse,
        .args_doc = "progress\nnext\nabout NN-name\nafter NN-name\nhint NN-name [N]\n"
                    "solution NN-name [force]\nreset NN-name",
        .doc = "Shows your progress, the next exercise, a hint or the solutions, or resets one.",
    };
    struct request request = {0};
    setlocale(LC_CTYPE, "C.UTF-8");
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, &request);
    const struct command *command = command_of(&request);
    if (command == NULL) {
        text_complain("coach", "expected a command, and for most the folder of an exercise",
                      "coach --help");
        return 2;
    }
    return run(command, &request);
}
