/*
 * one-thread.c - one thread does the work of all.
 *
 * Refused by total as no-threads
 */
#include "exercise.h"

#include <stddef.h>

static long value;

static void *count(void *given)
{
    const struct workload *load = given;
    for (int i = 0; i < load->threads; i++) {
        for (long left = load->work; left > 0; left--) {
            value++;
        }
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t thread;
    value = 0;
    must(pthread_create(&thread, NULL, count, &load), "pthread_create");
    must(pthread_join(thread, NULL), "pthread_join");
    return value;
}
