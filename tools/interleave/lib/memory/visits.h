/*
 * visits.h - accesses to what is another thread's own: its stack and its thread-local storage,
 * which end with it (C17 6.2.4p4; POSIX.1-2017, pthread_create). The end of a thread is no step, so
 * what isn't ordered before it is wrong, in whichever order the two come.
 */
#ifndef VISITS_H
#define VISITS_H

#include "engine/engine.h"

/* The running thread accesses memory on the owner's stack. */
void visits_note_stack(const struct thread *owner, const void *pc);

/* The running thread accesses memory that is on no stack, and neither on the heap nor global. Ends
 * the execution if it was thread-local to a thread that has ended. */
void visits_note_storage(uintptr_t address, const void *pc);

/* Keeps all visits of the execution; puts them back. */
struct keep;
void visits_keep(struct keep *keep);
void visits_put_back(struct keep *keep);

/* There were none in any execution. */
void visits_forget(void);

/* The running thread ends. Ends the execution if another accesses what is its own without order. */
extern OWN uint32_t visits_latest; /* the execution that had the last one */
void visits_end_visited(void);
static inline void visits_end(void)
{
    if (visits_latest == engine.execution) {
        visits_end_visited();
    }
}

#endif
