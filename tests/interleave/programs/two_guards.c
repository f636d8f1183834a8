/*
 * two_guards.c - threads wait on one condition variable, each with a mutex of its own, which POSIX
 * leaves undefined while they do so at once; one after the other may.
 *
 * Expect: failed mutex misuse
 * Expect -DIN_TURN: proved
 * Expect -DSAME: proved
 */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static pthread_mutex_t locks[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool done[2];

static void *wait(void *argument)
{
    const int own = argument != NULL;
#ifdef SAME
    pthread_mutex_t *const lock = &locks[0];
#else
    pthread_mutex_t *const lock = &locks[own];
#endif
    pthread_mutex_lock(lock);
    while (!done[own]) {
        pthread_cond_wait(&changed, lock);
    }
    pthread_mutex_unlock(lock);
    return argument;
}

static void tell(int which)
{
#ifdef SAME
    pthread_mutex_t *const lock = &locks[0];
#else
    pthread_mutex_t *const lock = &locks[which];
#endif
    pthread_mutex_lock(lock);
    done[which] = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(lock);
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, wait, NULL);
#ifdef IN_TURN
    tell(0);
    pthread_join(one, NULL);
    pthread_create(&other, NULL, wait, &other);
    tell(1);
#else
    pthread_create(&other, NULL, wait, &other);
    tell(0);
    tell(1);
    pthread_join(one, NULL);
#endif
    pthread_join(other, NULL);
    return 0;
}
