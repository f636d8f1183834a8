/*
 * looked_before.c - a rider looks under the lock whether the lift is there, and waits in
 * another critical section.
 *
 * Sentence: Lost wake-up: between ride's look at here and its wait, lift changes it and signals
 * Row: waits for a signal at arrived
 */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static bool here;

static bool is_here(void)
{
    pthread_mutex_lock(&door);
    const bool now = here;
    pthread_mutex_unlock(&door);
    return now;
}

static void *ride(void *unused)
{
    if (!is_here()) {
        pthread_mutex_lock(&door);
        pthread_cond_wait(&arrived, &door);
        pthread_mutex_unlock(&door);
    }
    return unused;
}

static void *lift(void *unused)
{
    pthread_mutex_lock(&door);
    here = true;
    pthread_cond_broadcast(&arrived);
    pthread_mutex_unlock(&door);
    return unused;
}

int main(void)
{
    pthread_t rider, cabin;
    pthread_create(&rider, NULL, ride, NULL);
    pthread_create(&cabin, NULL, lift, NULL);
    pthread_join(rider, NULL);
    pthread_join(cabin, NULL);
    return 0;
}
