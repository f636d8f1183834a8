/*
 * tree-of-threads.c - who has more than one part to count starts a deputy for half of them. What
 * the deputy does shows, as it reads what it was told; what the other one does is its own.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>
#include <stdint.h>

struct span {
    int from, to; /* parts */
    long each;
};

static void *count(void *argument)
{
    const struct span *span = argument;
    intptr_t mine = 0;
    if (span->to - span->from == 1) {
        for (long i = 0; i < span->each; i++) {
            mine++;
        }
        return (void *)mine;
    }
    const int middle = span->from + (span->to - span->from) / 2;
    struct span left = {span->from, middle, span->each}, right = {middle, span->to, span->each};
    pthread_t deputy;
    void *theirs;
    must(pthread_create(&deputy, NULL, count, &left), "pthread_create");
    mine = (intptr_t)count(&right);
    must(pthread_join(deputy, &theirs), "pthread_join");
    return (void *)(mine + (intptr_t)theirs);
}

long total(struct workload load)
{
    struct span all = {0, load.threads, load.work};
    pthread_t root;
    void *sum;
    must(pthread_create(&root, NULL, count, &all), "pthread_create");
    must(pthread_join(root, &sum), "pthread_join");
    return (intptr_t)sum;
}
