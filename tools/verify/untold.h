/*
 * untold.h - leaves out of a result what is of one run alone.
 *
 * A grading compiles in a folder of its own, whose name the compiler's messages, the linker's and
 * debugging information repeat. Results of equal programs are equal, and what a student reads names
 * the file as it was handed in.
 */
#ifndef UNTOLD_H
#define UNTOLD_H

#include <jansson.h>

/* A new object: the value, with the folder left out of all texts in it. Never NULL. folder isn't
 * empty. */
json_t *untold(const json_t *value, const char *folder);

#endif
