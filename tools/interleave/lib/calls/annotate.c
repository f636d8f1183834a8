/*
 * annotate.c - what a library says of its operations (interleave_annotate.h), for the trace of a
 * replay. Outside of one, nothing is done, so that no search depends on it.
 */
#include "engine/operations.h"
#include "engine/record.h"
#include "world/world.h"

#define __INTERLEAVE__ /* declares the functions */
#include "interleave_annotate.h"

#define HERE __builtin_return_address(0)

static bool told(void)
{
    return explored() && engine.recording;
}

void interleave_operation_begins(const void *object, const char *words)
{
    if (told()) {
        operations_enter(self->id, record_operation("operation", object, words, NULL, HERE));
    }
}

void interleave_operation_value(const void *value, const size_t *size)
{
    if (told() && value != NULL && operations_inside(self->id) != 0) {
        record_operation_value(value, *size, HERE);
    }
}

void interleave_operation_waits(const char *words, const char *helps)
{
    if (told() && operations_inside(self->id) != 0) {
        record_operation(words != NULL ? "operation waits" : "operation goes on", NULL, words,
                         helps, HERE);
    }
}

void interleave_operation_ends(const char *words)
{
    if (told() && operations_depth(self->id) > 0) {
        record_operation("operation ends", NULL, words, NULL, HERE);
        operations_leave(self->id);
    }
}

void interleave_object_stands(const void *object, const char *what, const char *how,
                              const size_t *room)
{
    if (told()) {
        record_object_stands(object, what, how, room != NULL ? *room : 0, HERE);
    }
}

void interleave_object_puts(const void *object, const void *value, const size_t *size)
{
    if (told()) {
        record_object_value("object puts", object, value, *size, HERE);
    }
}

void interleave_object_takes(const void *object, const void *value, const size_t *size)
{
    if (told()) {
        record_object_value("object takes", object, value, *size, HERE);
    }
}
