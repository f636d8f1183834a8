/*
 * thread_pool.c - a pool of workers that computes futures: sums of squares, handed out in chunks.
 *
 *     thread_pool [WORKERS [CHUNKS]]
 *
 * The bug: the result of a future is set, and its waiter is woken, before the lock of the future is
 * taken, so that a waiter who has looked but does not wait yet is missed.
 *
 * Expect: passed
 * Expect -DBUG: failed data race or lost wake-up or deadlock
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct future {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool is_done;
    long value;
    int references; /* the waiter and the worker */
};

struct task {
    struct task *next;
    long (*function)(long from, long to);
    long from, to;
    struct future *future;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct task *first, **last;
    bool closing;
    int count;
    pthread_t *workers;
};

static void *checked(void *memory)
{
    if (memory == NULL) {
        perror("thread_pool");
        exit(3);
    }
    return memory;
}

static void future_release(struct future *future)
{
    pthread_mutex_lock(&future->lock);
    const bool last = --future->references == 0;
    pthread_mutex_unlock(&future->lock);
    if (last) {
        pthread_cond_destroy(&future->done);
        pthread_mutex_destroy(&future->lock);
        free(future);
    }
}

static void future_set(struct future *future, long value)
{
#ifdef BUG
    future->value = value;
    future->is_done = true;
    pthread_cond_signal(&future->done);
    pthread_mutex_lock(&future->lock);
#else
    pthread_mutex_lock(&future->lock);
    future->value = value;
    future->is_done = true;
    pthread_cond_signal(&future->done);
#endif
    pthread_mutex_unlock(&future->lock);
    future_release(future);
}

static long future_get(struct future *future)
{
    pthread_mutex_lock(&future->lock);
    while (!future->is_done) {
        pthread_cond_wait(&future->done, &future->lock);
    }
    const long value = future->value;
    pthread_mutex_unlock(&future->lock);
    future_release(future);
    return value;
}

static struct task *take(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->first == NULL && !pool->closing) {
        pthread_cond_wait(&pool->changed, &pool->lock);
    }
    struct task *task = pool->first;
    if (task != NULL) {
        pool->first = task->next;
        if (pool->first == NULL) {
            pool->last = &pool->first;
        }
    }
    pthread_mutex_unlock(&pool->lock);
    return task;
}

static void *work(void *argument)
{
    struct pool *pool = argument;
    for (struct task *task; (task = take(pool)) != NULL;) {
        future_set(task->future, task->function(task->from, task->to));
        free(task);
    }
    return NULL;
}

static struct pool *pool_create(int count)
{
    struct pool *pool = checked(calloc(1, sizeof *pool));
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    pool->last = &pool->first;
    pool->count = count;
    pool->workers = checked(calloc((size_t)count, sizeof *pool->workers));
    for (int i = 0; i < count; i++) {
        if (pthread_create(&pool->workers[i], NULL, work, pool) != 0) {
            exit(3);
        }
    }
    return pool;
}

static struct future *pool_submit(struct pool *pool, long (*function)(long, long), long from,
                                  long to)
{
    struct future *future = checked(calloc(1, sizeof *future));
    struct task *task = checked(malloc(sizeof *task));
    pthread_mutex_init(&future->lock, NULL);
    pthread_cond_init(&future->done, NULL);
    future->references = 2;
    *task = (struct task){.function = function, .from = from, .to = to, .future = future};
    pthread_mutex_lock(&pool->lock);
    *pool->last = task;
    pool->last = &task->next;
    pthread_cond_signal(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    return future;
}

static void pool_destroy(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->count; i++) {
        pthread_join(pool->workers[i], NULL);
    }
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    free(pool->workers);
    free(pool);
}

static long squares(long from, long to)
{
    long sum = 0;
    for (long i = from; i < to; i++) {
        sum += i * i;
    }
    return sum;
}

int main(int argc, char *argv[])
{
    const int workers = argc > 1 ? atoi(argv[1]) : 2;
    const int chunks = argc > 2 ? atoi(argv[2]) : 2;
    struct pool *pool = pool_create(workers);
    struct future **futures = checked(calloc((size_t)chunks, sizeof *futures));
    long sum = 0;
    for (int i = 0; i < chunks; i++) {
        futures[i] = pool_submit(pool, squares, i * 10, (i + 1) * 10);
    }
    for (int i = 0; i < chunks; i++) {
        sum += future_get(futures[i]);
    }
    free(futures);
    pool_destroy(pool);
    printf("%ld\n", sum);
    return sum == squares(0, chunks * 10) ? 0 : 1;
}
