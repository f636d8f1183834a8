/* steps.c - how long commands take on the clock; see steps.h. */
#include "bench/steps.h"

#include "bench/progress.h"
#include "common/clock.h"
#include "common/words.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

const char *steps_add(struct steps *steps, const char *text)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text || equals[1] == '\0') {
        return "must be LABEL=COMMAND";
    }
    if (equals - text >= STEP_LABEL_SIZE) {
        return "that label is too long";
    }
    if (steps->count == MOST_STEPS) {
        return "too many steps";
    }
    struct step *step = &steps->each[steps->count++];
    *step = (struct step){.command = equals + 1};
    memcpy(step->label, text, (size_t)(equals - text));
    return NULL;
}

/* Runs the command with no input and its output going to the descriptor, and times it. */
static int time_command(const char *command, int output, double *seconds, int *status)
{
    char *const arguments[] = {"sh", "-c", (char *)command, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    const double started = seconds_now();
    error = posix_spawn(&child, "/bin/sh", &actions, NULL, arguments, environ);
    if (error == 0) {
        while (waitpid(child, status, 0) < 0 && errno == EINTR) {
        }
        *seconds = seconds_now() - started;
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Keeps the last line of what the command printed. */
static void read_last_line(FILE *printed, char line[static STEP_SAID_SIZE])
{
    char next[STEP_SAID_SIZE];
    rewind(printed);
    while (fgets(next, sizeof next, printed) != NULL) {
        next[strcspn(next, "\n")] = '\0';
        memcpy(line, next, sizeof next);
    }
}

static int run_step(struct step *step)
{
    double seconds = 0;
    int status = 0;
    FILE *printed = tmpfile();
    if (printed == NULL) {
        return errno;
    }
    int error = time_command(step->command, fileno(printed), &seconds, &status);
    if (error == 0) {
        error = series_add(&step->times, seconds);
    }
    if (error == 0 && status != 0) {
        step->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        read_last_line(printed, step->said);
    }
    fclose(printed);
    return error;
}

/* The step for a check, added when it is met for the first time; NULL if there is no room. */
static struct step *check_step(struct steps *steps, const char *name)
{
    char label[STEP_LABEL_SIZE];
    snprintf(label, sizeof label, "  check %.32s", name);
    for (size_t i = 0; i < steps->count; i++) {
        if (steps->each[i].command == NULL && strcmp(steps->each[i].label, label) == 0) {
            return &steps->each[i];
        }
    }
    if (steps->count == MOST_STEPS) {
        return NULL;
    }
    struct step *step = &steps->each[steps->count++];
    *step = (struct step){0};
    memcpy(step->label, label, sizeof label);
    return step;
}

/* Adds the seconds of each check that was run. A result that can't be read adds none. */
static int read_checks(struct steps *steps)
{
    json_t *result = json_load_file(steps->result, 0, NULL);
    const json_t *check;
    size_t i;
    int error = 0;
    json_array_foreach(json_object_get(result, "checks"), i, check)
    {
        const char *name = json_string_value(json_object_get(check, "name"));
        const json_t *seconds = json_object_get(check, "seconds");
        struct step *step =
            name != NULL && json_is_number(seconds) ? check_step(steps, name) : NULL;
        if (step != NULL && error == 0) {
            error = series_add(&step->times, json_number_value(seconds));
        }
    }
    json_decref(result);
    return error;
}

int steps_measure(struct steps *steps)
{
    struct progress progress;
    const size_t commands = steps->count;
    int error = 0;
    progress_start(&progress, steps->runs * (long)commands);
    for (long run = 0; run < steps->runs && error == 0; run++) {
        for (size_t i = 0; i < commands && error == 0; i++) {
            error = run_step(&steps->each[i]);
            progress_step(&progress);
        }
        if (error == 0 && steps->result != NULL) {
            error = read_checks(steps);
        }
    }
    progress_end(&progress);
    return error;
}

const struct step *steps_missing(const struct steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        if (steps->each[i].status == 126 || steps->each[i].status == 127) {
            return &steps->each[i];
        }
    }
    return NULL;
}

void steps_print(const struct steps *steps, FILE *out)
{
    fprintf(out, "%-32s %10s %10s %10s   ms, of %ld run%s\n", "", "median", "min", "max",
            steps->runs, plural(steps->runs));
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *step = &steps->each[i];
        fprintf(out, "%-32s %10.1f %10.1f %10.1f", step->label, series_median(&step->times) * 1e3,
                series_least(&step->times) * 1e3, series_most(&step->times) * 1e3);
        if (step->status != 0) {
            fprintf(out, "   exit status %d", step->status);
        }
        fputc('\n', out);
    }
}

void steps_release(struct steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        series_release(&steps->each[i].times);
    }
    steps->count = 0;
}
