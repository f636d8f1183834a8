/* interrupts.c - see interrupts.h. */
#include "engine/interrupts.h"

#include <stdio.h>

struct place *signals_place(struct thread *thread)
{
    struct thread *one =
        engine.process_signals ? &engine.threads[0] : &engine.threads[signals_receiver(thread->id)];
    place_renew(&one->signals);
    return &one->signals;
}

void signals_unsafe(const char *call)
{
    STATE static char text[80];
    snprintf(text, sizeof text, "%s in the handler of a signal", call);
    engine_uncontrolled(text);
}

void signals_unsafe_step(enum step_kind kind)
{
    switch (kind) {
    case STEP_LOCK:
    case STEP_TIMED_LOCK:
    case STEP_SHARED_LOCK:
    case STEP_EXCLUSIVE_LOCK:
        signals_unsafe("a lock");
        break;
    case STEP_TRY:
    case STEP_TAKE:
        signals_unsafe("a lock or a semaphore that is asked for");
        break;
    case STEP_WAIT:
    case STEP_SIGNAL:
        signals_unsafe("a condition variable");
        break;
    case STEP_ARRIVE:
        signals_unsafe("a barrier");
        break;
    case STEP_ONCE:
        signals_unsafe("pthread_once");
        break;
    case STEP_JOIN:
        signals_unsafe("a join");
        break;
    case STEP_INITIALISE:
    case STEP_DESTROY:
        signals_unsafe("what initialises or destroys");
        break;
    default:
        break;
    }
}
