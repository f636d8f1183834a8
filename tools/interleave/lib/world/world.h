/*
 * world.h - the program's memory, put back before each execution: globals, thread-local storage,
 * heap; and the C library's own functions, which the library calls under the linker's __real_
 * names.
 */
#ifndef WORLD_H
#define WORLD_H

#include "engine/engine.h"

/* Takes note of the program's globals as they are now. Returns 0 or an error number. */
int world_remember(void);

/* Puts everything back. */
void world_restore(void);

/* What the program has in its globals and on its heap, in one number. */
uint64_t world_hash(void);

/* A thread begins: its thread-local storage is as the program's image has it. */
void world_begin_thread(const struct fiber *fiber);

/* The span of the globals, and a flag for each line of 64 bytes that is to be put back. */
struct world {
    uintptr_t start, size;
    unsigned char *dirty;
    uint32_t *lines; /* those that are dirty */
    size_t line_count;
};
extern struct world world;

void world_add_line(size_t line);

/* Globals of one line are about to be written. */
static inline void world_touch_line(uintptr_t address)
{
    const size_t line = (address - world.start) / 64;
    if (!world.dirty[line]) {
        world_add_line(line);
    }
}

/* Memory from start to start + size is about to be written. */
static inline void world_touch(uintptr_t start, size_t size)
{
    const uintptr_t offset = start - world.start;
    if (offset < world.size) {
        for (size_t line = offset / 64; line <= (offset + size - 1) / 64; line++) {
            if (!world.dirty[line]) {
                world_add_line(line);
            }
        }
    }
}

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
extern uintptr_t heap_start;
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
void heap_restore(void);

/* Adds a mapping, of the running thread's, in whole pages, and leaves its bytes as they are. NULL:
 * there is no room (errno is ENOMEM). It stays where it is as long as the execution lasts. */
struct block *heap_add_mapping(size_t size, const void *pc);

/* The running thread ends the block, by that call: a write to all of it. */
void heap_end_block(struct block *block, const char *call, const void *pc);
size_t heap_blocks_left(void);
uint64_t heap_hash(void);

/* The return address of the running thread's call into the library, NULL if it isn't known. */
const void *world_program_place(void);

/* Whether eight bytes there can be read: in globals, heap, stacks, thread-local storage. */
bool world_has(uintptr_t address);

/* Whether an address lies in the program's thread-local variables of a thread. */
bool world_is_storage(const struct fiber *fiber, uintptr_t address);

/* The thread that has the address on its stack, NULL: none has; and whether nothing is there any
 * more, as the thread isn't alive, or all its frames are above. */
struct thread *world_stack_owner(uintptr_t address);
bool world_stack_is_gone(const struct thread *owner, uintptr_t address);

/* Calls what atexit was given in this execution, the last one first. */
void library_at_exit(void);

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void __real_free(void *);
void *__real_memcpy(void *, const void *, size_t);
void *__real_memmove(void *, const void *, size_t);
void *__real_memset(void *, int, size_t);

#endif
