/*
 * acts.h - a trace as what a story is made from: who did what, and what of it meets with others.
 *
 * A trace says every access and call of one execution, in its order. Most of it is of no interest:
 * a thread's own data, what main prepares before it starts a thread, what it adds up after the
 * joins. An access *conflicts* if another thread accesses the same bytes, one of the two writes,
 * and no start or join of a thread puts them in order: those are the accesses whose order a
 * schedule decides.
 */
#ifndef ACTS_H
#define ACTS_H

#include "interleave/trace/names.h"

#include <stdint.h>

enum { MOST_THREADS = 128, NO_ACT = -1 };

enum act_kind {
    ACT_ACCESS,    /* of memory, plain or atomic */
    ACT_LOCK,      /* has taken a lock of whatever kind */
    ACT_TRY,       /* has tried to: see its note */
    ACT_UNLOCK,    /* has given it back */
    ACT_WAIT,      /* begins to wait for a condition variable */
    ACT_WAKE,      /* has been woken, and has the lock again */
    ACT_SIGNAL,    /* signals one, or all */
    ACT_BARRIER,   /* comes to one or leaves it */
    ACT_SEMAPHORE, /* takes or gives */
    ACT_START,     /* starts a thread */
    ACT_JOIN,      /* has joined one */
    ACT_FREE,      /* frees a block */
    ACT_PRINT,
    ACT_OPERATION, /* begins one of a library's, see names_operation */
    ACT_STUCK,     /* waits when nobody can go on */
    ACT_FAILS,     /* here the execution failed */
    ACT_OTHER,     /* another call */
};

/* One event of the trace. */
struct act {
    const json_t *event;
    enum act_kind kind;
    int thread;                  /* an index of acts.threads */
    int other;                   /* of a start or join: the other thread; else NO_ACT */
    bool reads, writes;          /* memory */
    bool conflicts;              /* see above */
    bool counts;                 /* a full timeline shows it */
    unsigned long address, size; /* of an access */
    unsigned long object;        /* of a call about one, or 0 */
    unsigned long pc;            /* behind the instruction */
    unsigned long call;          /* the same for acts within one call of a function */
};

struct acts {
    struct act *all;
    int count;
    const char
        *threads[MOST_THREADS]; /* their letters, in the order in which they are first seen */
    int thread_count;
    json_t *trace; /* the one that was read, with each operation of a library's as one event */
};

/* Reads the trace, which must outlive them. race: see operations_folded. Returns 0, and the caller
 * releases *acts; or ENOMEM. */
int acts_read(const json_t *trace, const json_t *race, struct acts *acts);
void acts_release(struct acts *acts);

/* Do both accesses touch a byte in common? */
bool acts_overlap(const struct act *one, const struct act *other);

/* Two accesses of different threads that overlap, of which one writes. */
bool acts_conflict(const struct act *one, const struct act *other);

/* The thread's next act after i, or its last one before it, for which the test holds (NULL: any);
 * NO_ACT if there is none. */
typedef bool act_test(const struct act *act, const struct act *given);
int acts_next(const struct acts *acts, int i, int thread, act_test *test, const struct act *given);
int acts_last(const struct acts *acts, int i, int thread, act_test *test, const struct act *given);

/* The last write of what act i reads by another thread before it, where the order of the two is the
 * schedule's; NO_ACT if it reads what was there before, or its own. */
int acts_read_from(const struct acts *acts, int i);

/* One event alone: its kind, and no thread, object or address. */
struct act act_of(const json_t *event);

/* "do" of its event. */
const char *act_does(const struct act *act);
bool act_is(const struct act *act, const char *what);

/* A member of its event; "" or 0 if it has none. */
const char *act_text(const struct act *act, const char *key);
long act_number(const struct act *act, const char *key);

#endif
