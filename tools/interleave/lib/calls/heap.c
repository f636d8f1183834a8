/*
 * heap.c - the explored program's heap: blocks one after the other, the same addresses in every
 * execution, and none used again before its end, so that every use after free is seen.
 */
#include "calls/signals.h"
#include "engine/record.h"
#include "memory/life.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "search/search.h"
#include "world/mappings.h"
#include "world/world.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HERE __builtin_return_address(0)
#define STATE __attribute__((section("interleave_state")))

enum { GAP = 16, FILL = 0xa5, PAGE = 4096, LARGE = 1 << 19 };

STATE uintptr_t heap_start = 0;

/* Blocks one behind the other: those of malloc, and mappings, which are known to be all zero. */
struct part {
    uintptr_t start, end; /* of what is in use */
    struct block *blocks;
    size_t count, room;
};
STATE static struct part allocated = {0}, mapped = {0};

size_t __real_malloc_usable_size(void *);
int __real_posix_memalign(void **, size_t, size_t);
void *__real_aligned_alloc(size_t, size_t);
char *__real_strdup(const char *);
char *__real_strndup(const char *, size_t);

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

size_t heap_blocks_left(void)
{
    size_t left = 0;
    for (size_t i = 0; i < allocated.count; i++) {
        left += !allocated.blocks[i].freed;
    }
    return left;
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
    mappings_restore(mapped.end);
    allocated.end = allocated.start;
    mapped.end = mapped.start;
    allocated.count = mapped.count = 0;
}

long heap_limit(void)
{
    const long wanted = engine.options.max_memory;
    return wanted > 0 && wanted < HEAP_PART >> 20 ? wanted << 20 : HEAP_PART;
}

static struct block *add(struct part *part, size_t size, size_t alignment, const void *pc)
{
    const uintptr_t start = (part->end + alignment - 1) & ~(uintptr_t)(alignment - 1);
    if (size > PTRDIFF_MAX) {
        errno = ENOMEM; /* no object is larger */
        return NULL;
    }
    if (start - part->start + size + GAP > (uintptr_t)heap_limit() || part->count == part->room) {
        engine.memory_bounded = true;
        engine_cut();
    }
    part->end = start + ((size + 15) & ~(size_t)15) + GAP;
    part->blocks[part->count] = (struct block){.start = start,
                                               .size = size,
                                               .allocated_by = self->id,
                                               .allocated_when = clock_at(&self->clock, self->id),
                                               .allocated_at = pc};
    return &part->blocks[part->count++];
}

struct block *heap_add_mapping(size_t size, const void *pc)
{
    struct block *block = add(&mapped, size, PAGE, pc);
    if (block != NULL) {
        block->mapped = true;
    }
    return block;
}

static void *allocate(size_t size, size_t alignment, int fill, const void *pc)
{
    engine_event();
    if (size >= LARGE && search_time_is_up()) {
        engine_cut(); /* to fill it takes longer than many events */
    }
    signals_call("malloc");
    const struct block *block = add(&allocated, size, alignment < 16 ? 16 : alignment, pc);
    if (block == NULL) {
        return NULL;
    }
    void *memory = (void *)block->start; /* NOLINT(performance-no-int-to-ptr) */
    __real_memset(memory, fill, size);
    record_call("malloc", memory, pc);
    return memory;
}

/* Global, or local to the running thread; what else isn't on the program's heap is the C library's.
 */
static bool is_a_variable(uintptr_t address)
{
    const struct fiber *own = &self->fiber;
    return address - world.start < world.size ||
           address - (uintptr_t)own->stack_low < (uintptr_t)(own->stack_high - own->stack_low);
}

void heap_end_block(struct block *block, const char *call, const void *pc)
{
    const uintptr_t start = block->start;
    /* To free is to write: it races with any use that doesn't happen before. What nobody ever used
     * counts as an event all the same, so that their number doesn't depend on other executions. */
    memory_check_allocation(block, pc);
    self->unrecorded = self->ends_objects = true; /* it is told as the call that it is */
    for (uintptr_t at = start; at < start + block->size; at += 8) {
        if (cell_known(at) != NULL) {
            const size_t left = start + block->size - at;
            memory_access(at, left < 8 ? left : 8, PLAIN_WRITE, pc);
        } else {
            engine_event_of_many();
        }
    }
    self->unrecorded = self->ends_objects = false;
    engine_event();
    record_call(call, (void *)start, pc); /* NOLINT(performance-no-int-to-ptr) */
    objects_in_freed(start, block->size);
    block->freed = true;
    block->freed_by = self->id;
    block->freed_at = pc;
}

