/*
 * destroyed_in_use.c - a condition variable, a semaphore or a rwlock is destroyed by one who thinks
 * that nobody needs it any more, when another has still to come to it.
 *
 * Expect -DCONDITION: failed mutex misuse
 * Expect -DSEMAPHORE: failed mutex misuse
 * Expect -DRWLOCK: failed mutex misuse
 * Expect -DCONDITION -DFIXED: proved
 * Expect -DSEMAPHORE -DFIXED: proved
 * Expect -DRWLOCK -DFIXED: proved
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool ready;

#if defined(CONDITION)
static pthread_cond_t it = PTHREAD_COND_INITIALIZER;
static void use(void)
{
    pthread_cond_signal(&it);
}
static void destroy(void)
{
    pthread_cond_destroy(&it);
}
#elif defined(SEMAPHORE)
static sem_t it;
static void use(void)
{
    sem_post(&it);
}
static void destroy(void)
{
    sem_destroy(&it);
}
#else
static pthread_rwlock_t it = PTHREAD_RWLOCK_INITIALIZER;
static void use(void)
{
    pthread_rwlock_rdlock(&it);
    pthread_rwlock_unlock(&it);
}
static void destroy(void)
{
    pthread_rwlock_destroy(&it);
}
#endif

static void *tell(void *argument)
{
    pthread_mutex_lock(&lock);
    ready = true;
#ifdef FIXED
    use();
#endif
    pthread_mutex_unlock(&lock);
#ifndef FIXED
    use();
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
#ifdef SEMAPHORE
    sem_init(&it, 0, 0);
#endif
    pthread_create(&thread, NULL, tell, NULL);
    pthread_mutex_lock(&lock);
    const bool done = ready;
    pthread_mutex_unlock(&lock);
    if (done) {
        destroy();
    }
    pthread_join(thread, NULL);
    return 0;
}
