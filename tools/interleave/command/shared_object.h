/*
 * shared_object.h - shared libraries of the project, linked into the program that is explored.
 *
 * The explorer controls what lies in the program itself. So a shared library that `interleave cc`
 * links carries its objects in it, as one, in the section .interleave.object, and in
 * .interleave.needs what else it was linked with; a program that is linked with the library gets
 * these in its place. The library itself is what it would be otherwise.
 */
#ifndef SHARED_OBJECT_H
#define SHARED_OBJECT_H

#include "compiler/words.h"

/*
 * Makes of a linker's command for a shared library an object that has these sections, by the
 * compiler, in the folder; adds it to the command. Returns 0 or 3, told.
 */
int shared_object_carry(struct words *command, const char *compiler, const char *folder);

/*
 * Puts the objects that shared libraries carry into the place of these, in a linker's command for a
 * program. Returns 0 or 3, told.
 */
int shared_object_replace(struct words *command, const char *folder);

#endif
