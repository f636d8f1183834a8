/* thread.h - a thread of the program, in the execution at hand. */
#ifndef THREAD_H
#define THREAD_H

#include "core/fiber.h"
#include "core/step.h"

#include <stddef.h>

/* LEAVING: it does nothing more, but has not ended: it waits for the process to end. */
enum thread_state { UNUSED, ALIVE, LEAVING, FINISHED };

enum { MOST_HELD = 32, MOST_CALLS = 256, MOST_CLEANUPS = 32, SPIN_READS = 16 };

/* What a thread read since it last wrote: to tell a loop that waits; see spin.h. */
struct spin {
    const void *pc;       /* of the first read in what may be a loop; NULL: none */
    const void *last_pc;  /* of the last one */
    uint64_t state;       /* a hash of the stack when it was last there; 0: not known */
    uint64_t begun;       /* the event with which it began */
    int turns;            /* of the loop, in which nothing was new */
    int most_turns;       /* since it went on because nobody else could: parked after so many */
    bool gives_way;       /* by sleeping or yielding */
    bool parked_by_count; /* although the loop counts its turns */
    bool reads_newest;    /* stale was so in a whole turn of a loop: now newer ones are read */
    int acted;            /* after so many reads it took what others see: a lock, a semaphore */
    int stale;            /* the last read that got another store than the newest; 0: none did */
    bool asks_more;       /* the call under way has arguments that the state doesn't tell */
    bool keeps_place;     /* it has kept a place on its stack to jump to */
    bool parked;
    bool for_good;        /* and not to go on: another execution has its last turn left out */
    int least_held;       /* mutexes, at some time in this turn */
    int64_t now;          /* the thread's time then */
    const void *quiet_pc; /* the same for reads that are no steps */
    uint64_t quiet_state;
    int quiet_turns; /* that were over since its last step, see QUIET_TURN */
    int watched;     /* events, still, in which a state may come back */
    uint64_t watched_state, watched_memory;
    int comparisons;
    uint64_t coming; /* the state in which it has come to a read; 0: not known. Not on the stack,
                        which is compared */
    int reads;
    const uint32_t *read[SPIN_READS]; /* from here on only so many as reads says hold */
    uint32_t version[SPIN_READS];
    const void *at[SPIN_READS]; /* where it was read, */
    uint64_t came[SPIN_READS];  /* and in which state the thread came there; 0: not known */
};

struct thread {
    int id;
    enum thread_state state;
    struct step next;   /* announced, not done yet */
    uint64_t operand;   /* with which it does an atomic operation, */
    uint64_t expected;  /* and what a compare-exchange is to find */
    const void *enters; /* where it called a function that keeps its registers, see endless.h */
    struct fiber fiber;
    void *(*function)(void *);
    void *argument;
    void *result;
    bool detached;
    int joined_by;                    /* the thread that waits for its end, -1: none */
    int waits_for;                    /* the thread that it joins */
    int receiver;                     /* of a handler: the thread that it interrupts, else -1 */
    int started_by;                   /* that thread, -1: it is the first */
    uint32_t steps;                   /* that it has done */
    const struct clock *depends;      /* the steps that its next one depends on */
    const struct clock *depended;     /* the same before its last, where orders count */
    const struct clock *started_with; /* the same of its first */

    /* From here to the reads of spin, all is 0 when it starts: THREAD_FRESH. */
    bool joined;
    bool signalled;
    bool signalled_alone;  /* and nobody else waited there any more */
    bool timed, timed_out; /* waits with a time limit; which has come, as nobody else could go on */
    bool spurious;         /* may wake without a signal */
    bool patient;          /* the limit comes only when nobody else can go on */
    bool has_released, has_acquired;
    bool unrecorded;   /* it does what was recorded as a whole */
    bool ends_objects; /* it writes, by a call, what is more than a store; see life.h */
    bool surprises;    /* a handler that interrupts more than a call that waits */
    bool covered;      /* a handler runs in its place */
    bool roused;       /* the wait that rousable says ends now, */
    bool interrupted;  /* because a handler ran */
    bool cancel_requested, cancel_disabled;
    int rousable; /* it is in a wait that ends early: enum wait_kind of signals.h; 0: in none */
    int timeouts; /* that came in a row while others could still go on */
    int held_count;
    int depth; /* of calls */
    int cleanup_count;
    int64_t now;                   /* virtual time, ns since its start */
    struct action *last_action;    /* atomic, where orders count */
    const struct clock *sequenced; /* in which handlers ran, or of one: also known, but only as the
                                      order in memory of what one thread does; or NULL */
    struct spin spin;

    struct object *waits_with; /* the mutex that it locks again when signalled */
    struct clock clock;        /* happens-before */
    struct clock released;     /* at its last release fence */
    struct clock acquired;     /* by relaxed loads, until an acquire fence */
    struct clock seen;         /* in a record: see orders.c */
    struct object *held[MOST_HELD];
    const char *meets_by;                 /* the call with which it uses a mutex or the like */
    const void *calls[MOST_CALLS];        /* only while recording */
    void *cleanups[MOST_CLEANUPS];        /* pthread_cleanup_push, the last one at the end */
    bool (*ready)(const struct thread *); /* for STEP_SYSTEM */
    const char *awaits;                   /* the same in words: "data in a pipe" */
    struct place signals;                 /* where a handler begins in its place */
    struct place cancels;                 /* where it is asked to end */
    uint32_t cancel_version;
    bool has_keys;
    const void *keys[64]; /* thread-specific data */
};

enum {
    THREAD_FRESH = offsetof(struct thread, joined),
    THREAD_FRESH_END = offsetof(struct thread, spin) + offsetof(struct spin, read)
};

#endif
