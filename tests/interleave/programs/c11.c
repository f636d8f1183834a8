/*
 * c11.c - the threads of C17 7.26 as they are meant to be used, and misused.
 *
 * Expect: proved
 * Expect -DNO_LOCK: failed data race or assertion
 * Expect -DIF_FOR_WHILE: failed assertion
 * Expect -DNO_SIGNAL: failed lost wake-up or deadlock
 * Expect -DNEVER_INITIALISED: failed mutex misuse
 * Expect -DTIMED_PLAIN: failed mutex misuse
 * Expect -DLOCKED_TWICE: failed deadlock
 * Expect -DRECURSIVE: proved
 * Expect -DNOT_THE_OWNER: failed mutex misuse
 * Expect -DDETACHED: failed mutex misuse or assertion
 * Expect -DCOUNTED_TWICE: failed assertion
 */
#include <assert.h>
#include <stddef.h>
#include <threads.h>
#include <time.h>

static mtx_t lock;
static cnd_t changed;
static once_flag once = ONCE_FLAG_INIT;
static int items, total, times;

static void count(void)
{
    times++;
}

static void lock_items(void)
{
#ifndef NO_LOCK
    assert(mtx_lock(&lock) == thrd_success);
#endif
}

static void unlock_items(void)
{
#ifndef NO_LOCK
    assert(mtx_unlock(&lock) == thrd_success);
#endif
}

static int take(void *argument)
{
    call_once(&once, count);
#ifdef COUNTED_TWICE
    if (argument != NULL) {
        once = (once_flag)ONCE_FLAG_INIT;
        call_once(&once, count);
    }
#endif
    lock_items();
#ifndef NO_LOCK
#ifdef IF_FOR_WHILE
    if (items == 0) {
#else
    while (items == 0) {
#endif
        cnd_wait(&changed, &lock);
    }
    assert(items > 0);
    items--;
#endif
    total++;
    unlock_items();
    thrd_yield();
    thrd_sleep(&(struct timespec){.tv_nsec = 1000}, NULL);
    if (argument != NULL) {
        thrd_exit(7);
    }
    return 5;
}

static int lock_in_vain(void *argument)
{
    (void)argument;
    return mtx_unlock(&lock);
}

int main(void)
{
    thrd_t one, other;
    int results[2];
    static const struct timespec now = {0};
#ifndef NEVER_INITIALISED
    assert(mtx_init(&lock, mtx_plain) == thrd_success);
#endif
    assert(cnd_init(&changed) == thrd_success);
#if defined(TIMED_PLAIN)
    return mtx_timedlock(&lock, &now);
#elif defined(LOCKED_TWICE)
    mtx_lock(&lock);
    return mtx_lock(&lock);
#elif defined(RECURSIVE)
    mtx_destroy(&lock);
    assert(mtx_init(&lock, mtx_timed | mtx_recursive) == thrd_success);
    assert(mtx_lock(&lock) == thrd_success && mtx_timedlock(&lock, &now) == thrd_success &&
           mtx_trylock(&lock) == thrd_success);
    for (int i = 0; i < 3; i++) {
        mtx_unlock(&lock);
    }
#elif defined(NOT_THE_OWNER)
    mtx_lock(&lock);
    thrd_create(&one, lock_in_vain, NULL);
    thrd_join(one, NULL);
    return 0;
#endif
    (void)lock_in_vain;
    (void)now;
    assert(thrd_create(&one, take, NULL) == thrd_success);
    assert(thrd_create(&other, take, &other) == thrd_success);
    assert(!thrd_equal(one, other) && !thrd_equal(one, thrd_current()));
#ifdef DETACHED
    thrd_detach(one);
#endif
    for (int i = 0; i < 2; i++) {
        lock_items();
#ifndef NO_LOCK
        items++;
#endif
        unlock_items();
#ifndef NO_SIGNAL
        cnd_broadcast(&changed);
#endif
    }
    thrd_join(one, &results[0]);
    thrd_join(other, &results[1]);
    assert(total == 2 && results[0] == 5 && results[1] == 7 && times == 1);
    cnd_destroy(&changed);
    mtx_destroy(&lock);
    return 0;
}
