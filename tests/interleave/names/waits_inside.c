/*
 * waits_inside.c - a thread waits for a semaphore while it holds the lock that the other one needs
 * to give it.
 *
 * Sentence: Deadlock: take waits for semaphore "items"; give waits for mutex "gate", which take
 * Words: waits for gate, which take holds
 * Legend: B give
 */
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static sem_t items;

static void *take(void *unused)
{
    pthread_mutex_lock(&gate);
    sem_wait(&items);
    pthread_mutex_unlock(&gate);
    return unused;
}

static void *give(void *unused)
{
    pthread_mutex_lock(&gate);
    sem_post(&items);
    pthread_mutex_unlock(&gate);
    return unused;
}

int main(void)
{
    pthread_t taker, giver;
    sem_init(&items, 0, 0);
    pthread_create(&taker, NULL, take, NULL);
    pthread_create(&giver, NULL, give, NULL);
    pthread_join(taker, NULL);
    pthread_join(giver, NULL);
    return 0;
}
