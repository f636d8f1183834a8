/* deadlock.h - what threads wait for, in words. */
#ifndef DEADLOCK_H
#define DEADLOCK_H

#include "core/thread.h"

/* What the thread waits for, in words, and in a record. Returns text. */
const char *deadlock_tell_wait(const struct thread *thread, char *text, size_t size);

/* What it waits for in one word or two, as a record has it ("lock", "signal", …); *by: the thread
 * that has it, or is to have it first, -1: none. */
const char *deadlock_waits_for(const struct thread *thread, int *by);

/* Ends the execution: every thread waits. Says who for what. */
__attribute__((noreturn)) void deadlock_tell(void);

#endif
