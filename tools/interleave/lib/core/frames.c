/* frames.c - see frames.h. */
#include "core/frames.h"

#include <link.h>
#include <sys/mman.h>

/* Of each thread, its calls. Mapped when first needed: most runs never record. */
STATE static struct frame (*frames)[MOST_CALLS] = NULL;
STATE static intptr_t storage_offset = 0; /* from the thread pointer */
STATE static size_t storage_size = 0;

static int find_storage(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type == PT_TLS) {
            storage_size = info->dlpi_phdr[i].p_memsz;
            storage_offset = (char *)info->dlpi_tls_data - (char *)__builtin_thread_pointer();
        }
    }
    return 1; /* the first is the program itself */
}

void frames_begin(void)
{
    if (frames == NULL) {
        void *got = mmap(NULL, sizeof *frames * MAX_THREADS, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        frames = got != MAP_FAILED ? got : NULL;
        dl_iterate_phdr(find_storage, NULL);
    }
}

void frames_enter(const struct thread *me, const struct frame *frame)
{
    if (frames != NULL && me->depth < MOST_CALLS) {
        frames[me->id][me->depth] = *frame;
    }
}

/* The outermost frame whose variables lie at or above the address, as the stack grows down. */
static const struct frame *frame_of(const struct thread *thread, uintptr_t address)
{
    const int depth = thread->depth < MOST_CALLS ? thread->depth : MOST_CALLS;
    for (int i = 0; i < depth; i++) {
        if (frames[thread->id][i].top <= address) {
            return &frames[thread->id][i];
        }
    }
    return NULL;
}

const struct frame *frames_find(uintptr_t address, int *thread)
{
    for (int i = 0; frames != NULL && i < engine.count; i++) {
        const struct fiber *fiber = &engine.threads[i].fiber;
        if (engine.threads[i].state == ALIVE && address >= (uintptr_t)fiber->stack_low &&
            address < (uintptr_t)fiber->stack_high) {
            *thread = i;
            return frame_of(&engine.threads[i], address);
        }
    }
    return NULL;
}

bool frames_storage(uintptr_t address, int *thread, size_t *offset)
{
    for (int i = 0; i < engine.count; i++) {
        const uintptr_t start = engine.threads[i].fiber.thread_pointer + (uintptr_t)storage_offset;
        if (engine.threads[i].fiber.thread_pointer != 0 && address - start < storage_size) {
            *thread = i;
            *offset = address - start;
            return true;
        }
    }
    return false;
}
