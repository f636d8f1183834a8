/* heap.h - blocks of the program's heap that are not malloc's. */
#ifndef HEAP_H
#define HEAP_H

#include "world/blocks.h"

/* Adds a mapping, of the running thread's, in whole pages, and leaves its bytes as they are. NULL:
 * there is no room (errno is ENOMEM). It stays where it is as long as the execution lasts. */
struct block *heap_add_mapping(size_t size, const void *pc);

/* The running thread ends the block, by that call: a write to all of it. */
void heap_end_block(struct block *block, const char *call, const void *pc);

#endif
