/*
 * locks_tried_for_ever.c - threads that take one lock and try another; if that is held, they give
 * the first one back and try again. Main holds the last one for good, so no order leads out; or it
 * gives it back, and then one does: that threads can keep step with each other for ever is only
 * unfair.
 *
 * Expect: failed livelock
 * Expect -DSPIN: failed livelock
 * Expect -DHELPER -O1: failed livelock
 * Expect -DHELPER -DSHARED: failed livelock
 * Expect -DHELPER -DSHARED -DSPIN -O1: failed livelock
 * Expect -DRECURSIVE: failed livelock
 * Expect -DGIVES_BACK: passed
 * Expect -DGIVES_UP -O1: passed
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>

#ifdef SPIN
typedef pthread_spinlock_t lock_type;
#define take pthread_spin_lock
#define try pthread_spin_trylock
#define give_back pthread_spin_unlock
static lock_type first, second, last;
#else
typedef pthread_mutex_t lock_type;
#define take pthread_mutex_lock
#define try pthread_mutex_trylock
#define give_back pthread_mutex_unlock
#ifdef RECURSIVE
#define INITIAL PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP
#else
#define INITIAL PTHREAD_MUTEX_INITIALIZER
#endif
static lock_type first = INITIAL, second = INITIAL, last = INITIAL;
#endif

#ifdef SHARED
#define SECOND &first
#else
#define SECOND &second
#endif

struct locks {
    lock_type *own, *other;
};

#ifdef HELPER
__attribute__((noinline)) static bool takes_both(lock_type *own, lock_type *other)
{
    const bool success = try(own) == 0;
    if (success && try(other) != 0) {
        give_back(own);
        return false;
    }
    return success;
}
#else
static bool takes_both(lock_type *own, lock_type *other)
{
    take(own);
    if (try(other) == 0) {
        return true;
    }
    give_back(own);
    return false;
}
#endif

static void *work(void *argument)
{
    const struct locks *locks = argument;
#ifdef GIVES_UP
    for (int turn = 0; !takes_both(locks->own, locks->other); turn++) {
        if (turn == 3000) {
            return NULL;
        }
    }
#else
    while (!takes_both(locks->own, locks->other)) {
    }
#endif
    give_back(locks->other);
    give_back(locks->own);
    return NULL;
}

int main(void)
{
#ifdef SPIN
    pthread_spin_init(&first, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_init(&second, PTHREAD_PROCESS_PRIVATE);
    pthread_spin_init(&last, PTHREAD_PROCESS_PRIVATE);
#endif
    pthread_t threads[2];
#ifdef GIVES_BACK
    struct locks both[2] = {{&first, &second}, {&second, &first}};
#else
    struct locks both[2] = {{&first, &last}, {SECOND, &last}};
#endif
    take(&last);
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, work, &both[i]);
    }
#ifdef GIVES_BACK
    give_back(&last);
#endif
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
#ifndef GIVES_BACK
    give_back(&last);
#endif
    return 0;
}
