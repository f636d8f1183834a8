/*
 * heap.c - the explored program's heap: blocks one after the other, the same addresses in every
 * execution, and none used again before its end, so that every use after free is seen.
 */
#include "calls/heap.h"
#include "calls/signals.h"
#include "core/deadline.h"
#include "engine/record.h"
#include "memory/life.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HERE __builtin_return_address(0)

enum { FILL = 0xa5, PAGE = 4096, LARGE = 1 << 19 };

size_t __real_malloc_usable_size(void *);
int __real_posix_memalign(void **, size_t, size_t);
void *__real_aligned_alloc(size_t, size_t);
char *__real_strdup(const char *);
char *__real_strndup(const char *, size_t);

/* Ends the execution if the heap is full. NULL: no object is so large. */
static struct block *add(bool is_mapping, size_t size, size_t alignment, const void *pc)
{
    if (size > PTRDIFF_MAX) {
        errno = ENOMEM;
        return NULL;
    }
    struct block *block = heap_add(is_mapping, size, alignment, pc);
    if (block == NULL) {
        engine.bounded.memory = true;
        engine_cut();
    }
    return block;
}

struct block *heap_add_mapping(size_t size, const void *pc)
{
    return add(true, size, PAGE, pc);
}

static void *allocate(size_t size, size_t alignment, int fill, const void *pc)
{
    engine_event();
    if (size >= LARGE && deadline_is_past()) {
        engine_cut(); /* to fill it takes longer than many events */
    }
    signals_call("malloc");
    const struct block *block = add(false, size, alignment < 16 ? 16 : alignment, pc);
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
    return explored_reversibly() ? allocate(size, 16, FILL, HERE) : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    if (!explored_reversibly()) {
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
    if (!explored_reversibly() ||
        (!heap_has((uintptr_t)pointer) && !is_a_variable((uintptr_t)pointer))) {
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
    return explored_reversibly() ? reallocate(pointer, size, HERE) : __real_realloc(pointer, size);
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
        reads_text_up_to(text, most, HERE);
        __real_memcpy(copy, text, length);
    }
    return copy;
}

char *__wrap_strdup(const char *text);
char *__wrap_strdup(const char *text)
{
    return explored() ? __wrap_strndup(text, SIZE_MAX - 1) : __real_strdup(text);
}
