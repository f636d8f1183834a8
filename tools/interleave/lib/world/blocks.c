/* blocks.c - see blocks.h. */
#include "world/blocks.h"

#include "core/copy.h"
#include "core/execution.h"
#include "core/keep.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { GAP = 16 };

STATE uintptr_t heap_start = 0;

/* Blocks one behind the other: those of malloc, and mappings, which are known to be all zero. */
struct part {
    uintptr_t start, end; /* of what is in use */
    struct block *blocks;
    size_t count, room;
};
STATE static struct part allocated = {0}, mapped = {0};

struct block *heap_block(uintptr_t address)
{
    const struct part *part = address >= mapped.start ? &mapped : &allocated;
    size_t low = 0, high = part->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (part->blocks[middle].start <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? &part->blocks[low - 1] : NULL;
}

static uint64_t add_to_hash(uint64_t hash, const struct part *part)
{
    for (uintptr_t at = part->start; at < part->end; at += sizeof hash) {
        hash = (hash ^ *(const uint64_t *)at) * 0x100000001b3; /* NOLINT */
        hash ^= hash >> 29;
    }
    return hash;
}

uint64_t heap_hash(void)
{
    /* FNV-1a, by words */
    return add_to_hash(add_to_hash(0xcbf29ce484222325, &allocated), &mapped);
}

static void *reserve(void *wanted, size_t size)
{
    void *got = mmap(wanted, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (got == MAP_FAILED) {
        abort();
    }
    return got;
}

/* Blocks keep their place while an execution lasts, so there is room for all at once. */
static void begin_part(struct part *part, uintptr_t start, size_t room)
{
    *part = (struct part){.start = start, .end = start, .room = room};
    part->blocks = reserve(NULL, room * sizeof *part->blocks);
}

void heap_restore(void)
{
    if (heap_start == 0) {
        void *wanted = (void *)0x100000000000; /* far from everything, the same in every process */
        heap_start = (uintptr_t)reserve(wanted, (size_t)2 * HEAP_PART);
        begin_part(&allocated, heap_start, 1 << 20);
        begin_part(&mapped, heap_mapped_start(), 1 << 16);
        /* Programs map what is large: few entries for the processor to keep. */
        madvise((void *)mapped.start, HEAP_PART, MADV_HUGEPAGE); /* NOLINT */
    }
    allocated.end = allocated.start;
    mapped.end = mapped.start;
    allocated.count = mapped.count = 0;
}

long heap_limit(void)
{
    const long wanted = engine.options.max_memory;
    return wanted > 0 && wanted < HEAP_PART >> 20 ? wanted << 20 : HEAP_PART;
}

uintptr_t heap_mapped_end(void)
{
    return mapped.end;
}

struct block *heap_add(bool is_mapping, size_t size, size_t alignment, const void *pc)
{
    struct part *part = is_mapping ? &mapped : &allocated;
    const uintptr_t start = (part->end + alignment - 1) & ~(uintptr_t)(alignment - 1);
    if (start - part->start + size + GAP > (uintptr_t)heap_limit() || part->count == part->room) {
        return NULL;
    }
    part->end = start + ((size + 15) & ~(size_t)15) + GAP;
    part->blocks[part->count] = (struct block){.start = start,
                                               .size = size,
                                               .mapped = is_mapping,
                                               .allocated_by = self->id,
                                               .allocated_when = clock_at(&self->clock, self->id),
                                               .allocated_at = pc};
    return &part->blocks[part->count++];
}

bool heap_keep(struct keep *to)
{
    if (mapped.count > 0) {
        return false;
    }
    keep(to, &allocated, sizeof allocated);
    keep(to, allocated.blocks, allocated.count * sizeof *allocated.blocks);
    keep(to, (const void *)allocated.start, allocated.end - allocated.start); /* NOLINT */
    return true;
}

void heap_put_back(struct keep *from)
{
    keep_put_back(from, &allocated, sizeof allocated);
    keep_put_back(from, allocated.blocks, allocated.count * sizeof *allocated.blocks);
    keep_put_back(from, (void *)allocated.start, allocated.end - allocated.start); /* NOLINT */
    mapped.end = mapped.start;
    mapped.count = 0;
}

void heap_copy(struct copy *to)
{
    copy_add(to, "blocks", -1, allocated.blocks, allocated.count * sizeof *allocated.blocks);
    copy_add(to, "heap", -1, (const void *)allocated.start, /* NOLINT */
             allocated.end - allocated.start);
}
