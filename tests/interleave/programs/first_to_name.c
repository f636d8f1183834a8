/*
 * first_to_name.c - of two who make the same named semaphore, one finds it there already.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

static bool made[2];

static void *make_it(void *which)
{
    *(bool *)which = sem_open("/first_to_name", O_CREAT | O_EXCL, 0600, 1) != SEM_FAILED;
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, make_it, &made[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
#ifdef FIXED
    assert(made[0] != made[1]);
#else
    assert(made[0]);
#endif
    return 0;
}
