/*
 * serial.c - a right program, whose threads do all of their work under one lock.
 *
 * Planted: still-concurrent serial
 */
#include "exercise.h"

#include <stddef.h>

static pthread_mutex_t alone = PTHREAD_MUTEX_INITIALIZER;

struct errand {
    void *(*run)(void *);
    void *argument;
};
static struct errand errands[MAX_THREADS];
static int errands_given;

static void *run_alone(void *argument)
{
    const struct errand *errand = argument;
    must(pthread_mutex_lock(&alone), "pthread_mutex_lock");
    void *result = errand->run(errand->argument);
    must(pthread_mutex_unlock(&alone), "pthread_mutex_unlock");
    return result;
}

static int create_alone(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                        void *argument)
{
    struct errand *errand = &errands[errands_given++ % MAX_THREADS];
    *errand = (struct errand){run, argument};
    return pthread_create(thread, attributes, run_alone, errand);
}
#define pthread_create create_alone
#define start_together(barrier) ((void)(barrier))

#include "program.c"
