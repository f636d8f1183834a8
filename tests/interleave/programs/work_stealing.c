/*
 * work_stealing.c - the T.H.E. protocol (Frigo, Leiserson, Randall, "The implementation of the
 * Cilk-5 multithreaded language", PLDI 1998) in a ring: the owner puts and takes at the tail
 * without a lock, a thief takes at the head. A thief that has moved the head may not have read its
 * item yet; so one place in the ring must stay free, and here it doesn't. With ATOMIC there is no
 * data race, and still an item may be worked on twice.
 *
 * Expect: failed data race or assertion
 * Expect -DATOMIC: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { ROOM = 2, ITEMS = 4, ATTEMPTS = 2 };
#ifdef FIXED
enum { MOST = ROOM - 1 };
#else
enum { MOST = ROOM };
#endif

#ifdef ATOMIC
typedef atomic_int number;
#else
typedef int number;
#endif

static atomic_int head, tail;
static number ring[ROOM];
static number times[ITEMS]; /* that each was worked on */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool put(int item)
{
    const int at = atomic_load(&tail);
    if (at >= atomic_load(&head) + MOST) {
        return false;
    }
    ring[at % ROOM] = item;
    atomic_store(&tail, at + 1);
    return true;
}

/* By the owner; with the lock if there is no more than one item. */
static int take_locked(void)
{
    int item = -1;
    pthread_mutex_lock(&lock);
    const int at = atomic_load(&tail) - 1;
    atomic_store(&tail, at);
    if (atomic_load(&head) <= at) {
        item = ring[at % ROOM];
    } else {
        atomic_store(&tail, at + 1);
    }
    pthread_mutex_unlock(&lock);
    return item;
}

static int take(void)
{
    const int at = atomic_load(&tail) - 1;
    atomic_store(&tail, at);
    if (atomic_load(&head) <= at) {
        return ring[at % ROOM];
    }
    atomic_store(&tail, at + 1);
    return take_locked();
}

static int steal(void)
{
    int item = -1;
    pthread_mutex_lock(&lock);
    const int at = atomic_load(&head);
    atomic_store(&head, at + 1);
    if (at < atomic_load(&tail)) {
        item = ring[at % ROOM];
    } else {
        atomic_store(&head, at);
    }
    pthread_mutex_unlock(&lock);
    return item;
}

static void work(int item)
{
    if (item >= 0) {
        times[item]++;
    }
}

static void *thief(void *argument)
{
    for (int i = 0; i < ATTEMPTS; i++) {
        work(steal());
    }
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, thief, NULL);
    for (int i = 0; i < ITEMS; i++) {
        if (!put(i)) {
            work(i); /* no room */
        }
        if (i % 2 == 1) {
            work(take());
        }
    }
    for (int i = 0; i < ITEMS / 2; i++) {
        work(take());
    }
    pthread_join(thread, NULL);
    for (int i = 0; i < ITEMS; i++) {
        assert(times[i] == 1);
    }
    return 0;
}
