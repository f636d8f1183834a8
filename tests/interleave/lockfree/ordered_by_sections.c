/*
 * ordered_by_sections.c - each thread tells that it wants in, and looks whether the other does; in
 * between is a critical section that has nothing in common with the other's but the mutex.
 * Whichever comes second knows what came before the first, so one of the two sees the other. With a
 * mutex each, neither need.
 *
 * Expect: proved
 * Expect -DAPART: failed assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifdef APART
enum { MUTEXES = 2 };
#else
enum { MUTEXES = 1 };
#endif

static pthread_mutex_t mutexes[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static atomic_int wants[2];
static long sections[2];
static int sees[2];

static void *enter(void *argument)
{
    const int me = argument != NULL;
    atomic_store_explicit(&wants[me], 1, memory_order_relaxed);
    pthread_mutex_lock(&mutexes[me % MUTEXES]);
    sections[me]++;
    pthread_mutex_unlock(&mutexes[me % MUTEXES]);
    sees[me] = atomic_load_explicit(&wants[1 - me], memory_order_relaxed);
    return NULL;
}

int main(void)
{
    pthread_t other;
    pthread_create(&other, NULL, enter, &other);
    enter(NULL);
    pthread_join(other, NULL);
    assert(sees[0] || sees[1]);
    return 0;
}
