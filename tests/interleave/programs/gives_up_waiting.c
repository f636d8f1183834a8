/*
 * Who waits with a time limit may have to wait for long: whoever gives up after a second or a third
 * attempt may give up before the others have come so far.
 *
 * Expect: failed assertion
 * Expect -DTHREE: failed assertion
 * Expect -DFOR_EVER: proved
 * Expect -DSEMAPHORE: failed assertion
 * Expect -DSEMAPHORE -DFOR_EVER: proved
 * Expect -DLOCK: failed assertion
 * Expect -DLOCK -DFOR_EVER: proved
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#if defined(FOR_EVER)
#define MAY_TRY(attempts) ((attempts) == 0)
#elif defined(THREE)
#define MAY_TRY(attempts) ((attempts)++ < 3)
#else
#define MAY_TRY(attempts) ((attempts)++ < 2)
#endif

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool delivered;
#if defined(SEMAPHORE)
static sem_t parcels;
#elif !defined(LOCK)
static pthread_cond_t arrival = PTHREAD_COND_INITIALIZER;
#endif

static struct timespec *soon(struct timespec *until)
{
    clock_gettime(CLOCK_REALTIME, until);
    until->tv_sec++;
    return until;
}

static void *deliver(void *argument)
{
    pthread_mutex_lock(&mutex);
    delivered = true;
#if !defined(SEMAPHORE) && !defined(LOCK)
    pthread_cond_signal(&arrival);
#endif
    pthread_mutex_unlock(&mutex);
#ifdef SEMAPHORE
    sem_post(&parcels);
#endif
    return argument;
}

/* Says whether there was anything in time. */
static bool receive(void)
{
    struct timespec until;
    int attempts = 0;
    bool got = false;
#ifdef SEMAPHORE
    while (!got && MAY_TRY(attempts)) {
        got = sem_timedwait(&parcels, soon(&until)) == 0;
    }
#elif defined(LOCK)
    while (!got && MAY_TRY(attempts)) {
        got = pthread_mutex_timedlock(&mutex, soon(&until)) == 0;
    }
    if (got) {
        pthread_mutex_unlock(&mutex);
    }
#else
    pthread_mutex_lock(&mutex);
    while (!delivered && MAY_TRY(attempts)) {
        pthread_cond_timedwait(&arrival, &mutex, soon(&until));
    }
    got = delivered;
    pthread_mutex_unlock(&mutex);
#endif
    return got;
}

int main(void)
{
    pthread_t other;
#ifdef SEMAPHORE
    sem_init(&parcels, 0, 0);
#endif
    pthread_create(&other, NULL, deliver, NULL);
    assert(receive());
    pthread_join(other, NULL);
    return 0;
}
