/*
 * tries_that_end.c - a thread tries for long, and nobody helps it, but it doesn't do so for ever:
 * it counts, in a register, a variable of its own or the very value that it passes on, and gives
 * up. That is no livelock, wherever the count is; without one, it is.
 *
 * Expect: failed livelock
 * Expect -O2: failed livelock
 * Expect -DCOUNTS: proved
 * Expect -DCOUNTS -O2: proved
 * Expect -DCOUNTS_APART: proved
 * Expect -DCOUNTS_IN_FRACTIONS -O2: proved
 * Expect -DPASSES_ON: proved
 * Expect -DPASSES_ON -O2: proved
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { ENOUGH = 3000 };

static atomic_int holders = 1;

#ifdef COUNTS_APART
static _Thread_local int attempts;
#endif

static bool takes(void)
{
    if (atomic_fetch_add(&holders, 1) == 0) {
        return true;
    }
    atomic_fetch_sub(&holders, 1);
    return false;
}

static void *work(void *unused)
{
#if defined PASSES_ON
    static atomic_int passed;
    for (int next = 1; next < ENOUGH;) {
        next = atomic_exchange(&passed, next) + 2;
    }
#elif defined COUNTS
    for (int attempts = 0; !takes() && attempts < ENOUGH; attempts++) {
    }
#elif defined COUNTS_APART
    while (!takes() && attempts < ENOUGH) {
        attempts++;
    }
#elif defined COUNTS_IN_FRACTIONS
    for (float fractions = 0; !takes() && fractions < ENOUGH / 2; fractions += 0.5F) {
    }
#else
    while (!takes()) {
    }
#endif
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
    return 0;
}
