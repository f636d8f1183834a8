/*
 * fair.h - one execution in which the threads take turns, a step each: how their work overlaps, and
 * what can be learned by running it again with something changed (trials.c).
 */
#ifndef FAIR_H
#define FAIR_H

#include "search/strategies.h"

/* Steps while there was more than the main thread; row: of one thread, while no other did any. */
struct overlap {
    int together; /* threads that were started and not joined, at the same time */
    long steps;   /* of all */
    long of_main; /* of these */
    long turns;   /* in which they were done */
    long alone;   /* the longest row of each thread, in all */
    /* Without the main thread's steps: those done while another one was still there, and the longest
     * row of each thread in which all of these wait for a lock. What is a thread's own counts, too. */
    long beside, shut_out;
    /* The same of accesses alone, without those at places that the trial ignores. */
    long telling, telling_alone;
};

enum { MOST_WATCHED = 64 };

/* A place that threads accessed. */
struct watched {
    const struct place *place;
    uintptr_t start; /* 0: it isn't known where that is, or it is not the program's memory */
    size_t size;     /* bytes, at most 8 */
    long steps, writes;
    thread_set threads; /* who shared it while there was more than the main thread */
    bool taken_back;    /* the main thread accessed it after another one had */
    bool ignored;       /* by what is counted as telling */
    bool own;           /* by all that is counted: it is one thread's own */
};

/* What is not as in the program itself. All zero: nothing. */
struct trial {
    thread_set idle; /* these threads end where they begin */
    /* Each thread ends after so many steps, or, if that is given, after so many that tell, as soon
     * as it holds no lock. NULL: none ends. */
    const long *ends, *ends_telling;
    const struct watched *nudged; /* what is there becomes one more */
    long nudged_after;            /* so many writes to it */
    uint64_t most_events;         /* it is cut if it has more; 0: as many as it likes */
};

/* The longest sleep of a thread that held a lock meanwhile. */
struct sleep {
    uintptr_t lock; /* its address; 0: there was none */
    const void *pc; /* of the call */
    int64_t time;   /* ns, of the program's own clock */
};

/* What one execution showed. */
struct seen {
    struct sleep sleep;
    struct overlap overlap;
    long steps[MAX_THREADS];
    long tells[MAX_THREADS]; /* of these, what others get to know: writes where no trial ignores
                                them, semaphores that are posted, data that is sent */
    uint64_t events, events_of_main;
};

/* The next execution is such a trial, until the next call. What it points to must live as long. */
void fair_try(const struct trial *trial);

/* After an execution: what it showed; valid until the next one. */
const struct seen *fair_seen(void);

/* The same: a hash of what the threads but the main one did, wrote and returned; 0: not known. */
uint64_t fair_acts(void);

/* Places that were accessed so far, at most MOST_WATCHED: those that came first. Who has the list
 * may have places ignored, or say that they are one thread's own. */
struct watched *fair_watched(int *count);

#endif
