/*
 * failing_steps.c - the schedule that failed, as a story (interleave/story/story.h): made small, in
 * the smallest case that fails so, with the bug's name. It is the one that `make explore` shows,
 * from the same code (interleave/story/reduced.h); only what runs the program differs: a sandbox.
 */
#include "verify/explored.h"

#include "common/case.h"
#include "interleave/story/reduced.h"
#include "run/events.h"

#include <stdlib.h>
#include <string.h>

/* For all that is tried of a failure. */
static const double most_seconds = 10;

/* Takes the events, lines of JSON that say what a thread does, of both schedules. */
static void take_traces(const struct outcome *outcome, struct explored *explored)
{
    const char *line = outcome->events;
    const char *end = outcome->events + outcome->events_length;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const size_t length = (size_t)((newline != NULL ? newline : end) - line);
        json_t *event = json_loadb(line, length, 0, NULL);
        if (json_is_string(json_object_get(event, "do"))) {
            json_array_append(explored->passing != NULL ? explored->passing : explored->trace,
                              event);
        } else if (json_is_string(json_object_get(event, "begins")) && explored->passing == NULL) {
            explored->passing = json_array();
        }
        json_decref(event);
        line += length + 1;
    }
}

/* Runs the program in the subject's sandbox, as reduced.h wants it. */
static bool run_in_sandbox(const void *context, const char *const *program, const char *mode,
                           const char *schedule, double seconds, struct explored *explored)
{
    const struct subject *subject = context;
    char *variable;
    if (asprintf(&variable,
                 "INTERLEAVE=mode=%s;seconds=%g;executions=2000;outcome=1;leaks=fail;memory=256;"
                 "small=1;schedule=%s",
                 mode, seconds, schedule != NULL ? schedule : "") < 0) {
        return false;
    }
    const char *const variables[] = {variable, NULL};
    const struct command command = {
        .arguments = program, .variables = variables, .sandbox = subject->sandbox};
    struct outcome outcome;
    const bool ran = run_program(&command, &usual_limits, &outcome) == 0;
    free(variable);
    if (!ran) {
        return false;
    }
    json_t *told = events_named(&outcome, "explored");
    *explored =
        (struct explored){.result = json_incref(json_array_get(told, 0)), .trace = json_array()};
    take_traces(&outcome, explored);
    json_decref(told);
    outcome_release(&outcome);
    if (explored->result == NULL) {
        explored_release(explored);
        return false;
    }
    return true;
}

static json_t *step_of(const struct story *story, const struct row *row)
{
    struct place place;
    char name[NAME_SIZE];
    const char *letter = story->acts.threads[row->thread];
    json_t *step = json_pack("{s:s, s:s, s:s, s:b}", "thread", letter, "name",
                             names_thread(story->names, letter, name), "words", row->words, "wrong",
                             row->is_fatal);
    if (step != NULL && story_place(story, row->first, &place)) {
        json_object_set_new(step, "file", json_string(place.file));
        json_object_set_new(step, "line", json_integer(place.line));
        json_object_set_new(step, "column", json_integer(place.column));
    }
    return step;
}

static json_t *told_of(const struct reduced *reduced, const struct story *story,
                       const char *message)
{
    json_t *steps = json_array();
    for (int i = 0; i < story->row_count; i++) {
        json_array_append_new(steps, step_of(story, &story->rows[i]));
    }
    return json_pack("{s:s, s:s, s:s, s:o, s:o}", "kind", story->cause.kind, "message", message,
                     "sentence", story->cause.sentence, "steps", steps, "story",
                     reduced_story(reduced, story));
}

static json_t *story_told(const struct reduced *reduced)
{
    struct story story;
    json_t *told = NULL;
    const json_t *base = json_object_get(reduced->shown.result, "base");
    const struct failure failure = reduced_failure(reduced);
    struct names *names = names_open(reduced->program[0], (unsigned long)json_integer_value(base));
    if (names == NULL) {
        return NULL;
    }
    names_learn(names, reduced->shown.trace);
    if (story_of(reduced->shown.trace, &failure, names, true, &story) == 0) {
        char words[TEXT_SIZE];
        told = told_of(reduced, &story, names_message(names, failure.message, words));
        story_release(&story);
    }
    names_close(names);
    return told;
}

/* From now on the schedule is the one that is shown, and the message what that comes to. */
static void take_shown(json_t *explored, const struct reduced *reduced)
{
    if (reduced->is_small) {
        json_object_set_new(explored, "schedule", json_string(reduced->schedule));
        json_object_set_new(explored, "message", json_string(reduced->message));
    }
    if (reduced->smaller != NULL) {
        json_object_set_new(explored, "arguments", json_string(reduced->smaller));
    }
}

enum { CASE_SIZE = 48 };

/* The cases with less to do than this one, those with the least first: a contract allows any number
 * of threads and any work. Returns how many; the same that make explore tries, for which the
 * contract tells them (exercises/lib/describe.c). */
static int smaller_cases(struct explored_case load, char cases[static MOST_CASES][CASE_SIZE])
{
    int count = 0;
    for (long all = 1; all < load.threads * load.work; all++) {
        for (long threads = 1; threads <= load.threads && count < MOST_CASES; threads++) {
            if (all % threads == 0 && all / threads <= load.work) {
                snprintf(cases[count++], CASE_SIZE, "%ld,%ld", threads, all / threads);
            }
        }
    }
    return count;
}

json_t *failing_story(const struct subject *subject, struct explored_case load, json_t *explored)
{
    char threads[24], work[24], cases[MOST_CASES][CASE_SIZE];
    const char *smaller[MOST_CASES];
    json_t *told = NULL;
    if (json_string_value(json_object_get(explored, "schedule")) == NULL) {
        return NULL;
    }
    const char *const program = subject->built.explored;
    snprintf(threads, sizeof threads, "%ld", load.threads);
    snprintf(work, sizeof work, "%ld", load.work);
    const int count = smaller_cases(load, cases);
    for (int i = 0; i < count; i++) {
        smaller[i] = cases[i];
    }
    const char *const arguments[] = {program, threads, work, NULL};
    const struct reduction reduction = {.run = run_in_sandbox,
                                        .context = subject,
                                        .program = arguments,
                                        .smaller = smaller,
                                        .smaller_count = count,
                                        .seconds = most_seconds};
    const struct explored given = {.result = explored};
    struct reduced reduced;
    if (reduce(&reduction, &given, &reduced)) {
        told = story_told(&reduced);
        take_shown(explored, &reduced);
        reduced_release(&reduced);
    }
    return told;
}
