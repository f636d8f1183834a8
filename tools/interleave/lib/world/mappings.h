/* mappings.h - memory that the program maps by itself; see mappings.c. */
#ifndef MAPPINGS_H
#define MAPPINGS_H

#include <stdint.h>

/* A new execution begins: what the last one mapped, up to end, is unmapped and zero again, and its
 * break is where it was. */
void mappings_restore(uintptr_t end);

#endif
