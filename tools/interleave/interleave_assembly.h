/*
 * interleave_assembly.h - what `interleave cc` includes in a file with inline assembly, so that the
 * explorer knows: it can't see what that does, and claims no proof.
 */
#ifndef INTERLEAVE_ASSEMBLY_H
#define INTERLEAVE_ASSEMBLY_H

__attribute__((weak, used)) const char interleave_has_assembly = 1;

#endif
