/*
 * counts-to-the-end.c - a version beside the top. Who counts the free buffers follows the list to
 * its end: in a list that was changed from outside, there is none.
 *
 * Passes
 */
#include "exercise.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { NONE = -1, BUFFERS_EACH = 2 };

struct line {
    pthread_t thread;
    bool urgent;
    long packets;
};

static _Atomic uint64_t head; /* the version, and the top of the stack */
static atomic_int below[MAX_THREADS * BUFFERS_EACH];

static int top_of(uint64_t value)
{
    return (int32_t)(uint32_t)value;
}

/* The same with another top, in the next version. */
static uint64_t with_top(uint64_t value, int top)
{
    return ((value >> 32) + 1) << 32 | (uint32_t)top;
}

static int take(void)
{
    uint64_t seen = atomic_load(&head);
    while (top_of(seen) != NONE) {
        const int top = top_of(seen);
        if (atomic_compare_exchange_weak(&head, &seen, with_top(seen, atomic_load(&below[top])))) {
            return top;
        }
    }
    return NONE;
}

static void give_back(int buffer)
{
    uint64_t seen = atomic_load(&head);
    if (buffer == NONE) {
        return;
    }
    do {
        atomic_store(&below[buffer], top_of(seen));
    } while (!atomic_compare_exchange_weak(&head, &seen, with_top(seen, buffer)));
}

static void *forward(void *argument)
{
    static const struct timespec sending = {.tv_nsec = 400000};
    const struct line *line = argument;
    for (long i = 0; i < line->packets; i++) {
        int buffer = take();
        if (line->urgent) {
            const int header = buffer;
            buffer = take();
            give_back(header);
        }
        nanosleep(&sending, NULL);
        give_back(buffer);
    }
    return NULL;
}

long total(struct workload load)
{
    struct line lines[MAX_THREADS];
    long count = 0;
    atomic_store(&head, (uint32_t)NONE);
    for (int i = 0; i < load.threads * BUFFERS_EACH; i++) {
        give_back(i);
    }
    for (int i = 0; i < load.threads; i++) {
        lines[i] = (struct line){.urgent = i % 2 == 1, .packets = load.work};
        must(pthread_create(&lines[i].thread, NULL, forward, &lines[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(lines[i].thread, NULL), "pthread_join");
    }
    for (int i = top_of(atomic_load(&head)); i != NONE; i = atomic_load(&below[i])) {
        count++;
    }
    return count;
}
