/*
 * link.h - links what `interleave cc` compiled, with the explorer in it.
 */
#ifndef LINK_H
#define LINK_H

#include "compiler/words.h"

/*
 * Runs a linker's command, as clang has planned it: for a program, with the explorer's library, and
 * notes in the program what of it the explorer can't see; for a shared library, see
 * shared_object.h; an object that is made of others keeps what these say. compiler: clang; folder:
 * for files that are not kept. Changes the command. Returns the linker's exit status, or 3, told.
 */
int link_all(struct words *command, const char *compiler, const char *folder);

#endif
