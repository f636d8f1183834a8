/*
 * philosophers.c - philosophers who all take their left fork first.
 *
 * Expect: failed deadlock
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

enum { PHILOSOPHERS = 4 };

static pthread_mutex_t fork_of[PHILOSOPHERS];
static int meals;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;

static void *dine(void *argument)
{
    const int seat = *(int *)argument;
    int first = seat, second = (seat + 1) % PHILOSOPHERS;
#ifdef FIXED
    if (first > second) {
        const int other = first;
        first = second;
        second = other;
    }
#endif
    pthread_mutex_lock(&fork_of[first]);
    pthread_mutex_lock(&fork_of[second]);
    pthread_mutex_lock(&table);
    meals++;
    pthread_mutex_unlock(&table);
    pthread_mutex_unlock(&fork_of[second]);
    pthread_mutex_unlock(&fork_of[first]);
    return NULL;
}

int main(void)
{
    pthread_t threads[PHILOSOPHERS];
    int seats[PHILOSOPHERS];
    for (int i = 0; i < PHILOSOPHERS; i++) {
        pthread_mutex_init(&fork_of[i], NULL);
    }
    for (int i = 0; i < PHILOSOPHERS; i++) {
        seats[i] = i;
        pthread_create(&threads[i], NULL, dine, &seats[i]);
    }
    for (int i = 0; i < PHILOSOPHERS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(meals == PHILOSOPHERS);
    return 0;
}
