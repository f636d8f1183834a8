/*
 * one_locks.c - a sum under a mutex, which one of its readers forgets.
 *
 * Sentence: Data race: add writes sum and look reads it
 * Sentence: add holds mutex "guard", but look holds no lock.
 */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static long sum;

static void *add(void *unused)
{
    pthread_mutex_lock(&guard);
    sum++;
    pthread_mutex_unlock(&guard);
    return unused;
}

static void *look(void *seen)
{
    *(long *)seen = sum;
    return NULL;
}

int main(void)
{
    pthread_t adds, looks;
    long seen;
    pthread_create(&adds, NULL, add, NULL);
    pthread_create(&looks, NULL, look, &seen);
    pthread_join(adds, NULL);
    pthread_join(looks, NULL);
    return 0;
}
