/*
 * polls-for-a-pause.c - a poll without descriptors is a pause as any other: meanwhile the other
 * teller is at work.
 *
 * Passes
 */
#include "exercise.h"

#include <poll.h>
#include <stdatomic.h>
#include <stddef.h>

enum { FUNDS = 1000000 };

static pthread_mutex_t books = PTHREAD_MUTEX_INITIALIZER;
static long checking, savings; /* guarded by books */
static atomic_long agreeing;

static void *work_at_counter(void *argument)
{
    const long transfers = *(long *)argument;
    for (long i = 0; i < transfers; i++) {
        const long amount = i % 2 == 0 ? 50 : -50;
        poll(NULL, 0, 1);
        must(pthread_mutex_lock(&books), "pthread_mutex_lock");
        checking -= amount;
        savings += amount;
        must(pthread_mutex_unlock(&books), "pthread_mutex_unlock");
        must(pthread_mutex_lock(&books), "pthread_mutex_lock");
        atomic_fetch_add(&agreeing, checking + savings == FUNDS);
        must(pthread_mutex_unlock(&books), "pthread_mutex_unlock");
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS];
    checking = FUNDS;
    savings = 0;
    atomic_store(&agreeing, 0);
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&crew[i], NULL, work_at_counter, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    return atomic_load(&agreeing);
}
