/*
 * message.c - a pool whose queue is a channel: closed when all is submitted, received to its end.
 *
 * The main thread submits files, as many for each worker as work says, and then shuts the pool
 * down. Every file that was submitted is saved.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { CAPACITY = 64 };

struct worker {
    pthread_t thread;
    long saved; /* the worker's own count; nobody else touches it before the join */
};

static struct channel *files; /* by their numbers */

static void submit_file(long file)
{
    must(channel_send(files, &file), "channel_send");
}

static void save_file(long file)
{
    (void)file;
    static const struct timespec writing = {.tv_nsec = 100000};
    nanosleep(&writing, NULL);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    for (long file; channel_receive(files, &file) == 0;) {
        save_file(file);
        worker->saved++;
    }
    return NULL;
}

static void start_pool(struct worker *workers, int count)
{
    must(channel_create(&files, CAPACITY, sizeof(long)), "channel_create");
    for (int i = 0; i < count; i++) {
        workers[i].saved = 0;
        must(pthread_create(&workers[i].thread, NULL, work, &workers[i]), "pthread_create");
    }
}

/* Sends the workers home when all is done, and joins them; returns how many files they saved. */
static long shut_down(struct worker *workers, int count)
{
    long saved = 0;
    must(channel_close(files), "channel_close");
    for (int i = 0; i < count; i++) {
        must(pthread_join(workers[i].thread, NULL), "pthread_join");
        saved += workers[i].saved;
    }
    channel_destroy(files);
    return saved;
}

long total(struct workload load)
{
    struct worker workers[MAX_THREADS];
    start_pool(workers, load.threads);
    for (long i = 0; i < load.threads * load.work; i++) {
        submit_file(i);
    }
    return shut_down(workers, load.threads);
}
