/*
 * mappings.c - memory that the program maps by itself. A mapping is a block of the program's heap,
 * at the same address in every execution: what is unmapped is not used again before its end, so
 * that a use after munmap is seen. A file that is mapped privately is memory like any other; one
 * that is shared, or what wants a place of its own, ends the claim of proof.
 */
#include "calls/mappings.h"

#include "calls/heap.h"
#include "calls/hidden.h"
#include "engine/cells.h"
#include "engine/record.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, MOST_REAL = 256, BREAK_SIZE = 64 << 20 };

void *__real_mmap(void *, size_t, int, int, int, off_t);
int __real_munmap(void *, size_t);
void *__real_mremap(void *, size_t, size_t, int, ...);

/* Mappings of the system's own that have to be undone: of files in the heap, and elsewhere. */
STATE static struct real {
    void *start;
    size_t size;
    bool in_heap;
} real[MOST_REAL] = {{.start = NULL}};
STATE static int real_count = 0;
STATE static bool unseen = false; /* something was written into a mapping that wasn't told */

/* The program's break, in memory of ours: the C library's own malloc moves the other one. */
STATE static char *first_break = NULL;
STATE static size_t break_at = 0, break_most = 0;

static size_t whole_pages(size_t size)
{
    return (size + PAGE - 1) & ~(size_t)(PAGE - 1);
}

