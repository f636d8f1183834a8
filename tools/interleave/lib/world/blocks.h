/* blocks.h - the heap of the explored program, in blocks; see calls/heap.c. */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "core/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct copy;
struct keep;

/* A block of the program's heap. */
struct block {
    uintptr_t start;
    size_t size;
    bool freed;
    bool mapped;                /* by mmap, and not by malloc */
    int allocated_by, freed_by; /* threads */
    uint32_t allocated_when;    /* the thread's own clock */
    const void *allocated_at, *freed_at;
};

/* Whether an address lies in the explored program's heap at all: what malloc gives, and behind that
 * what the program maps. */
extern OWN uintptr_t heap_start;
enum { HEAP_PART = 1 << 30 };

/* Bytes that one execution may allocate; one that wants more is cut. */
long heap_limit(void);
static inline bool heap_has(uintptr_t address)
{
    return address - heap_start < (uintptr_t)2 * HEAP_PART;
}
static inline uintptr_t heap_mapped_start(void)
{
    return heap_start + HEAP_PART;
}

/* The last block that starts at or before address; NULL if none. */
struct block *heap_block(uintptr_t address);

/* Nothing is allocated: an execution begins. */
void heap_restore(void);

/* Adds a block of the running thread's, as a mapping or not, and leaves its bytes as they are.
 * NULL: there is no room. It stays where it is as long as the execution lasts. */
struct block *heap_add(bool is_mapping, size_t size, size_t alignment, const void *pc);

/* Keeps what malloc gave, and puts it back. False: there is a mapping, which isn't kept. */
bool heap_keep(struct keep *keep);
void heap_put_back(struct keep *keep);

/* Adds what malloc gave to a copy of the state; see memory/compare.h. */
void heap_copy(struct copy *to);

/* Where the mappings of this execution end. */
uintptr_t heap_mapped_end(void);

/* The heap's bytes in one number. */

uint64_t heap_hash(void);

#endif
