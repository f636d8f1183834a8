/*
 * objects.h - mutexes, condition variables and the other things that threads meet at.
 */
#ifndef OBJECTS_H
#define OBJECTS_H

#include "core/names.h"
#include "core/object.h"
#include "engine/ready.h"
#include "engine/sync.h"
#include "memory/life.h"

/* The object at an address, made if need be. Ends the execution if it is used as another type than
 * it was initialised as, if it never was, or after its memory is gone; call names the function for
 * that message, pc is where it was called. Whether it was destroyed shows when it is used:
 * life_use. */
struct object *object_at(const void *address, enum object_type type, const char *call,
                         const void *pc);

/* Each object of this execution in turn: *at begins with 0. NULL: there is no other one. */
struct object *objects_next(size_t *at);

/* The object at an address if there is one in this execution, else NULL. */
struct object *object_known(uintptr_t address);

/* The same, made if need be; there may be nothing at the address yet. */
struct object *object_met(const void *address);

/* The objects of this execution, in the order in which they were first met. */
struct objects_touched {
    struct object **objects;
    size_t count, room;
    struct object *found; /* the last that was asked for, or NULL */
};
extern OWN struct objects_touched objects_touched;

/* How many there ever were. */
size_t objects_ever(void);

/* Any that ever was there, in whichever execution, else NULL. */
struct object *object_ever(uintptr_t address);

/* "a mutex"; "a semaphore" */
const char *object_type_name(enum object_type type);

/* Nothing is at its address any more, but steps that were there still count. */
void object_forget(struct object *object);

/* Whether somebody holds it, waits for it or is inside. */
bool object_in_use(const struct object *object);

/* A step at it, and at nothing else. */
static inline struct step object_step(struct object *object, enum step_kind kind, bool writes,
                                      const void *pc)
{
    return (struct step){.kind = kind,
                         .writes = writes,
                         .places = 1,
                         .place = {&object->place},
                         .object = object,
                         .pc = pc};
}

/* Somebody looks whether the lock is held, and does not wait: from now on unlocking it is a step.
 */
void object_tried(struct object *object);

/* Something other than locking is done to the lock while others run, so that it matters who locks
 * it when. */
void object_count_orders(struct object *object);

/* Becomes a new one of that type, whatever was there: see life_initialise. */
void object_renew(struct object *object, enum object_type type);

/* Forgets the objects in memory that is given back; ends the execution if one is in use. */
void objects_in_freed(uintptr_t start, size_t size);

#endif
