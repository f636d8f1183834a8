/* operations.c - see operations.h. */
#include "operations.h"

#include "common/fields.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Of each event, by its index; of an operation, by the index of the event that begins it. */
struct folding {
    size_t count;
    size_t *outer; /* the outermost operation that it is inside of; none: count */
    size_t *told;  /* where the operation is told; none: count */
    bool *ends;
};

static bool is(const json_t *event, const char *what)
{
    return strcmp(text_in(event, "do"), what) == 0;
}

/* The index of the operation that an event is inside of; count if it is in none. Events have their
 * number, from 1, in their order. */
static size_t inside(const json_t *event, size_t count)
{
    const json_int_t number = json_integer_value(json_object_get(event, "inside"));
    return number >= 1 && (size_t)number <= count ? (size_t)number - 1 : count;
}

static bool is_of_race(const json_t *event, const json_t *race)
{
    size_t i;
    const json_t *pc;
    json_array_foreach(json_object_get(race, "pc"), i, pc)
    {
        if (json_equal(pc, json_object_get(event, "pc"))) {
            return true;
        }
    }
    return false;
}

/* Whether there are operations, and nothing inside of one has to be seen. */
static bool may_fold(const json_t *trace, const json_t *race)
{
    bool any = false;
    size_t i;
    const json_t *event;
    json_array_foreach(trace, i, event)
    {
        const bool is_inside = json_object_get(event, "inside") != NULL;
        if (is_inside && (is(event, "fails") || is_of_race(event, race))) {
            return false;
        }
        if (json_integer_value(json_object_get(event, "n")) != (json_int_t)i + 1) {
            return false; /* a part of a trace */
        }
        any = any || is(event, "operation");
    }
    return any;
}

/* Where an operation may take effect: what it did before was to wait. */
static bool takes_effect(const json_t *event)
{
    const char *what = text_in(event, "do");
    return (strstr(what, "lock") != NULL && strstr(what, "unlock") == NULL) ||
           strncmp(what, "atomic ", 7) == 0 || strncmp(what, "sem_", 4) == 0;
}

/* An operation that didn't end is told as what it waits for; if its thread is stuck there in the
 * end, that says the same. */
static void tell_waits(const json_t *trace, struct folding *folding)
{
    size_t i;
    const json_t *event;
    json_array_foreach(trace, i, event)
    {
        const size_t operation = folding->outer[i];
        if (operation != folding->count && !folding->ends[operation]) {
            if (is(event, "operation waits")) {
                folding->told[operation] = i;
            } else if (is(event, "stuck")) {
                folding->told[operation] = folding->count;
            }
        }
    }
}

static void look_at(const json_t *trace, struct folding *folding)
{
    size_t i;
    const json_t *event;
    json_array_foreach(trace, i, event)
    {
        const size_t within = inside(event, folding->count);
        folding->told[i] = i;
        folding->outer[i] = within;
        if (within == folding->count) {
            continue;
        }
        const size_t outer = folding->outer[within];
        folding->outer[i] = outer != folding->count ? outer : within;
        const size_t operation = folding->outer[i];
        if (is(event, "operation ends") && operation == within) {
            folding->ends[operation] = true;
        } else if (takes_effect(event)) {
            folding->told[operation] = i;
        }
    }
    tell_waits(trace, folding);
}

/* An event inside of an operation that waits, told of the operation: at its object, and where the
 * program called the library. */
static json_t *told_outside(const json_t *event, const json_t *operation)
{
    static const char *const keys[] = {"object", "block", "pc", "stack"};
    json_t *told = json_copy((json_t *)event);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(operation, keys[i]);
        if (value != NULL) {
            json_object_set(told, keys[i], value);
        } else {
            json_object_del(told, keys[i]);
        }
    }
    json_object_del(told, "for");
    return told;
}

static json_t *fold(const json_t *trace, const struct folding *folding)
{
    json_t *folded = json_array();
    size_t i;
    json_t *event;
    json_array_foreach(trace, i, event)
    {
        const bool begins = is(event, "operation") && folding->outer[i] == folding->count;
        const size_t operation = begins ? i : folding->outer[i];
        json_t *first = json_array_get(trace, operation);
        if (operation == folding->count) {
            json_array_append(folded, event);
        } else if (i == folding->told[operation]) {
            json_array_append_new(folded, folding->ends[operation] ? json_incref(first)
                                          : is(event, "operation waits")
                                              ? told_outside(event, first)
                                              : json_incref(event));
        } else if (is(event, "stuck")) {
            json_array_append_new(folded, told_outside(event, first));
        }
    }
    return folded;
}

json_t *operations_folded(const json_t *trace, const json_t *race)
{
    if (!may_fold(trace, race)) {
        return json_incref((json_t *)trace);
    }
    struct folding folding = {.count = json_array_size(trace)};
    folding.outer = calloc(folding.count, sizeof *folding.outer);
    folding.told = calloc(folding.count, sizeof *folding.told);
    folding.ends = calloc(folding.count, sizeof *folding.ends);
    json_t *folded = NULL;
    if (folding.outer != NULL && folding.told != NULL && folding.ends != NULL) {
        look_at(trace, &folding);
        folded = fold(trace, &folding);
    }
    free(folding.outer);
    free(folding.told);
    free(folding.ends);
    return folded;
}
