/* volatiles.h - what a thread and its handlers may share without a data race. */
#ifndef VOLATILES_H
#define VOLATILES_H

#include <stdbool.h>
#include <stdint.h>

/* The volatile object at the address, of a size that one access reads or writes, is accessed. */
void volatiles_note(uintptr_t address);

/* Whether a thread and its handlers may share what is at the address: a volatile object of such a
 * size (C17 5.1.2.3p5), or errno, which handlers are to leave as it was (POSIX.1-2017, 2.4.3). */
bool volatiles_may_share(uintptr_t address, int one, int other);

#endif
