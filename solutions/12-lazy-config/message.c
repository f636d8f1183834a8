/*
 * message.c - the settings with a keeper, who loads them, and whom the workers ask.
 *
 * Most shops sleep most of the time, so nothing is loaded at the start. The first request for a
 * shop loads its settings, and all others use those: each shop's settings are loaded exactly once.
 */
#include "channel.h"
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
    long taxes; /* the worker's own; nobody else touches it */
    struct channel *answers;
};

struct keeper {
    pthread_t thread;
    struct settings **settings; /* of each shop; NULL: not loaded yet */
    long loads;
};

struct question {
    long shop;
    struct channel *answers; /* where the keeper sends the settings */
};

static struct channel *questions;
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

/* The settings that come back never change again, so anybody may read them. */
static const struct settings *settings_of(long shop, const struct worker *worker)
{
    const struct settings *found;
    must(channel_send(questions, &(struct question){shop, worker->answers}), "channel_send");
    must(channel_receive(worker->answers, &found), "channel_receive");
    return found;
}

/* The keeper: nobody else ever sees which settings are loaded. */
static void *keep(void *argument)
{
    struct keeper *keeper = argument;
    for (struct question question; channel_receive(questions, &question) == 0;) {
        struct settings **wanted = &keeper->settings[question.shop];
        if (*wanted == NULL) {
            *wanted = load_settings(question.shop);
            keeper->loads++;
        }
        must(channel_send(question.answers, wanted), "channel_send");
    }
    return NULL;
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
    struct keeper keeper = {.loads = 0};
    keeper.settings = calloc((size_t)load.work, sizeof(struct settings *));
    must(keeper.settings == NULL && load.work > 0 ? ENOMEM : 0, "calloc");
    must(channel_create(&questions, MAX_THREADS, sizeof(struct question)), "channel_create");
    must(pthread_create(&keeper.thread, NULL, keep, &keeper), "pthread_create");
    must(pthread_barrier_init(&sale, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        workers[i] = (struct worker){.shops = load.work};
        must(channel_create(&workers[i].answers, 1, sizeof(struct settings *)), "channel_create");
        must(pthread_create(&workers[i].thread, NULL, answer, &workers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(workers[i].thread, NULL), "pthread_join");
    }
    must(channel_close(questions), "channel_close");
    must(pthread_join(keeper.thread, NULL), "pthread_join");
    must(pthread_barrier_destroy(&sale), "pthread_barrier_destroy");
    for (int i = 0; i < load.threads; i++) {
        channel_destroy(workers[i].answers);
    }
    channel_destroy(questions);
    for (long shop = 0; shop < load.work; shop++) {
        free(keeper.settings[shop]);
    }
    free(keeper.settings);
    return keeper.loads;
}