static void give_back(void *pointer, const void *pc)
{
    const uintptr_t start = (uintptr_t)pointer;
    signals_call("free");
    struct block *block = heap_has(start) ? heap_block(start) : NULL;
    if (block == NULL || block->start != start || block->mapped) {
        engine_event();
        engine_fail(INTERLEAVE_USE_AFTER_FREE, "Thread %s frees what malloc never returned.",
                    thread_name(self->id));
    }
    if (block->freed) {
        engine_event();
        engine.failed_at[1] = block->freed_at;
        record_call("free", pointer, pc);
        engine_fail(INTERLEAVE_USE_AFTER_FREE,
                    "Double free: thread %s frees a block that thread %s has freed.",
                    thread_name(self->id), thread_name(block->freed_by));
    }
    heap_end_block(block, "free", pc);
}

void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    return explored() ? allocate(size, 16, FILL, HERE) : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    if (!explored()) {
        return __real_calloc(count, size);
    }
    size_t whole;
    if (__builtin_mul_overflow(count, size, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    return allocate(whole, 16, 0, HERE);
}

void __wrap_free(void *pointer);
void __wrap_free(void *pointer)
{
    if (!explored() || (!heap_has((uintptr_t)pointer) && !is_a_variable((uintptr_t)pointer))) {
        __real_free(pointer);
    } else {
        give_back(pointer, HERE);
    }
}

static void *reallocate(void *pointer, size_t size, const void *pc)
{
    if (pointer != NULL && !heap_has((uintptr_t)pointer) && !is_a_variable((uintptr_t)pointer)) {
        return __real_realloc(pointer, size);
    }
    void *fresh = allocate(size, 16, FILL, pc);
    if (fresh != NULL && pointer != NULL) {
        const struct block *block =
            heap_has((uintptr_t)pointer) ? heap_block((uintptr_t)pointer) : NULL;
        const size_t old = block != NULL ? block->size : 0;
        life_copy((uintptr_t)fresh, (uintptr_t)pointer, old < size ? old : size, pc);
        __real_memcpy(fresh, pointer, old < size ? old : size);
        give_back(pointer, pc);
    }
    return fresh;
}

void *__wrap_realloc(void *pointer, size_t size);
void *__wrap_realloc(void *pointer, size_t size)
{
    return explored() ? reallocate(pointer, size, HERE) : __real_realloc(pointer, size);
}

int __wrap_posix_memalign(void **pointer, size_t alignment, size_t size);
int __wrap_posix_memalign(void **pointer, size_t alignment, size_t size)
{
    if (!explored()) {
        return __real_posix_memalign(pointer, alignment, size);
    }
    void *memory = allocate(size, alignment, FILL, HERE);
    if (memory == NULL) {
        return ENOMEM;
    }
    memory_range((uintptr_t)pointer, sizeof *pointer, true, HERE);
    *pointer = memory;
    return 0;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return explored() ? allocate(size, alignment, FILL, HERE)
                      : __real_aligned_alloc(alignment, size);
}

void *__real_memalign(size_t, size_t);
void *__wrap_memalign(size_t alignment, size_t size);
void *__wrap_memalign(size_t alignment, size_t size)
{
    return explored() ? allocate(size, alignment, FILL, HERE) : __real_memalign(alignment, size);
}

void *__real_valloc(size_t);
void *__wrap_valloc(size_t size);
void *__wrap_valloc(size_t size)
{
    return explored() ? allocate(size, PAGE, FILL, HERE) : __real_valloc(size);
}

void *__real_pvalloc(size_t);
void *__wrap_pvalloc(size_t size);
void *__wrap_pvalloc(size_t size)
{
    return explored() ? allocate((size + PAGE - 1) & ~(size_t)(PAGE - 1), PAGE, FILL, HERE)
                      : __real_pvalloc(size);
}

void *__real_reallocarray(void *, size_t, size_t);
void *__wrap_reallocarray(void *pointer, size_t count, size_t size);
void *__wrap_reallocarray(void *pointer, size_t count, size_t size)
{
    size_t whole;
    if (!explored()) {
        return __real_reallocarray(pointer, count, size);
    }
    if (__builtin_mul_overflow(count, size, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    return reallocate(pointer, whole, HERE);
}

size_t __wrap_malloc_usable_size(void *pointer);
size_t __wrap_malloc_usable_size(void *pointer)
{
    if (!explored() || !heap_has((uintptr_t)pointer)) {
        return __real_malloc_usable_size(pointer);
    }
    return heap_block((uintptr_t)pointer)->size;
}

char *__wrap_strndup(const char *text, size_t most);
char *__wrap_strndup(const char *text, size_t most)
{
    if (!explored()) {
        return __real_strndup(text, most);
    }
    const size_t length = strnlen(text, most);
    char *copy = allocate(length + 1, 16, 0, HERE);
    if (copy != NULL) {
        memory_range((uintptr_t)text, length, false, HERE);
        __real_memcpy(copy, text, length);
    }
    return copy;
}

char *__wrap_strdup(const char *text);
char *__wrap_strdup(const char *text)
{
    return explored() ? __wrap_strndup(text, SIZE_MAX - 1) : __real_strdup(text);
}
