/* progress.c - see progress.h. */
#include "progress.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FIRST = 2 }; /* seconds of silence */

static struct {
    const char *words;
    double most;
    bool is_there, is_over, has_said;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t over;
} progress = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void say(long seconds, bool on_terminal)
{
    fprintf(stderr, "%sinterleave: %s for %ld s", on_terminal ? "\r" : "", progress.words, seconds);
    if (progress.most > 0) {
        fprintf(stderr, ", at most %.0f s", progress.most);
    }
    fputs(on_terminal ? " " : "\n", stderr);
    fflush(stderr);
    progress.has_said = true;
}

/* Whether it is over before that time comes. */
static bool is_over_at(const struct timespec *then)
{
    while (!progress.is_over) {
        if (pthread_cond_timedwait(&progress.over, &progress.lock, then) == ETIMEDOUT) {
            return progress.is_over;
        }
    }
    return true;
}

static void *watch(void *argument)
{
    const bool on_terminal = isatty(STDERR_FILENO) != 0;
    struct timespec then;
    clock_gettime(CLOCK_MONOTONIC, &then);
    then.tv_sec += FIRST;
    pthread_mutex_lock(&progress.lock);
    for (long seconds = FIRST; !is_over_at(&then);) {
        const long next = on_terminal ? 1 : seconds;
        say(seconds, on_terminal);
        seconds += next;
        then.tv_sec += next;
    }
    pthread_mutex_unlock(&progress.lock);
    return argument;
}

void progress_begin(const char *words, double most)
{
    pthread_condattr_t attributes;
    progress.words = words;
    progress.most = most;
    progress.is_over = progress.has_said = false;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&progress.over, &attributes);
    pthread_condattr_destroy(&attributes);
    progress.is_there = pthread_create(&progress.thread, NULL, watch, NULL) == 0;
}

void progress_end(void)
{
    if (!progress.is_there) {
        return;
    }
    pthread_mutex_lock(&progress.lock);
    progress.is_over = true;
    pthread_cond_signal(&progress.over);
    pthread_mutex_unlock(&progress.lock);
    pthread_join(progress.thread, NULL);
    pthread_cond_destroy(&progress.over);
    progress.is_there = false;
    if (progress.has_said && isatty(STDERR_FILENO) != 0) {
        fputs("\r\033[K", stderr);
    }
}
