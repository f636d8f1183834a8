/*
 * sections.h - critical sections that commute are one order.
 *
 * Theory of operation. Who locks a mutex first matters only if the two critical sections touch
 * something in common (Kokologiannakis, Raad, Vafeiadis, "Effective lock handling in stateless
 * model checking", OOPSLA 2019, have the idea). So while the search proves, a critical section in
 * which nothing else is a step is one step with its lock: one that reads and writes all that was
 * read and written inside, and only reads the mutex. Any other section writes the mutex. Then two
 * sections depend on each other if one writes what the other touches, or if one is no single step.
 *
 * One atomic operation inside belongs to the section, too: what others do between the lock and this
 * operation they can as well do before the lock, and what they do after it, after the unlock, as
 * nobody asks whether the mutex is held (Lipton, "Reduction", CACM 1975: a lock is a right mover,
 * an unlock a left mover, and what races with nothing is both). A second one is a step: others
 * may come between the two. What is before it is then one step with the lock.
 *
 * Which sort a section is shows only at its end, or at the first step inside. Till then it is open;
 * nobody else can do anything meanwhile, so nothing is decided too late.
 *
 * Data races. Executions that differ in the order of such sections differ in what happens before
 * what, so a race might show in one and not in the other. Therefore a section acquires, of its
 * mutex, only what sections that it depends on released, and no sooner than it touches what it has
 * in common with them: happens-before is then at most what it is in any of the orders. Whatever
 * races so is looked at again with all orders told apart, in the search begun anew; nothing is
 * reported that doesn't happen. With orders weaker than seq_cst the same goes for a load or store
 * that could be out of order: happens-before may forbid it, so it is only chosen when all orders
 * are told apart. Inside of a section, it isn't known yet what the section depends on; there, each
 * that happens-before allows counts as one that could be.
 */
#ifndef SECTIONS_H
#define SECTIONS_H

#include "core/object.h"
#include "core/strategy.h"
#include "engine/cells.h"

/* Where the open section was, when it is over: the first is the lock. If it was one step, released
 * is what its unlock passes on; else NULL. */
typedef void section_ends(const struct touch *touches, int count, const struct clock *released);

/* Whether the running thread's lock of the object may be one step with what follows. */
static inline bool sections_may_begin(const struct object *object)
{
    return engine.sections && !object->tried && !object->strict;
}

/* The thread's announced lock is done now. The section stays open until it is released or spoilt;
 * then ends is told. */
void sections_begin(const struct thread *thread, section_ends *ends);

/* The running thread has the lock: it learns what it must from those who had it. */
void sections_acquire(struct object *object);

/* The running thread gives it back: the section is one step, if it is still open. */
void sections_release(struct object *object);

/* A plain access inside the open section, to these bytes of the cell (bytes_in_cell). */
void sections_touch(struct cell *cell, uint8_t bytes, bool write);

/* An atomic operation inside the open section. True if it is part of it; else it is a step. */
bool sections_absorb(struct place *place, bool write);

/* The open section is no single step. Done at whatever may matter to others. */
void sections_spoil(void);

/* A race was seen, which may be none, or a choice that there may not be. Ends the execution; the
 * search begins anew without this. */
__attribute__((noreturn)) void sections_give_up(void);

/* The variable that says what is open, which holds only while engine.in_section; and its size. */
const void *sections_open(size_t *size);

#endif
