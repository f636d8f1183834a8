/*
 * objects.h - mutexes, condition variables and the other things that threads meet at.
 */
#ifndef OBJECTS_H
#define OBJECTS_H

#include "engine/engine.h"
#include "memory/life.h"

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

/* The object at an address, made if need be. Ends the execution if it is used as another type than
 * it was initialised as, if it never was, or after its memory is gone; call names the function for
 * that message, pc is where it was called. Whether it was destroyed shows when it is used:
 * object_use. */
struct object *object_at(const void *address, enum object_type type, const char *call,
                         const void *pc);

/* The object at an address if there is one in this execution, else NULL. */
struct object *object_known(uintptr_t address);

/* The same, made if need be; there may be nothing at the address yet. */
struct object *object_met(const void *address);

/* Any that ever was there, in whichever execution, else NULL. */
struct object *object_ever(uintptr_t address);

/* "a mutex"; "a semaphore" */
const char *object_type_name(enum object_type type);

/* Nothing is at its address any more, but steps that were there still count. */
void object_forget(struct object *object);

/* Whether somebody holds it, waits for it or is inside. */
bool object_in_use(const struct object *object);

/* The running thread uses it now, in a step that is done. Ends the execution if it was destroyed,
 * or initialised by another thread without order. */
static inline void life_use(struct object *object, const void *pc)
{
    struct life *life = &object->life;
    if (__builtin_expect(life->when > clock_at(&self->clock, life->by), 0)) {
        life_refuse_use(object, pc);
    }
    life->used_by = self->id;
    life->used_at = pc;
}

/* Somebody looks whether the lock is held, and does not wait: from now on unlocking it is a step.
 */
void object_tried(struct object *object);

/* Becomes a new one of that type, whatever was there: see life_initialise. */
void object_renew(struct object *object, enum object_type type);

/* Forgets the objects in memory that is given back; ends the execution if one is in use. */
void objects_in_freed(uintptr_t start, size_t size);

/* Whether what the thread has announced can be done now. */
bool step_possible(struct thread *thread);

/* What the thread waits for, in words, and in a record. Returns text. */
const char *objects_tell_wait(const struct thread *thread, char *text, size_t size);

/* Ends the execution: every thread waits. Says who for what. */
__attribute__((noreturn)) void objects_tell_deadlock(void);

/* A thread ends that has data of its own: destructors run. */
void threads_leave(struct thread *thread);

/* A thread ends that still holds something. */
void objects_leave_thread(struct thread *thread);

/* "M" for the main thread, "A", "B", … for the others in the order of their start. */
const char *thread_name(int thread);

/* The reverse; -1 if text doesn't begin with one. *end is what follows. */
int thread_named(const char *text, const char **end);

/* Happens-before: the running thread passes on all that it knows; or gets to know. */
void clock_release(struct clock **to);
void clock_acquire(const struct clock *from);

/* The same for what steps depend on, through a release that is no step. */
void place_release(struct place *place);

#endif
