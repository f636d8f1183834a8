/*
 * look.h - what is in a source that the explorer won't see at work: inline assembly, and functions
 * that -fsanitize=thread leaves out.
 */
#ifndef LOOK_H
#define LOOK_H

#include "compiler/plan.h"

/*
 * Has clang compile the job's source once more, to its own code as it is before any pass, and reads
 * that. Adds to unseen a phrase for each part that the explorer can't control, with its name and
 * place: "inline assembly in spin (lock.c:12)", "peek (queue.c:7: no_sanitize or the like)". Adds
 * nothing for what does nothing: an assembly that is empty, a nop or a pause; a function that
 * touches no memory but its own variables.
 */
void look_at_source(const struct job *job, struct words *unseen);

/* The same for code of clang's as text, which is changed. For tests, and for look_at_source. */
void look_at_code(char *text, const char *file, struct words *unseen);

#endif
