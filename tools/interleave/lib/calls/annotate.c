/*
 * annotate.c - what a library says of its operations (interleave_annotate.h), for the trace of a
 * replay. Outside of one, nothing is done, so that no search depends on it.
 */
#include "engine/record.h"
#include "world/world.h"

#define __INTERLEAVE__ /* declares the functions */
#include "interleave_annotate.h"

#define HERE __builtin_return_address(0)
#define STATE __attribute__((section("interleave_state")))

enum { MOST_NESTED = 8 };

/* The operations that each thread is in, the innermost last: the number of the event that began
 * it. */
struct nest {
    int depth; /* may be more than are kept */
    long begun[MOST_NESTED];
};

STATE static struct nest nests[MAX_THREADS] = {{0}};

void annotate_begin(void)
{
    __real_memset(nests, 0, sizeof nests);
}

long annotate_inside(int thread)
{
    const struct nest *nest = &nests[thread];
    const int kept = nest->depth < MOST_NESTED ? nest->depth : MOST_NESTED;
    return kept > 0 ? nest->begun[kept - 1] : 0;
}

static bool told(void)
{
    return explored() && engine.recording;
}

void interleave_operation_begins(const void *object, const char *words)
{
    if (told()) {
        struct nest *nest = &nests[self->id];
        const long number = record_operation("operation", object, words, NULL, HERE);
        if (nest->depth < MOST_NESTED) {
            nest->begun[nest->depth] = number;
        }
        nest->depth++;
    }
}

void interleave_operation_value(const void *value, const size_t *size)
{
    if (told() && value != NULL && annotate_inside(self->id) != 0) {
        record_operation_value(value, *size, HERE);
    }
}

void interleave_operation_waits(const char *words, const char *helps)
{
    if (told() && annotate_inside(self->id) != 0) {
        record_operation(words != NULL ? "operation waits" : "operation goes on", NULL, words,
                         helps, HERE);
    }
}

void interleave_operation_ends(const char *words)
{
    if (told() && nests[self->id].depth > 0) {
        record_operation("operation ends", NULL, words, NULL, HERE);
        nests[self->id].depth--;
    }
}
