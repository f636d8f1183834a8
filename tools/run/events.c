/* events.c - reads a program's events; see events.h. */
#include "run/events.h"

#include <stdio.h>
#include <string.h>

json_t *events_named(const struct outcome *outcome, const char *name)
{
    json_t *found = json_array();
    const char *line = outcome->events;
    const char *end = outcome->events + outcome->events_length;
    while (found != NULL && line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const size_t length = (size_t)((newline ? newline : end) - line);
        json_t *event = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
        const char *kind = json_string_value(json_object_get(event, "event"));
        if (kind != NULL && strcmp(kind, name) == 0) {
            json_array_append(found, event);
        }
        json_decref(event);
        line += length + 1;
    }
    return found;
}

bool events_proven(const struct outcome *outcome, const char *name)
{
    json_t *events = events_named(outcome, name);
    bool proven = events != NULL;
    size_t i;
    const json_t *event;
    json_array_foreach(events, i, event)
    {
        const char *proof = json_string_value(json_object_get(event, "proof"));
        proven = proven && proof != NULL && strcmp(proof, outcome->proof) == 0;
    }
    json_decref(events);
    return proven;
}

/* A count that may not be there. */
static long count_in(const json_t *event, const char *key)
{
    const json_t *count = json_object_get(event, key);
    return json_is_integer(count) ? (long)json_integer_value(count) : -1;
}

bool events_total(const struct outcome *outcome, struct reported_total *reported)
{
    json_t *events = events_named(outcome, "total");
    const size_t count = json_array_size(events);
    const json_t *last = count > 0 ? json_array_get(events, count - 1) : NULL;
    const json_t *total = json_object_get(last, "total");
    const json_t *expected = json_object_get(last, "expected");
    const json_t *seconds = json_object_get(last, "seconds");
    const bool complete =
        json_is_integer(total) && json_is_integer(expected) && json_is_number(seconds);
    if (complete) {
        *reported = (struct reported_total){.total = (long)json_integer_value(total),
                                            .expected = (long)json_integer_value(expected),
                                            .seconds = json_number_value(seconds),
                                            .proven = events_proven(outcome, "total"),
                                            .started = count_in(last, "started"),
                                            .left = count_in(last, "left"),
                                            .reports = count_in(last, "reports")};
    }
    json_decref(events);
    return complete && outcome->ending == ENDED_EXIT;
}

const char *left_in_words(const struct reported_total *reported, char *buffer, size_t size)
{
    buffer[0] = '\0';
    if (reported->left > 0) {
        snprintf(buffer, size, "%ld thread%s never joined; ", reported->left,
                 reported->left == 1 ? " was" : "s were");
    }
    return buffer;
}

const char *no_total_in_words(const struct outcome *outcome, const struct limits *limits,
                              char *buffer, size_t size)
{
    if (outcome->ending != ENDED_EXIT) {
        return outcome_in_words(outcome, limits, buffer, size);
    }
    snprintf(buffer, size, "ended without a total (exit status %d)", outcome->code);
    return buffer;
}
