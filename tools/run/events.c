/* events.c - reads a program's events; see events.h. */
#include "run/events.h"

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

bool events_total(const struct outcome *outcome, long *total)
{
    json_t *events = events_named(outcome, "total");
    const size_t count = json_array_size(events);
    const json_t *value =
        count == 0 ? NULL : json_object_get(json_array_get(events, count - 1), "total");
    const bool told = json_is_integer(value);
    if (told) {
        *total = (long)json_integer_value(value);
    }
    json_decref(events);
    return told;
}
