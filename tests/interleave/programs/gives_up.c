/*
 * gives_up.c - a thread that polls a hundred times for what only comes after it has given up.
 *
 * Expect: failed wrong result
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stddef.h>

static sem_t gave_up;
static atomic_int answer, missed;

static void *answers(void *argument)
{
    sem_wait(&gave_up);
    answer = 1;
    return argument;
}

static void *polls(void *argument)
{
#ifdef FIXED
    sem_post(&gave_up);
    while (!answer) {
        sched_yield();
    }
#else
    for (int i = 0; i < 100; i++) {
        if (answer) {
            return argument;
        }
        sched_yield();
    }
    missed = 1;
    sem_post(&gave_up);
#endif
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    sem_init(&gave_up, 0, 0);
    pthread_create(&threads[0], NULL, answers, NULL);
    pthread_create(&threads[1], NULL, polls, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    sem_destroy(&gave_up);
    return missed;
}
