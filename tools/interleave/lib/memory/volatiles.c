/* volatiles.c - see volatiles.h. */
#include "memory/volatiles.h"

#include "engine/engine.h"
#include "engine/interrupts.h"

#include <errno.h>

/*
 * A volatile object of a size that one access reads or writes may be shared between a thread and
 * its handlers, as errno may; between threads it is a plain one.
 */
struct volatile_object {
    uintptr_t address;
    struct volatile_object *next;
};

STATE static struct volatile_object *noted = NULL; /* that were accessed, */
STATE static uint32_t noted_in = 0;                /* in that execution */

static bool is_volatile(uintptr_t address)
{
    const struct volatile_object *object = noted_in == engine.execution ? noted : NULL;
    while (object != NULL && object->address != address) {
        object = object->next;
    }
    return object != NULL;
}

void volatiles_note(uintptr_t address)
{
    if (noted_in != engine.execution) {
        noted_in = engine.execution;
        noted = NULL;
    }
    if (!is_volatile(address)) {
        struct volatile_object *object = scratch(sizeof *object);
        *object = (struct volatile_object){.address = address, .next = noted};
        noted = object;
    }
}

static uintptr_t errno_of(int thread)
{
    const intptr_t offset = (char *)&errno - (char *)__builtin_thread_pointer();
    return (uintptr_t)((char *)engine.threads[thread].fiber.thread_pointer + offset);
}

bool volatiles_may_share(uintptr_t address, int one, int other)
{
    const int receiver = signals_receiver(one);
    return receiver == signals_receiver(other) &&
           (address - errno_of(receiver) < sizeof errno || is_volatile(address));
}
