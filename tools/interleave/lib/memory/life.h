/*
 * life.h - the life of a mutex, semaphore or other thing that threads meet at: what may be done to
 * it when.
 *
 * Theory of operation. POSIX leaves undefined what happens when one is used that was never
 * initialised or is destroyed, initialised again, or written over (POSIX.1-2017, 2.9.9 and
 * pthread_mutex_init; sem_init, pthread_barrier_init and the others say the same). So each has a
 * state:
 *
 *      raw          nobody initialised it, and its bytes are none that an initialiser leaves
 *      static       its bytes are those of a static initialiser: PTHREAD_MUTEX_INITIALIZER; zero,
 *                   where that is what the initialiser is
 *      initialised  by its function, pthread_mutex_init say
 *      destroyed
 *      copied       its bytes are another one's, that was initialised or used; only that other one
 *                   may be used (POSIX.1-2017, 2.9.9)
 *
 * To initialise and to destroy one are steps and, for happens-before, writes; a use that an
 * initialisation doesn't happen before is told in whichever order the two come. So is a store into
 * one, which is a data race with each use that isn't ordered, and misuse where the object was
 * initialised or is in use. One that only has its static initialiser may be given that anew while
 * it is idle.
 *
 * Memory that is freed, a stack frame that is left and a thread that ends take the objects in them
 * along: whatever is initialised there next is another object. For frames that is known from the
 * calls that the compiler puts at a function's end; they are looked at only while there are objects
 * on stacks.
 */
#ifndef LIFE_H
#define LIFE_H

#include "core/object.h"
#include "engine/engine.h"

/* How the program was compiled is not known any more: an exploration begins. */
void life_forget(void);

/* Nothing is known of any object: an execution begins. */
void life_begin(void);

/* The objects on stacks, in a list; these are to be what they were. */
struct object *life_on_stacks(void);
void life_put_back_on_stacks(struct object *objects);

/* An object of that type is met for the first time in this execution, or after what was there went:
 * what do its bytes say? Ends the execution if it was never initialised. */
void life_meet(struct object *object, enum object_type type, const char *call, const void *pc);

/*
 * The running thread initialises the object by the call, which is a step; returns when that is
 * done, but for what the call itself does: the object is new then. Ends the execution if there is
 * one already.
 */
struct object *life_initialise(const void *address, enum object_type type, const char *call,
                               const void *pc);

/* The function that initialises it has come to that error, or 0, which is returned. */
int life_began(struct object *object, int error);

/* The same outside of an exploration: its bytes may be those of one that nobody initialised. */
void life_initialise_outside(const void *address);

/* The running thread is about to destroy it, which is a step; returns when that is to be done. */
void life_destroy(struct object *object, const void *pc);

/* It is destroyed now. */
void life_end(struct object *object, const void *pc);

/* Ends the execution: the object was destroyed, or initialised by another thread without order. */
__attribute__((noinline)) void life_refuse_use(const struct object *object, const void *pc);

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

/* What is wrong has to do with the object's last use: its place is told, too. */
void life_tell_use(const struct object *object);

/* The running thread stores into memory of which some is an object's, by memset and the like if in
 * bulk; the store itself comes after. Ends the execution if it must not. */
void life_store(uintptr_t start, size_t size, bool in_bulk);

/* The running thread copies memory, of which some may be objects'; the copying itself comes after.
 */
void life_copy(uintptr_t to, uintptr_t from, size_t size, const void *pc);

/* What steps at an object whose memory is stored into are at, or NULL. */
struct place *life_place(uintptr_t address);

/* A function of the running thread begins, called from there, or ends. Its frame is above low; base
 * is its frame pointer, if it has one. */
void life_enter_frame(const uintptr_t *low, const uintptr_t *base, const void *caller);
void life_leave_frame(const uintptr_t *low, const uintptr_t *base);

/* The thread has ended, and what was on its stack is gone. */
void life_leave_stack(const struct thread *thread);

#endif
