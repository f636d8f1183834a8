/* step.h - what threads do where it matters who goes first, and which of these meet. */
#ifndef STEP_H
#define STEP_H

#include "core/clock.h"

#include <stddef.h>

/* What steps have in common that do not commute: the same place in memory, the same mutex. */
struct place {
    uint32_t execution; /* in which the rest holds, but for strict */
    bool strict;        /* always: each order of its stores counts; see races.h */
    bool unobserved;    /* what came last is a store that nobody has read yet */
    uint8_t stored;     /* to which bytes stores were, in one number; 0: there was none */
    struct touch *last; /* NULL: none */
    struct clock *left; /* what a release here passed on that was no step itself; or NULL */
};

/* That a step of this execution was at a place. */
struct touch {
    struct place *place;
    struct touch *before; /* the one before it at that place, or NULL */
    /* The last one before it that writes; of a store: that is no store; or NULL. */
    struct touch *write;
    int32_t node;
    bool writes;
    bool stores;                  /* it writes without reading; see races.h */
    bool overwritten;             /* by another store, and nobody had read it */
    const struct clock *observed; /* of a store that was read: what its readers depend on */
};

enum step_kind {
    STEP_NONE,
    STEP_READ,
    STEP_WRITE,
    STEP_ATOMIC,
    STEP_START,      /* the first of each thread */
    STEP_JOIN,       /* can be done when the other thread has finished */
    STEP_LOCK,       /* when the mutex is free */
    STEP_TRY,        /* never waits */
    STEP_TIMED_LOCK, /* as STEP_LOCK, or when its time is up */
    STEP_UNLOCK,     /* a step only where somebody tries */
    STEP_WAIT,       /* gives the mutex back and begins to wait */
    STEP_WOKEN,      /* when signalled, and the mutex is free */
    STEP_SIGNAL,
    STEP_SHARED_LOCK,
    STEP_EXCLUSIVE_LOCK,
    STEP_ARRIVE, /* at a barrier */
    STEP_LEAVE,  /* when all have arrived */
    STEP_TAKE,   /* of a semaphore: when it is above 0 */
    STEP_GIVE,
    STEP_ONCE,
    STEP_INITIALISE,
    STEP_DESTROY,
    STEP_SYSTEM,  /* a call of the system's: when the thread's ready says so */
    STEP_SEND,    /* of a signal, or a request to cancel */
    STEP_DELIVER, /* a handler begins: when its thread lets it */
    STEP_TURN,    /* is over, see QUIET_TURN: concerns nobody */
    STEP_HANG,    /* never done: the thread is in a loop without end */
    STEP_END,     /* of a thread, where signals may come before it; of the process, too, where all
                     is tried, see process_end */
};

struct object;
struct cell;
struct action;

/* What a compare-exchange must find in memory, to write there: else it only reads. */
struct need {
    struct cell *cell;
    uintptr_t at;
    size_t size;
    const void *expected;
};

/* What a thread is about to do. */
struct step {
    enum step_kind kind;
    bool writes;   /* doesn't commute with another step at the same place, even if that one reads */
    bool blind;    /* writes, and doesn't look at what was there */
    bool section;  /* of a lock: what is done until the unlock may belong to it; see sections.h */
    bool may_fail; /* writes only if it succeeds, which the state tells in which it is done */
    uint8_t stores; /* to which bytes of the place, if it writes without reading; else 0 */
    int places;
    struct place *place[2];
    struct object *object;     /* that decides whether the step can be done now, or NULL */
    const struct need *need;   /* of a compare-exchange, else NULL */
    struct place *interrupted; /* reads it, too: where signals come to the thread; or NULL */
    const void *pc;
};

/* A store is a write by the program itself, of which nothing but the value matters to others. Other
 * plain writes may end or begin what is there: free and sem_init write, too. */
enum access_kind {
    PLAIN_READ,
    PLAIN_WRITE,
    PLAIN_STORE,
    MEETING, /* of what threads meet at: it is there, and is neither read nor written */
    ATOMIC_READ,
    ATOMIC_WRITE,
    ATOMIC_UPDATE,
    ATOMIC_COMPARE /* an update if the value is as expected, else a read */
};

#endif
