/*
 * work_queue.c - a work queue of the daemon's sort: made once by whoever comes first, workers that
 * are detached and have a scratch buffer each (a key with a destructor), semaphores for room and
 * items, and a shutdown that waits until the last worker has gone.
 *
 *     work_queue [WORKERS [JOBS]]
 *
 * The bug: a worker tells that it goes before it has given its last result.
 *
 * Expect: passed
 * Expect -DBUG: failed data race or wrong result or use after free
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 4, MOST_WORKERS = 8, SCRATCH = 32 };

struct job {
    int number;
    bool last; /* for one worker */
};

struct queue {
    sem_t room, items;
    pthread_mutex_t lock;
    pthread_cond_t gone;
    struct job jobs[ROOM];
    int first, used;
    int workers;
    long *results;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t scratch_key;
static struct queue *queue;
static int scratches;

static void free_scratch(void *scratch)
{
    pthread_mutex_lock(&queue->lock);
    scratches--;
    queue->workers--;
    pthread_cond_signal(&queue->gone);
    pthread_mutex_unlock(&queue->lock);
    free(scratch);
}

static void make_queue(void)
{
    queue = calloc(1, sizeof *queue);
    sem_init(&queue->room, 0, ROOM);
    sem_init(&queue->items, 0, 0);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->gone, NULL);
    pthread_key_create(&scratch_key, free_scratch);
}

static char *scratch(void)
{
    char *mine = pthread_getspecific(scratch_key);
    if (mine == NULL) {
        mine = calloc(1, SCRATCH);
        pthread_setspecific(scratch_key, mine);
        pthread_mutex_lock(&queue->lock);
        scratches++;
        pthread_mutex_unlock(&queue->lock);
    }
    return mine;
}

static struct job take(void)
{
    sem_wait(&queue->items);
    pthread_mutex_lock(&queue->lock);
    const struct job job = queue->jobs[queue->first];
    queue->first = (queue->first + 1) % ROOM;
    queue->used--;
    pthread_mutex_unlock(&queue->lock);
    sem_post(&queue->room);
    return job;
}

static void put(struct job job)
{
    sem_wait(&queue->room);
    pthread_mutex_lock(&queue->lock);
    queue->jobs[(queue->first + queue->used++) % ROOM] = job;
    pthread_mutex_unlock(&queue->lock);
    sem_post(&queue->items);
}

static void *work(void *argument)
{
    pthread_once(&once, make_queue);
    char *text = scratch();
    for (struct job job = take(); !job.last; job = take()) {
        snprintf(text, SCRATCH, "%d", job.number * job.number);
        queue->results[job.number] = strtol(text, NULL, 10);
    }
#ifdef BUG
    pthread_setspecific(scratch_key, NULL);
    free_scratch(text);
    queue->results[0]++;
#endif
    return argument;
}

int main(int argc, char *argv[])
{
    const int workers = argc > 1 ? atoi(argv[1]) : 2;
    const int jobs = argc > 2 ? atoi(argv[2]) : 2;
    pthread_attr_t detached;
    bool right = true;
    if (workers < 1 || workers > MOST_WORKERS || jobs < 0) {
        return 2;
    }
    pthread_once(&once, make_queue);
    queue->results = calloc((size_t)jobs + 1, sizeof *queue->results);
    queue->workers = workers;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&detached, 256 * 1024);
    for (int i = 0; i < workers; i++) {
        pthread_t worker;
        pthread_create(&worker, &detached, work, NULL);
    }
    pthread_attr_destroy(&detached);
    for (int i = 1; i <= jobs; i++) {
        put((struct job){.number = i});
    }
    for (int i = 0; i < workers; i++) {
        put((struct job){.last = true});
    }
    pthread_mutex_lock(&queue->lock);
    while (queue->workers > 0) {
        pthread_cond_wait(&queue->gone, &queue->lock);
    }
    right = scratches == 0;
    pthread_mutex_unlock(&queue->lock);
    for (int i = 1; i <= jobs; i++) {
        right = right && queue->results[i] == (long)i * i;
    }
    right = right && queue->results[0] == 0;
    free(queue->results);
    puts(right ? "all done" : "WRONG");
    return right ? 0 : 1;
}
