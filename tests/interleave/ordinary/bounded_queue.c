/*
 * bounded_queue.c - producers and consumers on a queue whose calls give up after a time; two
 * condition variables, and an end that is told by closing.
 *
 *     bounded_queue [PRODUCERS [ITEMS]]
 *
 * The bug: `if` instead of `while` around the wait for an item.
 *
 * Expect: passed
 * Expect -DBUG: failed assertion or wrong result
 */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CAPACITY = 2, MOST_THREADS = 8, CONSUMERS = 2 };

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t not_empty, not_full;
    int items[CAPACITY];
    int used, first;
    bool closed;
};

static struct queue queue;
static int items;

static void deadline(struct timespec *until, long milliseconds)
{
    clock_gettime(CLOCK_MONOTONIC, until);
    until->tv_nsec += milliseconds * 1000000;
    until->tv_sec += until->tv_nsec / 1000000000;
    until->tv_nsec %= 1000000000;
}

static void queue_open(struct queue *opened)
{
    pthread_condattr_t monotonic;
    pthread_mutex_init(&opened->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&opened->not_empty, &monotonic);
    pthread_cond_init(&opened->not_full, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

/* 0, or ETIMEDOUT when there was no room for so long. */
static int queue_put(struct queue *to, int item, long milliseconds)
{
    struct timespec until;
    int error = 0;
    deadline(&until, milliseconds);
    pthread_mutex_lock(&to->lock);
    while (to->used == CAPACITY && error == 0) {
        error = pthread_cond_timedwait(&to->not_full, &to->lock, &until);
    }
    if (to->used < CAPACITY) {
        error = 0;
        to->items[(to->first + to->used++) % CAPACITY] = item;
        pthread_cond_signal(&to->not_empty);
    }
    pthread_mutex_unlock(&to->lock);
    return error;
}

/* 0, or EPIPE when it is closed and empty. */
static int queue_get(struct queue *from, int *item)
{
    int error = 0;
    pthread_mutex_lock(&from->lock);
#ifdef BUG
    if (from->used == 0 && !from->closed) {
#else
    while (from->used == 0 && !from->closed) {
#endif
        pthread_cond_wait(&from->not_empty, &from->lock);
    }
    if (from->used == 0 && from->closed) {
        error = EPIPE;
    } else {
        assert(from->used > 0);
        *item = from->items[from->first];
        from->first = (from->first + 1) % CAPACITY;
        from->used--;
        pthread_cond_signal(&from->not_full);
    }
    pthread_mutex_unlock(&from->lock);
    return error;
}

static void *produce(void *argument)
{
    long made = 0;
    for (int i = 1; i <= items; i++) {
        if (queue_put(&queue, i, 1000) == 0) {
            made += i;
        }
    }
    (void)argument;
    return (void *)made;
}

static void *consume(void *argument)
{
    long sum = 0;
    (void)argument;
    for (int item; queue_get(&queue, &item) == 0;) {
        sum += item;
    }
    return (void *)sum;
}

int main(int argc, char *argv[])
{
    const int producers = argc > 1 ? atoi(argv[1]) : 1;
    pthread_t makers[MOST_THREADS], takers[CONSUMERS];
    long made = 0, taken = 0;
    void *result;
    items = argc > 2 ? atoi(argv[2]) : 2;
    queue_open(&queue);
    for (int i = 0; i < producers && i < MOST_THREADS; i++) {
        pthread_create(&makers[i], NULL, produce, NULL);
    }
    for (int i = 0; i < CONSUMERS; i++) {
        pthread_create(&takers[i], NULL, consume, NULL);
    }
    for (int i = 0; i < producers && i < MOST_THREADS; i++) {
        pthread_join(makers[i], &result);
        made += (long)result;
    }
    pthread_mutex_lock(&queue.lock);
    queue.closed = true;
    pthread_cond_broadcast(&queue.not_empty);
    pthread_mutex_unlock(&queue.lock);
    for (int i = 0; i < CONSUMERS; i++) {
        pthread_join(takers[i], &result);
        taken += (long)result;
    }
    printf("made %ld, taken %ld\n", made, taken);
    return made == taken ? 0 : 1;
}
