/*
 * load_without_the_lock.c - the settings with a lock that isn't held during the slow load.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: wrong-total
 *
 * "Never hold a lock while you read from a disk." Each access to the pointer is under the lock now,
 * and nothing is overwritten: who comes second throws away what it loaded. But it has loaded it.
 * Between the check and the load anybody may decide the same.
 *
 * Most shops sleep most of the time, so nothing is loaded at the start. The first request for a
 * shop loads its settings, and all others use those: each shop's settings are loaded exactly once.
 */
#include "exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

struct settings {
    long tax; /* per cent */
};

struct worker {
    pthread_t thread;
    long shops; /* it answers a request for each of them */
    long loads; /* both the worker's own; nobody else touches them before the join */
    long taxes;
};

static struct settings **settings; /* of each shop; NULL: not loaded yet; guarded by loading */
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t sale;

/* Reads the shop's file from the disk. */
static struct settings *load_settings(long shop)
{
    static const struct timespec reading = {.tv_nsec = 50000};
    struct settings *loaded = malloc(sizeof *loaded);
    must(loaded == NULL ? ENOMEM : 0, "malloc");
    nanosleep(&reading, NULL);
    loaded->tax = 7 + shop % 13;
    return loaded;
}

static struct settings *settings_of(long shop, struct worker *worker)
{
    must(pthread_mutex_lock(&loading), "pthread_mutex_lock");
    struct settings *found = settings[shop];
    must(pthread_mutex_unlock(&loading), "pthread_mutex_unlock");
    if (found != NULL) {
        return found;
    }
    struct settings *loaded = load_settings(shop);
    worker->loads++;
    must(pthread_mutex_lock(&loading), "pthread_mutex_lock");
    if (settings[shop] == NULL) {
        settings[shop] = loaded;
    } else {
        free(loaded);
    }
    found = settings[shop];
    must(pthread_mutex_unlock(&loading), "pthread_mutex_unlock");
    return found;
}

static void *answer(void *argument)
{
    struct worker *worker = argument;
    for (long shop = 0; shop < worker->shops; shop++) {
        start_together(&sale); /* a sale begins, and everybody asks for that shop at once */
        worker->taxes += settings_of(shop, worker)->tax;
    }
    return NULL;
}

long total(struct workload load)
{
    struct worker workers[MAX_THREADS];
    long loads = 0;
    settings = calloc((size_t)load.work, sizeof(struct settings *));
    must(settings == NULL && load.work > 0 ? ENOMEM : 0, "calloc");
    must(pthread_barrier_init(&sale, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        workers[i] = (struct worker){.shops = load.work};
        must(pthread_create(&workers[i].thread, NULL, answer, &workers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(workers[i].thread, NULL), "pthread_join");
        loads += workers[i].loads;
    }
    must(pthread_barrier_destroy(&sale), "pthread_barrier_destroy");
    for (long shop = 0; shop < load.work; shop++) {
        free(settings[shop]);
    }
    free(settings);
    return loads;
}
