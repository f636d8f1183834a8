/*
 * each-has-a-tray-of-its-own.c - nothing is shared: what a thread needs and what it makes are in a
 * tray that the caller fills before it starts the thread, and empties when it has joined it. While
 * the caller fills the second tray, the first thread is at work already.
 *
 * Passes
 */
#include "exercise.h"

#include <stdint.h>
#include <string.h>

struct tray {
    _Alignas(64) long made;
    long wanted;
};

static struct tray trays[MAX_THREADS];

static void *fill(void *argument)
{
    struct tray *tray = argument;
    for (long i = 0; i < tray->wanted; i++) {
        tray->made++;
    }
    return (void *)(intptr_t)tray->made;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    long made = 0;
    memset(trays, 0, sizeof trays);
    for (int i = 0; i < load.threads; i++) {
        trays[i].wanted = load.work;
        must(pthread_create(&threads[i], NULL, fill, &trays[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        void *brought;
        must(pthread_join(threads[i], &brought), "pthread_join");
        made += (intptr_t)brought;
    }
    return made;
}
