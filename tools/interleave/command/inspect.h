/*
 * inspect.h - what is linked into a program that `interleave cc` did not compile, and what its
 * objects say that the explorer can't see.
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "compiler/words.h"

/*
 * Looks at all that the linker's command put into its output, which is there: objects, the members
 * of archives that were taken, and shared libraries of which the output uses a function. The C
 * library, the compiler's own parts and what lies in the folder `own` (the explorer's library) are
 * left out. Adds a phrase
 * for each part that isn't under control, once: "queue.a(ring.o) (not compiled by interleave cc)",
 * and those of object_note.h. The linker is run once more where its command doesn't say which files
 * these are. Returns 0, or 3 if that can't be found out: told.
 */
int inspect_link(const struct words *command, const char *own, struct words *unseen);

/* To be called before a link is looked at: its --sysroot, if any, says where the system is. */
void inspect_system_of(const struct words *command);

/* Is a file the C library's, or of the compiler's runtime, which the explorer knows? */
bool is_of_the_system(const char *path);

/* Has ld's option its value in the next word? */
bool linker_takes_next(const char *option);

#endif
