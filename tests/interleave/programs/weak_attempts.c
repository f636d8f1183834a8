/*
 * Loops around a weak compare-exchange: one that just tries again is right, and what it does twice
 * over is nothing new; one that gives up, or counts what it should not, is wrong.
 *
 * Expect: proved
 * Expect -DGIVES_UP: failed assertion
 * Expect -DCOUNTS: failed assertion
 * Expect -DRELOADS: proved
 * Expect -DPUBLISHES: proved
 * Expect -DTWICE: failed assertion
 * Expect -DTWICE -DSTRONG: proved
 * Expect -DTWICE -DTHIRD_IS_STRONG: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

static atomic_int total;
#ifdef COUNTS
static atomic_int attempts;
#endif

#ifdef PUBLISHES
struct item {
    struct item *next;
};
static _Atomic(struct item *) top;

static void add(void)
{
    struct item *item = malloc(sizeof *item);
    struct item *old = atomic_load(&top);
    do {
        item->next = old;
    } while (!atomic_compare_exchange_weak(&top, &old, item));
}
#elif defined(TWICE)
/* The two threads that there are can't disturb it twice: only without a reason does it fail. */
static void add(void)
{
    for (int attempts = 0, old = atomic_load(&total); attempts < 2; attempts++) {
#ifdef STRONG
        if (atomic_compare_exchange_strong(&total, &old, old + 1)) {
#else
        if (atomic_compare_exchange_weak(&total, &old, old + 1)) {
#endif
            return;
        }
    }
#ifdef THIRD_IS_STRONG
    while (true) {
        int old = atomic_load(&total);
        if (atomic_compare_exchange_strong(&total, &old, old + 1)) {
            return;
        }
    }
#endif
}
#else
static void add(void)
{
    int old = atomic_load(&total);
#if defined(GIVES_UP)
    if (!atomic_compare_exchange_weak(&total, &old, old + 1) && old == 0) {
        return;
    }
    if (old == 0) {
        return;
    }
    atomic_fetch_add(&total, 1);
#elif defined(COUNTS)
    do {
        atomic_fetch_add(&attempts, 1);
    } while (!atomic_compare_exchange_weak(&total, &old, old + 1));
#elif defined(RELOADS)
    do {
        old = atomic_load(&total);
    } while (!atomic_compare_exchange_weak(&total, &old, old + 1));
#else
    while (!atomic_compare_exchange_weak(&total, &old, old + 1)) {
    }
#endif
}
#endif

static void *run(void *argument)
{
    add();
    return argument;
}

int main(void)
{
    pthread_t other;
    pthread_create(&other, NULL, run, NULL);
#ifndef COUNTS
    add();
#endif
    pthread_join(other, NULL);
#ifdef PUBLISHES
    int items = 0;
    for (struct item *item = top; item != NULL;) {
        struct item *next = item->next;
        free(item);
        item = next;
        items++;
    }
    assert(items == 2);
#elif defined(GIVES_UP)
    assert(total > 0);
#elif defined(COUNTS)
    assert(attempts == 1);
#else
    assert(total == 2);
#endif
    return 0;
}
