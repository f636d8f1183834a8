/*
 * kit.h - the kit that grades: which exercises it has, and what of it decides a verdict.
 */
#ifndef GRADE_KIT_H
#define GRADE_KIT_H

#include "grade/class.h"

/*
 * Adds to the class, as its assignments, the exercises in which something is to be fixed and of
 * which wanted(context, folder) is true, with the hashes of their originals and of all that decides
 * a verdict: the tools, the harness, the contract, the compiler and its flags (build/toolchain).
 * Run at the top of the kit. Returns 0 or an error number about *path, which is static.
 */
int kit_assignments(struct class *class, bool (*wanted)(const void *context, const char *folder),
                    const void *context, const char **path);

#endif
