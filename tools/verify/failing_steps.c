/*
 * failing_steps.c - the schedule that failed, as a story (interleave/story/story.h): it is made
 * small by the explorer, and what it fails by is told step by step, with the bug's name.
 */
#include "verify/explored.h"

#include "interleave/story/story.h"
#include "interleave/trace/explored.h"
#include "run/events.h"

#include <stdlib.h>
#include <string.h>

/* What the explorer told of a failure that it made small. */
struct retold {
    json_t *result;          /* the last line */
    json_t *trace, *passing; /* arrays of events; passing: NULL where no schedule passes */
};

/* Takes the events, lines of JSON that say what a thread does, of both schedules. */
static void take_traces(const struct outcome *outcome, struct retold *retold)
{
    const char *line = outcome->events;
    const char *end = outcome->events + outcome->events_length;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const size_t length = (size_t)((newline != NULL ? newline : end) - line);
        json_t *event = json_loadb(line, length, 0, NULL);
        if (json_is_string(json_object_get(event, "do"))) {
            json_array_append(retold->passing != NULL ? retold->passing : retold->trace, event);
        } else if (json_is_string(json_object_get(event, "begins")) && retold->passing == NULL) {
            retold->passing = json_array();
        }
        json_decref(event);
        line += length + 1;
    }
}

static void release(struct retold *retold)
{
    json_decref(retold->result);
    json_decref(retold->trace);
    json_decref(retold->passing);
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

static json_t *told_of(const struct story *story, const char *message)
{
    json_t *steps = json_array();
    for (int i = 0; i < story->row_count; i++) {
        json_array_append_new(steps, step_of(story, &story->rows[i]));
    }
    return json_pack("{s:s, s:s, s:s, s:o}", "kind", story->cause.kind, "message", message,
                     "sentence", story->cause.sentence, "steps", steps);
}

/* Has the schedule made small, in the sandbox. False if nothing was told; else *retold is to be
 * released. */
static bool run_in_sandbox(const struct subject *subject, const char *const *program,
                           const char *schedule, struct retold *retold)
{
    char *variable;
    if (asprintf(&variable, "INTERLEAVE=mode=replay;outcome=1;leaks=fail;small=1;schedule=%s",
                 schedule) < 0) {
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
    *retold =
        (struct retold){.result = json_incref(json_array_get(told, 0)), .trace = json_array()};
    take_traces(&outcome, retold);
    json_decref(told);
    outcome_release(&outcome);
    if (retold->result == NULL) {
        release(retold);
    }
    return retold->result != NULL;
}

/* The story. explored: what the search told, of a program loaded where it says. */
static json_t *story_told(const json_t *explored, const struct retold *retold, const char *program)
{
    struct story story;
    json_t *told = NULL;
    const char *kind = json_string_value(json_object_get(explored, "failure"));
    const char *message = json_string_value(json_object_get(explored, "message"));
    const struct failure failure = {.kind = kind != NULL ? kind : "",
                                    .message = message != NULL ? message : "",
                                    .race = explored_found(explored, "data race"),
                                    .found = explored_found(explored, kind),
                                    .passing = retold->passing};
    const json_t *base = json_object_get(retold->result, "base");
    struct names *names = names_open(program, (unsigned long)json_integer_value(base));
    if (names == NULL) {
        return NULL;
    }
    names_learn(names, retold->trace);
    if (story_of(retold->trace, &failure, names, true, &story) == 0) {
        char words[TEXT_SIZE];
        told = told_of(&story, names_message(names, failure.message, words));
        story_release(&story);
    }
    names_close(names);
    return told;
}

/* From now on the schedule is the small one, and the message what that comes to. */
static void take_small(json_t *explored, const json_t *small)
{
    static const char *const keys[] = {"schedule", "message"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(small, keys[i]);
        if (json_is_string(value)) {
            json_object_set(explored, keys[i], value);
        }
    }
}

json_t *failing_story(const struct subject *subject, struct explored_case load, json_t *explored)
{
    char threads[24], work[24];
    struct retold retold;
    json_t *told = NULL;
    const char *schedule = json_string_value(json_object_get(explored, "schedule"));
    if (schedule == NULL) {
        return NULL;
    }
    const char *const program = subject->built.explored;
    snprintf(threads, sizeof threads, "%ld", load.threads);
    snprintf(work, sizeof work, "%ld", load.work);
    const char *const arguments[] = {program, threads, work, NULL};
    if (run_in_sandbox(subject, arguments, schedule, &retold)) {
        take_small(explored, json_object_get(retold.result, "small"));
        told = story_told(explored, &retold, program);
        release(&retold);
    }
    return told;
}
