/*
 * prints-under-the-lock.c - each job is written down right, and the other printer waits meanwhile.
 *
 * Remarked by still-concurrent: a thread sleeps for 10 us while it holds mutex "notebook"
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

static pthread_mutex_t notebook = PTHREAD_MUTEX_INITIALIZER;
static long pages; /* guarded by notebook */

static void *bring_jobs(void *argument)
{
    static const struct timespec a_page = {.tv_nsec = 10000};
    const long jobs = *(const long *)argument;
    for (long i = 0; i < jobs; i++) {
        must(pthread_mutex_lock(&notebook), "pthread_mutex_lock");
        for (long page = 0; page <= i % 3; page++) {
            nanosleep(&a_page, NULL);
            pages++;
        }
        must(pthread_mutex_unlock(&notebook), "pthread_mutex_unlock");
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t customers[MAX_THREADS];
    pages = 0;
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&customers[i], NULL, bring_jobs, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(customers[i], NULL), "pthread_join");
    }
    return pages;
}
