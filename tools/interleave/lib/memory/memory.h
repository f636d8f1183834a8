/*
 * memory.h - an access to the program's memory: is it a step, is there still anything, does it race
 * with another one?
 *
 * Theory of operation. Each access comes here before it is made. It is a step if it is atomic, or
 * if its cell (engine/cells.h) is visible, as a race was seen there; else only an event. Then it is
 * held against the accesses before it that a later one may race with: of each thread, what isn't
 * covered by another one of its own (the epochs of FastTrack: Flanagan and Freund, PLDI 2009, kept
 * for each byte and kind of access). One that neither happens before this one nor is ordered by
 * atomics is a data race (C17 5.1.2.4p25).
 */
#ifndef MEMORY_H
#define MEMORY_H

#include "core/step.h"
#include "engine/cells.h"

/*
 * An access by the running thread: announces the step if it is one, then looks for a race with
 * earlier accesses and remembers this one. The access itself comes after.
 */
void memory_access(uintptr_t start, size_t size, enum access_kind kind, const void *pc);

/* The same for an atomic one; returns its cell. */
struct cell *memory_atomic(uintptr_t start, size_t size, enum access_kind kind, const void *pc);

/* The same for a compare-exchange, which needs the expected value, of as many bytes. */
struct cell *memory_compare(uintptr_t start, size_t size, const void *expected, const void *pc);

/*
 * The running thread is about to use a mutex or the like that is there. Two such uses never race,
 * but one does with a free of the memory, or with the initialisation; so it is kept if it is on the
 * heap, or the stack of another thread. The call is what a record of a failure says.
 */
void memory_meet(uintptr_t start, const char *call, const void *pc);

/* The same for what is seldom written to: looks for a race, and is neither an event nor a step. */
void memory_look(uintptr_t start, const void *pc);

/* Something that threads meet at is, or was, in that memory: life.h is told of stores into it. */
void memory_cover(uintptr_t start, size_t size);

/* The running thread is about to free the block, which races with its allocation unless that
 * happens before. A use of the block looks for that by itself. */
void memory_check_allocation(const struct block *block, const void *pc);

/* A range, as memcpy has it. */
void memory_range(uintptr_t start, size_t size, bool write, const void *pc);

/* What a call leaves where the program wants it, beside what it does as a step: the handle of a new
 * thread, the result of one that has ended. A plain write, which races as any other, but no event.
 */
void memory_leave(uintptr_t start, size_t size, const void *pc);

/* What a call of the C library changes under a lock that it has for that: it races with accesses of
 * the program, but not with another such call. No event. */
void memory_change_inside(uintptr_t start, size_t size, const void *pc);

/* What an update, which may leave the value as it was, has written; other writes tell it
 * themselves. */
void memory_changed(struct cell *cell, uintptr_t start, size_t size);

/* The running thread reads what was stored last, with that order: it learns what was released. */
void memory_learn(const struct cell *cell, uintptr_t start, size_t size, int order);

/* The memory is read by what is no access. */
void memory_observe(const void *start, size_t size);

#endif
