/*
 * names-of-the-library.c - its own functions and variables have names that the C library has, too.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>

int end;
int signal;
long start;
void send(long message);
static void kill(void);
void open(void);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long value;

void send(long message)
{
    start += message;
}

static void kill(void)
{
    signal = end;
}

void open(void)
{
    value++;
}

static void *count(void *work)
{
    for (long left = *(long *)work; left > 0; left--) {
        must(pthread_mutex_lock(&lock), "pthread_mutex_lock");
        open();
        must(pthread_mutex_unlock(&lock), "pthread_mutex_unlock");
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    value = 0;
    send(value);
    kill();
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return value;
}
