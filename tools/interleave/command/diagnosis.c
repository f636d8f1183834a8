/* diagnosis.c - see diagnosis.h. */
#include "diagnosis.h"

#include "timeline.h"

#include <stdio.h>
#include <string.h>

static const char *text_in(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text != NULL ? text : "";
}

static bool reads(const json_t *event)
{
    const char *what = text_in(event, "do");
    return strcmp(what, "read") == 0 || strcmp(what, "atomic read") == 0;
}

static bool writes(const json_t *event)
{
    const char *what = text_in(event, "do");
    return strcmp(what, "write") == 0 || strcmp(what, "atomic write") == 0;
}

static bool same_place(const json_t *one, const json_t *other)
{
    return json_integer_value(json_object_get(one, "address")) ==
           json_integer_value(json_object_get(other, "address"));
}

static bool same_thread(const json_t *one, const json_t *other)
{
    return strcmp(text_in(one, "thread"), text_in(other, "thread")) == 0;
}

/* After the read at `from`: the write of its own thread that follows the write of another one,
 * which becomes *overwritten. NULL if its thread reads the place anew first, or there is none. */
static const json_t *late_write(const json_t *events, size_t from, const json_t **overwritten)
{
    const json_t *read = json_array_get(events, from);
    *overwritten = NULL;
    for (size_t i = from + 1; i < json_array_size(events); i++) {
        const json_t *event = json_array_get(events, i);
        if (json_object_get(event, "address") == NULL || !same_place(event, read)) {
            continue;
        }
        if (same_thread(event, read)) {
            return writes(event) && *overwritten != NULL ? event : NULL;
        }
        if (writes(event) || strcmp(text_in(event, "do"), "atomic update") == 0) {
            *overwritten = event;
        }
    }
    return NULL;
}

const char *diagnosis_of(const json_t *trace, struct names *names, char text[static TEXT_SIZE])
{
    json_t *events = timeline_that_matters(trace);
    const char *sentence = NULL;
    for (size_t i = 0; i < json_array_size(events) && sentence == NULL; i++) {
        char name[NAME_SIZE];
        const json_t *overwritten;
        const json_t *read = json_array_get(events, i);
        const json_t *write = reads(read) ? late_write(events, i, &overwritten) : NULL;
        if (write != NULL) {
            snprintf(text, TEXT_SIZE,
                     "Lost update: %s wrote %s back, from a value that it had read before %s's "
                     "write.",
                     text_in(write, "thread"), names_of(names, write, name),
                     text_in(overwritten, "thread"));
            sentence = text;
        }
    }
    json_decref(events);
    return sentence;
}
