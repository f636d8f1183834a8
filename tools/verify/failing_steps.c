/*
 * failing_steps.c - the schedule that failed, as a story (interleave/story/story.h): it is run once
 * more, and a few near it, and what it failed by is told step by step, with the bug's name.
 */
#include "verify/explored.h"

#include "interleave/command/nearest.h"
#include "interleave/story/story.h"
#include "run/events.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TRIED = 16 }; /* schedules, each a process in the sandbox */

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

static const json_t *found_of(const json_t *explored, const char *failure)
{
    size_t i;
    const json_t *found;
    json_array_foreach(json_object_get(explored, "found"), i, found)
    {
        const char *name = json_string_value(json_object_get(found, "failure"));
        if (name != NULL && failure != NULL && strcmp(name, failure) == 0) {
            return found;
        }
    }
    return NULL;
}

/* One replay, as what looks for the nearest passing schedule wants it. */
static bool run_in_sandbox(const void *context, const char *const *program, const char *mode,
                           const char *schedule, struct explored *explored)
{
    char *variable;
    const struct subject *subject = context;
    if (asprintf(&variable, "INTERLEAVE=mode=%s;outcome=1;leaks=fail;schedule=%s", mode, schedule) <
        0) {
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
    *explored = (struct explored){.trace = trace_of(&outcome),
                                  .result = json_incref(json_array_get(told, 0))};
    json_decref(told);
    outcome_release(&outcome);
    if (explored->result == NULL) {
        explored_release(explored);
    }
    return explored->result != NULL;
}

/* The story of a replay. explored: what the search told, of a program loaded where it says. */
static json_t *story_told(const json_t *explored, const struct explored *replay,
                          const json_t *passing, const char *program)
{
    struct story story;
    json_t *told = NULL;
    const char *kind = json_string_value(json_object_get(explored, "failure"));
    const char *message = json_string_value(json_object_get(explored, "message"));
    const struct failure failure = {.kind = kind != NULL ? kind : "",
                                    .message = message != NULL ? message : "",
                                    .race = found_of(explored, "data race"),
                                    .found = found_of(explored, kind),
                                    .passing = passing};
    const json_t *base = json_object_get(replay->result, "base");
    struct names *names = names_open(program, (unsigned long)json_integer_value(base));
    if (names == NULL) {
        return NULL;
    }
    names_learn(names, replay->trace);
    if (story_of(replay->trace, &failure, names, true, &story) == 0) {
        char words[TEXT_SIZE];
        told = told_of(&story, names_message(names, failure.message, words));
        story_release(&story);
    }
    names_close(names);
    return told;
}

json_t *failing_story(const struct subject *subject, struct explored_case load,
                      const json_t *explored)
{
    static const double seconds =
        60; /* how many are tried is a count, so that it is always the same */
    char threads[24], work[24];
    struct explored replay, passing = {0};
    json_t *told = NULL;
    int tried;
    const char *schedule = json_string_value(json_object_get(explored, "schedule"));
    if (schedule == NULL) {
        return NULL;
    }
    char *program = path_in(subject->built, "explored");
    snprintf(threads, sizeof threads, "%ld", load.threads);
    snprintf(work, sizeof work, "%ld", load.work);
    const char *const arguments[] = {program, threads, work, NULL};
    const struct replayer replayer = {.run = run_in_sandbox,
                                      .context = subject,
                                      .program = arguments,
                                      .most = MOST_TRIED,
                                      .until = nearest_now() + seconds};
    if (run_in_sandbox(subject, arguments, "replay", schedule, &replay)) {
        free(nearest_passing(&replayer, schedule, replay.trace, &passing, &tried));
        told = story_told(explored, &replay, passing.trace, program);
        explored_release(&replay);
        explored_release(&passing);
    }
    free(program);
    return told;
}