static void *anonymous_at(void *start, size_t size)
{
    return mmap(start, size, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

/* All zero: to give the pages back would be to get them again, one by one. What was written is
 * known, if all code that did so is instrumented or modelled. */
static void clear(uintptr_t end)
{
    const uintptr_t start = heap_mapped_start();
    if (unseen || engine.uncontrolled != NULL) {
        unseen = false;
        madvise((void *)start, end - start, MADV_DONTNEED); /* NOLINT */
        return;
    }
    for (size_t i = 0; slots != NULL && i <= slot_mask; i++) {
        if (slots[i].start - start < end - start) {
            *(uint64_t *)slots[i].start = 0; /* NOLINT(performance-no-int-to-ptr) */
        }
    }
}

void mappings_restore(void)
{
    const uintptr_t end = heap_mapped_end();
    while (real_count > 0) {
        const struct real *last = &real[--real_count];
        if (last->in_heap) {
            anonymous_at(last->start, last->size);
        } else {
            munmap(last->start, last->size);
        }
    }
    if (end > heap_mapped_start()) {
        clear(end);
    }
    if (break_most > 0) {
        madvise(first_break, break_most, MADV_DONTNEED);
        break_at = break_most = 0;
    }
}

static void note_real(void *start, size_t size, bool in_heap)
{
    if (real_count < MOST_REAL) {
        real[real_count++] = (struct real){start, whole_pages(size), in_heap};
    } else {
        engine_refuse("mmap of so many files");
    }
}

/* What wants a place of its own, or doesn't fit: as the system does it. */
static void *map_outside(void *wanted, size_t size, int protection, int flags, int file, off_t from)
{
    engine_uncontrolled("mmap at a fixed address, or of very much memory");
    void *start = __real_mmap(wanted, size, protection, flags, file, from);
    if (start != MAP_FAILED) {
        note_real(start, size, heap_has((uintptr_t)start));
    }
    return start;
}

static void *map_block(size_t size, int protection, int flags, int file, off_t from, const void *pc)
{
    struct block *block = heap_add_mapping(whole_pages(size), pc);
    if (block == NULL) {
        return MAP_FAILED;
    }
    void *start = (void *)block->start; /* NOLINT(performance-no-int-to-ptr) */
    if ((flags & MAP_ANONYMOUS) != 0) {
        if (protection != (PROT_READ | PROT_WRITE)) {
            engine_uncontrolled("mmap of protected memory");
        }
        return start;
    }
    if ((flags & MAP_SHARED) != 0) {
        engine_uncontrolled("mmap of a shared file");
    }
    if (mmap(start, size, protection, flags | MAP_FIXED, file, from) == MAP_FAILED) {
        block->freed = true;
        block->freed_at = pc;
        block->freed_by = self->id;
        return MAP_FAILED;
    }
    note_real(start, size, true);
    return start;
}

static void *map(void *wanted, size_t size, int protection, int flags, int file, off_t from,
                 const void *pc)
{
    engine_event();
    if (size == 0) {
        errno = EINVAL;
        return MAP_FAILED;
    }
    void *start = (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0 || size > HEAP_PART / 2
                      ? map_outside(wanted, size, protection, flags, file, from)
                      : map_block(size, protection, flags, file, from, pc);
    record_call("mmap", start, pc);
    return start;
}

TAKES_OVER_WITH(void *, mmap,
                (void *wanted, size_t size, int protection, int flags, int file, off_t from))
{
    return looked_at() ? map(wanted, size, protection, flags, file, from, HERE)
                       : __real_mmap(wanted, size, protection, flags, file, from);
}
SAME_AS(mmap64, mmap)

/* The block that begins there, or of which a later part begins there; NULL: none that lives. */
static struct block *mapping_at(const void *start)
{
    const uintptr_t at = (uintptr_t)start;
    struct block *block = heap_has(at) ? heap_block(at) : NULL;
    return block != NULL && block->mapped && !block->freed && at < block->start + block->size
               ? block
               : NULL;
}

TAKES_OVER_WITH(int, munmap, (void *start, size_t size))
{
    struct block *block = looked_at() ? mapping_at(start) : NULL;
    if (block == NULL) {
        if (looked_at()) {
            engine_uncontrolled("munmap of what was not mapped");
        }
        return __real_munmap(start, size);
    }
    const uintptr_t end = (uintptr_t)start + whole_pages(size);
    if ((uintptr_t)start == block->start && end >= block->start + block->size) {
        heap_end_block(block, "munmap", HERE);
    } else if (end >= block->start + block->size) {
        writes(start, block->start + block->size - (uintptr_t)start, HERE);
        block->size = (uintptr_t)start - block->start;
    } else {
        engine_uncontrolled("munmap of a part of a mapping");
    }
    return 0;
}

/* A new block with the bytes of the old one, which ends. */
static void *move_block(struct block *block, size_t size, const void *pc)
{
    void *fresh = map_block(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0, pc);
    if (fresh != MAP_FAILED) {
        unseen = true;
        __real_memcpy(fresh, (void *)block->start, /* NOLINT(performance-no-int-to-ptr) */
                      block->size < size ? block->size : size);
        heap_end_block(block, "mremap", pc);
    }
    return fresh;
}

TAKES_OVER_WITH(void *, mremap, (void *start, size_t old, size_t size, int flags, ...))
{
    va_list arguments;
    va_start(arguments, flags);
    void *wanted = (flags & MREMAP_FIXED) != 0 ? va_arg(arguments, void *) : NULL;
    va_end(arguments);
    struct block *block = looked_at() ? mapping_at(start) : NULL;
    if (block == NULL || (uintptr_t)start != block->start || (flags & MREMAP_FIXED) != 0) {
        if (looked_at()) {
            engine_uncontrolled("mremap of a part, or to a fixed address");
        }
        return __real_mremap(start, old, size, flags, wanted);
    }
    engine_event();
    if (whole_pages(size) <= block->size) {
        block->size = whole_pages(size);
        return start;
    }
    if ((flags & MREMAP_MAYMOVE) == 0) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return move_block(block, size, HERE);
}

TAKES_OVER_WITH(int, mprotect, (void *start, size_t size, int protection))
{
    if (looked_at()) {
        engine_event();
        engine_uncontrolled("mprotect");
        if (heap_has((uintptr_t)start)) {
            return 0; /* it would stay so in the executions to come */
        }
    }
    return __real_mprotect(start, size, protection);
}

/* -- the break (it isn't safe to move it in two threads) -- */

static bool move_break(size_t to)
{
    if (first_break == NULL) {
        void *start = mmap((void *)0x180000000000, /* NOLINT(performance-no-int-to-ptr) */
                           BREAK_SIZE, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        first_break = start != MAP_FAILED ? start : NULL;
    }
    if (first_break == NULL || to > BREAK_SIZE) {
        errno = ENOMEM;
        return false;
    }
    break_at = to;
    break_most = to > break_most ? to : break_most;
    return true;
}

TAKES_OVER_WITH(void *, sbrk, (intptr_t by))
{
    if (!looked_at()) {
        return __real_sbrk(by);
    }
    engine_event();
    hidden_read(HIDDEN_BREAK, HERE);
    if (by != 0) {
        hidden_write(HIDDEN_BREAK, HERE);
    }
    const size_t before = break_at;
    return move_break(before + (size_t)by) ? first_break + before : (void *)-1;
}
SAME_AS(__sbrk, sbrk)

TAKES_OVER_WITH(int, brk, (void *to))
{
    if (!looked_at()) {
        return __real_brk(to);
    }
    engine_event();
    hidden_write(HIDDEN_BREAK, HERE);
    return move_break(0) && move_break((size_t)((char *)to - first_break)) ? 0 : -1;
}
