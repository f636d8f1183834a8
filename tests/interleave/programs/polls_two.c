/*
 * polls_two.c - a thread polls two variables in one loop; a write to either must wake it.
 *
 * Expect: failed data race
 * Expect -DSECOND: failed data race
 * Expect -DATOMIC: proved
 * Expect -DATOMIC -DSECOND: proved
 * Expect -DATOMIC -DNEITHER: failed livelock
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#ifdef ATOMIC
static atomic_int first, second;
#else
static int first, second;
#endif

static void *poll_both(void *unused)
{
    do {
        if (first) {
            break;
        }
        sched_yield();
    } while (!second);
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, poll_both, NULL);
#ifdef SECOND
    second = 1;
#elif !defined NEITHER
    first = 1;
#endif
    pthread_join(thread, NULL);
    return 0;
}
