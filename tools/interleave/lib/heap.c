/*
 * heap.c - the explored program's heap: blocks one after the other, the same addresses in every
 * execution, and none used again before its end, so that every use after free is seen.
 */
#include "memory.h"
#include "objects.h"
#include "record.h"
#include "world.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HERE __builtin_return_address(0)
#define STATE __attribute__((section("interleave_state")))

enum { GAP = 16, FILL = 0xa5 };

STATE uintptr_t heap_start = 0;
STATE static uintptr_t heap_end = 0;
STATE static struct block *blocks = NULL;
STATE static size_t block_count = 0, block_room = 0;

size_t __real_malloc_usable_size(void *);
int __real_posix_memalign(void **, size_t, size_t);
void *__real_aligned_alloc(size_t, size_t);
char *__real_strdup(const char *);
char *__real_strndup(const char *, size_t);

struct block *heap_block(uintptr_t address)
{
    size_t low = 0, high = block_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (blocks[middle].start <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? &blocks[low - 1] : NULL;
}

size_t heap_blocks_left(void)
{
    size_t left = 0;
    for (size_t i = 0; i < block_count; i++) {
        left += !blocks[i].freed;
    }
    return left;
}

uint64_t heap_hash(void)
{
    uint64_t hash = 0xcbf29ce484222325; /* FNV-1a, by words */
    for (uintptr_t at = heap_start; at < heap_end; at += sizeof hash) {
        hash = (hash ^ *(const uint64_t *)at) * 0x100000001b3;
        hash ^= hash >> 29;
    }
    return hash;
}

void heap_restore(void)
{
    if (heap_start == 0) {
        void *wanted = (void *)0x100000000000; /* far from everything, the same in every process */
        void *got = mmap(wanted, HEAP_SIZE, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (got == MAP_FAILED) {
            abort();
        }
        heap_start = (uintptr_t)got;
        /* Blocks keep their place while an execution lasts, so there is room for all at once. */
        block_room = 1 << 20;
        blocks = mmap(NULL, block_room * sizeof *blocks, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (blocks == MAP_FAILED) {
            abort();
        }
    }
    heap_end = heap_start;
    block_count = 0;
}

static void *allocate(size_t size, size_t alignment, int fill, const void *pc)
{
    engine_event();
    alignment = alignment < 16 ? 16 : alignment;
    const uintptr_t start = (heap_end + alignment - 1) & ~(uintptr_t)(alignment - 1);
    if (size > HEAP_SIZE || start - heap_start > HEAP_SIZE - size - GAP ||
        block_count == block_room) {
        errno = ENOMEM;
        return NULL;
    }
    heap_end = start + ((size + 15) & ~(size_t)15) + GAP;
    blocks[block_count++] = (struct block){.start = start,
                                           .size = size,
                                           .allocated_by = self->id,
                                           .allocated_when = clock_at(&self->clock, self->id),
                                           .allocated_at = pc};
    __real_memset((void *)start, fill, size);
    record_call("malloc", (void *)start, pc);
    return (void *)start;
}

/* Global, or local to the running thread; what else isn't on the program's heap is the C library's.
 */
static bool is_a_variable(uintptr_t address)
{
    const struct fiber *own = &self->fiber;
    return address - world.start < world.size ||
           address - (uintptr_t)own->stack_low < (uintptr_t)(own->stack_high - own->stack_low);
}

static void give_back(void *pointer, const void *pc)
{
    const uintptr_t start = (uintptr_t)pointer;
    struct block *block = heap_has(start) ? heap_block(start) : NULL;
    if (block == NULL || block->start != start) {
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
    record_call("free", pointer, pc);
    objects_in_freed(start, block->size);
    block->freed = true;
    block->freed_by = self->id;
    block->freed_at = pc;
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

void *__wrap_realloc(void *pointer, size_t size);
void *__wrap_realloc(void *pointer, size_t size)
{
    if (!explored() ||
        (pointer != NULL && !heap_has((uintptr_t)pointer) && !is_a_variable((uintptr_t)pointer))) {
        return __real_realloc(pointer, size);
    }
    void *fresh = allocate(size, 16, FILL, HERE);
    if (fresh != NULL && pointer != NULL) {
        const struct block *block =
            heap_has((uintptr_t)pointer) ? heap_block((uintptr_t)pointer) : NULL;
        const size_t old = block != NULL ? block->size : 0;
        __real_memcpy(fresh, pointer, old < size ? old : size);
        give_back(pointer, HERE);
    }
    return fresh;
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
