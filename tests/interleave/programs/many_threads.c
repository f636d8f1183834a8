/*
 * many_threads.c - more threads over a run than there may be at a time; and a semaphore that is
 * given to its largest value.
 *
 * Expect: proved
 * Expect -DRACY: failed data race or wrong result
 * Expect -DTOO_MANY: failed data race
 * Expect -DOVERFLOW: proved
 */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>

enum { THREADS = 300 };
static int value;

static void *add(void *argument)
{
    value++;
    return argument;
}

int main(void)
{
#ifdef OVERFLOW
    sem_t semaphore;
    assert(sem_init(&semaphore, 0, SEM_VALUE_MAX) == 0);
    assert(sem_post(&semaphore) == -1 && errno == EOVERFLOW);
    assert(sem_init(&(sem_t){0}, 0, 1u + SEM_VALUE_MAX) == -1 && errno == EINVAL);
    return sem_destroy(&semaphore);
#endif
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, add, NULL);
#ifdef RACY
        if (i == THREADS - 1) {
            value++;
        }
#endif
#ifdef TOO_MANY
        pthread_detach(thread);
#else
        pthread_join(thread, NULL);
#endif
    }
    return value != THREADS;
}
