/*
 * world.h - the program's memory, put back before each execution: globals, thread-local storage,
 * heap.
 *
 * Theory of operation. An execution begins at main in the same process as the one before, so what
 * that one changed must be as it was. Globals are remembered as they are when an exploration
 * begins; each write by instrumented or modelled code marks its line of 64 bytes, and marked lines
 * are put back. What other code writes is looked for now and then, and where it is found, ends the
 * claim of proof. The library's own variables (core/state.h) lie in a section of their own and
 * stay. The heap (blocks.h) begins anew at the same addresses. What the C library and the system
 * keep is the upper layers' to put back: world_also_restore.
 */
#ifndef WORLD_H
#define WORLD_H

#include "core/execution.h"
#include "core/real.h"
#include "world/blocks.h"

/* Takes note of the program's globals as they are now. Returns 0 or an error number. */
int world_remember(void);

/* Puts everything back. */
void world_restore(void);

/* Keeps the globals that were written, and a thread's thread-local variables and errno; puts them
 * back. */
void world_keep(struct keep *keep);
void world_put_back(struct keep *keep);
void world_keep_storage(const struct fiber *fiber, struct keep *keep);
void world_put_back_storage(const struct fiber *fiber, struct keep *keep);

/* Whether there is nothing that is put back before an execution and isn't kept. */
bool world_can_be_kept(void);

/* Makes all globals what they were at first. False: others had changed than is known, which weren't
 * kept. */
bool world_clean(void);

/* What is put back beside it, by the folders above: a list that ends with NULL and must last. */
void world_also_restore(void (*const *restores)(void));

/* Adds the program's memory, but for stacks, to a copy of the state; see memory/compare.h. */
struct copy;
void world_copy(struct copy *to);

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
    int checks_left; /* executions before which everything is looked at */
};
extern OWN struct world world;

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

/* Whether eight bytes there can be read: in globals, heap, stacks, thread-local storage. */
bool world_has(uintptr_t address);

/* Whether an address lies in the program's thread-local variables of a thread, or is its errno. */
bool world_is_storage(const struct fiber *fiber, uintptr_t address);

/* The thread that has the address on its stack, NULL: none has; and whether nothing is there any
 * more, as the thread isn't alive, or all its frames are above. */
struct thread *world_stack_owner(uintptr_t address);
bool world_stack_is_gone(const struct thread *owner, uintptr_t address);

#endif
