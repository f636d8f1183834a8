/*
 * names.h - what the addresses in a trace are called in the source.
 */
#ifndef NAMES_H
#define NAMES_H

#include "tsan-report/debug_info.h"

#include <jansson.h>

enum { NAME_SIZE = 256, TEXT_SIZE = 1024 };

struct names; /* of one program */

/* Opens the program for its names; NULL without memory. One without debug information has none.
 * base: where it was loaded, as its result tells. */
struct names *names_open(const char *program, unsigned long base);
void names_close(struct names *names);

/* The place of an instruction that a return address (not an address at all: 0) stands behind. */
bool names_place(struct names *names, unsigned long return_address, struct place *place);

/* "counter.c:30": the file without its folders. Empty if it isn't known. */
const char *names_short_place(struct names *names, unsigned long return_address,
                              char text[static NAME_SIZE]);

/*
 * What an event of the trace touches: a global by its name, with the member or element that is
 * meant; else the expression in the source; else the block of the heap; else an address.
 */
const char *names_of(struct names *names, const json_t *event, char name[static NAME_SIZE]);

#endif
