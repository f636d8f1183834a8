/*
 * long_work.c - a loop that is long, and ends: it is no livelock, and the race that it has shows.
 *
 * Expect: failed data race
 * Expect -DATOMIC: bounded
 * Expect -DOWN: proved
 * Expect -DOWN -O2: proved
 * Expect -DREADS: bounded
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifdef OWN
enum { TURNS = 400000 }; /* more than a million accesses to what is its own */
#elif defined READS
enum { TURNS = 1500 }; /* each under the lock, and nothing changes */
#else
enum { TURNS = 10000000 };
#endif
#ifdef ATOMIC
static atomic_long counter;
#else
static long counter;
#endif
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *count(void *argument)
{
    long sum = 0;
    for (long i = 0; i < TURNS; i++) {
#ifdef OWN
        ((long *)argument)[i & 7] += i;
#elif defined READS
        pthread_mutex_lock(&lock);
        sum += counter;
        pthread_mutex_unlock(&lock);
#else
        counter++;
#endif
    }
    return sum == 1 ? argument : NULL;
}

int main(void)
{
    static long own[2][8];
    pthread_t one, other;
    pthread_create(&one, NULL, count, own[0]);
    pthread_create(&other, NULL, count, own[1]);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    (void)lock;
    return 0;
}
