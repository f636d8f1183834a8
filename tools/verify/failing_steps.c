/*
 * failing_steps.c - the schedule that failed, step by step: it is run once more, and each event
 * that matters to more than its own thread is told in words, with its place in the source.
 */
#include "verify/explored.h"

#include "interleave/command/timeline.h"
#include "run/events.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 200 };

/* The events of a replay: lines of JSON that say what a thread does. Returns a new array. */
static json_t *trace_of(const struct outcome *outcome)
{
    json_t *trace = json_array();
    const char *line = outcome->events;
    const char *end = outcome->events + outcome->events_length;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const size_t length = (size_t)((newline != NULL ? newline : end) - line);
        json_t *event = json_loadb(line, length, 0, NULL);
        if (json_is_string(json_object_get(event, "do"))) {
            json_array_append(trace, event);
        }
        json_decref(event);
        line += length + 1;
    }
    return trace;
}

/* Where the program was loaded, as the replay says: where addresses are randomised, each run has
 * another place. 0 if it doesn't say. */
static unsigned long base_of(const struct outcome *outcome)
{
    json_t *told = events_named(outcome, "explored");
    const json_t *base = json_object_get(json_array_get(told, 0), "base");
    const unsigned long place = (unsigned long)json_integer_value(base);
    json_decref(told);
    return place;
}

static json_t *step_of(const json_t *event, struct names *names)
{
    char words[TEXT_SIZE];
    struct place place;
    const char *thread = json_string_value(json_object_get(event, "thread"));
    const json_t *address = json_object_get(event, "pc");
    json_t *step = json_pack("{s:s, s:s}", "thread", thread != NULL ? thread : "?", "words",
                             timeline_words(event, names, true, words));
    if (step != NULL && names_place(names, (unsigned long)json_integer_value(address), &place)) {
        json_object_set_new(step, "file", json_string(place.file));
        json_object_set_new(step, "line", json_integer(place.line));
        json_object_set_new(step, "column", json_integer(place.column));
    }
    return step;
}

static json_t *steps_of(const json_t *trace, const char *program, unsigned long base)
{
    size_t i;
    const json_t *event;
    json_t *steps = json_array();
    json_t *events = timeline_that_matters(trace);
    struct names *names = names_open(program, base);
    if (names != NULL) {
        names_learn(names, trace);
    }
    json_array_foreach(events, i, event)
    {
        if (names != NULL && i < MOST_STEPS) {
            json_array_append_new(steps, step_of(event, names));
        }
    }
    names_close(names);
    json_decref(events);
    return steps;
}

json_t *failing_steps(const struct subject *subject, struct explored_case load,
                      const json_t *explored)
{
    char *variable, threads[24], work[24];
    const char *schedule = json_string_value(json_object_get(explored, "schedule"));
    if (schedule == NULL ||
        asprintf(&variable, "INTERLEAVE=mode=replay;outcome=1;leaks=fail;schedule=%s", schedule) < 0) {
        return NULL;
    }
    char *program = path_in(subject->built, "explored");
    snprintf(threads, sizeof threads, "%ld", load.threads);
    snprintf(work, sizeof work, "%ld", load.work);
    const char *const arguments[] = {program, threads, work, NULL};
    const char *const variables[] = {variable, NULL};
    const struct command command = {
        .arguments = arguments, .variables = variables, .sandbox = subject->sandbox};
    struct outcome outcome;
    json_t *steps = NULL;
    if (run_program(&command, &usual_limits, &outcome) == 0) {
        json_t *trace = trace_of(&outcome);
        steps = steps_of(trace, program, base_of(&outcome));
        json_decref(trace);
        outcome_release(&outcome);
    }
    free(program);
    free(variable);
    return steps;
}
