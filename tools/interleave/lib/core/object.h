/* object.h - what threads meet at: mutexes, condition variables and the like. */
#ifndef OBJECT_H
#define OBJECT_H

#include "core/step.h"

enum object_type {
    OBJECT_NONE,
    OBJECT_MUTEX,
    OBJECT_CONDITION,
    OBJECT_RWLOCK,
    OBJECT_BARRIER,
    OBJECT_SEMAPHORE,
    OBJECT_ONCE,
    OBJECT_SPINLOCK,
    OBJECT_MTX, /* C11's have no static initialiser */
    OBJECT_CND,
    OBJECT_THREAD, /* for those that look whether it has ended; see threads.c */
};

enum life_state { LIFE_STATIC, LIFE_INITIALISED, LIFE_DESTROYED, LIFE_COPIED };

struct life {
    enum life_state state;
    uint8_t covers; /* always: so many bytes, of which the cells know that there is, or may be, an
                       object; see memory.h */
    bool watched; /* always: somebody stores into it while others run: uses are held against that */
    bool on_stack;
    bool gone;                    /* with the stack frame that it was in */
    int by;                       /* the thread that initialised or destroyed it, -1: none did */
    uint32_t when;                /* that thread's clock then; UINT32_MAX: nobody may use it */
    const void *at;               /* and where in the program */
    int used_by;                  /* the last one, -1: nobody yet */
    const void *used_at;          /* where */
    struct object *next_on_stack; /* a list of all that are on stacks, in this execution */
};

/* Of a robust mutex. */
enum recovery { HEALTHY, OWNER_DIED, NOT_RECOVERABLE };

struct object {
    uintptr_t address;
    uint32_t execution;
    enum object_type type;
    struct life life;
    bool tried;  /* always: somebody tries this lock without waiting, so that unlocking is a step */
    bool strict; /* always: each order of who locks it counts, see sections.h; who comes to it */
    bool outlasts; /* always: a thread that sleeps for longer than somebody waits for its end */
    struct place place;
    uint32_t version;    /* counts those who came in */
    struct clock *clock; /* what who comes next gets to know; NULL: nothing yet */
    const struct clock
        *ordered; /* the same as it was after the last section that was no one step */
    int owner;    /* a thread, -1: nobody */
    int depth;    /* of a recursive mutex */
    enum recovery recovery;
    bool has_time_limits; /* a mtx_t: mtx_timed */
    bool robust;          /* a mutex: who comes after an owner that has ended is told so */
    int kind;           /* of a mutex: PTHREAD_MUTEX_…; of a rwlock: PTHREAD_RWLOCK_PREFER_… */
    thread_set readers; /* of a rwlock */
    uint16_t *again;    /* how often each of them has it once more; NULL: none has */
    long value;         /* of a semaphore; of a once: 0 not begun, 1 under way, 2 done */
    bool valued;        /* a semaphore, whose value is known */
    int needed;         /* of a barrier */
    uint32_t round;
    thread_set waiting; /* for a signal; at a barrier */
    thread_set arrived;
    thread_set users;            /* of a barrier, so far */
    int signals_missed;          /* signals that came while nobody waited */
    int serial;                  /* of the barrier's last round: who is told so */
    struct clock *readers_clock; /* of a rwlock: what a writer gets to know from readers */
    struct place readers_place;
};

#endif
