/*
 * retries_for_ever.c - threads that try to get a lock by adding, and take that back: it is held by
 * nobody who would release it. Where somebody does, or where they only keep step with each other,
 * some schedule lets them through, and that is no livelock. Nor is a server that works for ever.
 *
 * Expect: failed livelock
 * Expect -DRELAXED: failed livelock
 * Expect -DXOR: failed livelock
 * Expect -DXOR -DRIVALS -DRELAXED: failed livelock
 * Expect -DCOMPARE: failed livelock
 * Expect -DCOMPARE -O2: failed livelock
 * Expect -DSLEEPS: failed livelock
 * Expect -DRELEASED: passed
 * Expect -DATTEMPTS: passed
 * Expect -DUNTIL: passed
 * Expect -DPRINTS: passed
 * Expect -DEXCHANGE: proved
 */
#define _DEFAULT_SOURCE /* usleep */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
#ifdef RIVALS
    TAKERS = 3,
#else
    TAKERS = 2,
#endif
};

static atomic_int holders = 1;

/* What takes and what gives back; the values for which the lock is free. */
#if defined XOR
#define TAKE(order) atomic_fetch_xor_explicit(&holders, 4, order)
#define GIVE_BACK(order) atomic_fetch_xor_explicit(&holders, 4, order)
#elif defined COMPARE
#define TAKE(order) change_by(1)
#define GIVE_BACK(order) change_by(-1)
static int change_by(int change)
{
    int before = atomic_load(&holders);
    while (!atomic_compare_exchange_strong(&holders, &before, before + change)) {
    }
    return before;
}
#else
#define TAKE(order) atomic_fetch_add_explicit(&holders, 1, order)
#define GIVE_BACK(order) atomic_fetch_sub_explicit(&holders, 1, order)
#endif

#ifdef RELAXED
#define ORDER memory_order_relaxed
#else
#define ORDER memory_order_seq_cst
#endif

static void pause_before_retry(int attempt)
{
    (void)attempt;
#ifdef SLEEPS
    usleep(10);
#endif
#ifdef PRINTS
    puts("again");
#endif
}

/* Only who gives up some time counts. */
static int next_attempt(int attempt)
{
#ifdef ATTEMPTS
    return attempt + 1;
#else
    return attempt + (attempt == 0);
#endif
}

/* Whether the thread is to try again. */
static int may_retry(int attempt)
{
#ifdef ATTEMPTS
    return attempt < 20000;
#elif defined UNTIL
    usleep(1000);
    return attempt == 0 || time(NULL) < 1700000000 + 60;
#else
    return attempt >= 0;
#endif
}

static void *take(void *unused)
{
#ifdef EXCHANGE
    int none = 0;
    while (!atomic_compare_exchange_strong(&holders, &none, 1)) {
        none = 0;
    }
    atomic_store(&holders, 0);
#else
    for (int attempt = 0; TAKE(ORDER) != 0; attempt = next_attempt(attempt)) {
        GIVE_BACK(ORDER);
        pause_before_retry(attempt);
        if (!may_retry(attempt)) {
            return unused;
        }
    }
    atomic_fetch_sub(&holders, 1);
#endif
    return unused;
}

#if defined RELEASED || defined EXCHANGE
static void *release(void *unused)
{
    atomic_fetch_sub(&holders, 1);
    return unused;
}
#endif

int main(void)
{
    pthread_t takers[TAKERS];
    for (int i = 0; i < TAKERS; i++) {
        pthread_create(&takers[i], NULL, take, NULL);
    }
#if defined RELEASED || defined EXCHANGE
    pthread_t holder;
    pthread_create(&holder, NULL, release, NULL);
    pthread_join(holder, NULL);
#endif
    for (int i = 0; i < TAKERS; i++) {
        pthread_join(takers[i], NULL);
    }
    return 0;
}
