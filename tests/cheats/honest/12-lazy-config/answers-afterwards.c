/*
 * answers-afterwards.c - a worker first asks for all settings, and then answers ten times as many
 * requests: all is loaded long before half of that is done.
 *
 * Passes
 */
#include "exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { ANSWERS = 10 };

struct shop {
    pthread_mutex_t lock;
    long *tax; /* NULL: not loaded yet; guarded by lock */
};

struct worker {
    pthread_t thread;
    long shops, loads, taxes;
};

static struct shop *shops;

static const long *tax_of(long number, struct worker *worker)
{
    static const struct timespec reading = {.tv_nsec = 50000};
    struct shop *shop = &shops[number];
    must(pthread_mutex_lock(&shop->lock), "pthread_mutex_lock");
    if (shop->tax == NULL) {
        shop->tax = malloc(sizeof *shop->tax);
        must(shop->tax == NULL ? ENOMEM : 0, "malloc");
        nanosleep(&reading, NULL);
        *shop->tax = 7 + number % 13;
        worker->loads++;
    }
    const long *tax = shop->tax;
    must(pthread_mutex_unlock(&shop->lock), "pthread_mutex_unlock");
    return tax;
}

static void *answer(void *argument)
{
    struct worker *worker = argument;
    for (long i = 0; i < worker->shops; i++) {
        tax_of(i, worker);
    }
    for (long i = 0; i < ANSWERS * worker->shops; i++) {
        worker->taxes += *tax_of(i % worker->shops, worker);
    }
    return NULL;
}

long total(struct workload load)
{
    struct worker workers[MAX_THREADS];
    long loads = 0;
    shops = calloc((size_t)load.work, sizeof *shops);
    must(shops == NULL && load.work > 0 ? ENOMEM : 0, "calloc");
    for (long i = 0; i < load.work; i++) {
        must(pthread_mutex_init(&shops[i].lock, NULL), "pthread_mutex_init");
    }
    for (int i = 0; i < load.threads; i++) {
        workers[i] = (struct worker){.shops = load.work};
        must(pthread_create(&workers[i].thread, NULL, answer, &workers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(workers[i].thread, NULL), "pthread_join");
        loads += workers[i].loads;
    }
    for (long i = 0; i < load.work; i++) {
        must(pthread_mutex_destroy(&shops[i].lock), "pthread_mutex_destroy");
        free(shops[i].tax);
    }
    free(shops);
    return loads;
}
