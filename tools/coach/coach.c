/*
 * coach.c - the command `coach`: where a student stands, what comes next, and a fresh start.
 *
 *     coach progress          a line an exercise, and the commands to type next
 *     coach next              the folder of the first exercise that isn't fixed yet
 *     coach reset NN-name     brings the racy original back and keeps the student's file beside it
 *
 * Theory of operation. coach runs no check and builds nothing: it reads what make built
 * (build/NN-name/contract.json) and what verify found (build/NN-name/result.json), and compares
 * files in exercises/NN-name. There is no state of its own, so nothing can disagree with the files.
 * It runs at the top of the kit. Only reset writes, and only in the one exercise's folder; reset.c
 * says in which order, so that the student's work can't get lost.
 *
 * Exit status: 0 done, 2 wrong use or a file of an exercise that isn't as it must be, 3 the machine
 * lacks something (space, a permission), or something in build/ is no good.
 */
#include "coach/exercises.h"
#include "coach/progress.h"
#include "coach/reset.h"
#include "coach/text.h"
#include "run/terminal.h"
#include "version.h"

#include <argp.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *argp_program_version = "coach " RACETRACK_VERSION;

struct request {
    const char *command;
    const char *exercise; /* or NULL */
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    if (key != ARGP_KEY_ARG || state->arg_num > 1) {
        return ARGP_ERR_UNKNOWN;
    }
    if (state->arg_num == 0) {
        request->command = text;
    } else {
        request->exercise = text;
    }
    return 0;
}

static int do_progress(const struct exercise_list *list, const struct request *request)
{
    (void)request;
    return progress_show(list, terminal_wants_colour());
}

static int do_next(const struct exercise_list *list, const struct request *request)
{
    (void)request;
    return progress_next(list);
}

static int do_reset(const struct exercise_list *list, const struct request *request)
{
    const struct exercise_place *place = exercises_find(list, request->exercise);
    if (place == NULL) {
        text_complain(request->exercise, "there is no such exercise", "make progress");
        return 2;
    }
    return reset_exercise(place);
}

static const struct command {
    const char *name;
    int (*run)(const struct exercise_list *list, const struct request *request);
    bool takes_exercise;
} commands[] = {
    {"progress", do_progress, false},
    {"next", do_next, false},
    {"reset", do_reset, true},
};

/* The command that is meant; NULL where it is none, or has an argument too many or too few. */
static const struct command *command_of(const struct request *request)
{
    for (size_t i = 0; request->command != NULL && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, request->command) == 0 &&
            commands[i].takes_exercise == (request->exercise != NULL)) {
            return &commands[i];
        }
    }
    return NULL;
}

static int run(const struct command *command, const struct request *request)
{
    struct exercise_list list;
    const int error = exercises_list(&list);
    if (error != 0) {
        text_complain("exercises", strerror(error), "run this at the top of the kit");
        return 2;
    }
    int status = command->run(&list, request);
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
        .args_doc = "progress\nnext\nreset NN-name",
        .doc = "Shows your progress, names the next exercise, or resets one.",
    };
    struct request request = {0};
    setlocale(LC_CTYPE, "C.UTF-8");
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, &request);
    const struct command *command = command_of(&request);
    if (command == NULL) {
        text_complain("coach", "expected progress, next, or reset NN-name", "coach --help");
        return 2;
    }
    return run(command, &request);
}
