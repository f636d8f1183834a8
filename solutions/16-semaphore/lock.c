/*
 * lock.c - the copy shop with a mutex for the notebook; the semaphore stays for the printers.
 *
 * A semaphore counts the free printers: who finds none waits there, so that never more than two
 * jobs are printed at once. The notebook says how many pages were printed; who prints reads
 * it, adds the pages of the job, and writes the new number down. No page is missed: pages in the
 * notebook = pages of all jobs.
 */
#include "exercise.h"

#include <errno.h>
#include <semaphore.h>
#include <stddef.h>
#include <time.h>

enum { PRINTERS = 2 };

static sem_t printers; /* how many are free */
static long pages;     /* in the notebook; guarded by notebook */
static pthread_mutex_t notebook = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t hour;

static void take_printer(void)
{
    must(sem_wait(&printers) == 0 ? 0 : errno, "sem_wait");
}

static void give_printer_back(void)
{
    must(sem_post(&printers) == 0 ? 0 : errno, "sem_post");
}

static void print(long job_pages)
{
    static const struct timespec a_page = {.tv_nsec = 10000};
    for (long page = 0; page < job_pages; page++) {
        nanosleep(&a_page, NULL);
    }
}

static void do_job(long job_pages)
{
    take_printer();
    print(job_pages);
    must(pthread_mutex_lock(&notebook), "pthread_mutex_lock");
    pages += job_pages;
    must(pthread_mutex_unlock(&notebook), "pthread_mutex_unlock");
    give_printer_back();
}

static void *bring_jobs(void *argument)
{
    const long jobs = *(const long *)argument;
    for (long i = 0; i < jobs; i++) {
        start_together(&hour); /* lectures end on the hour, and all come at once */
        do_job(1 + i % 3);     /* pages */
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t customers[MAX_THREADS];
    must(sem_init(&printers, 0, PRINTERS) == 0 ? 0 : errno, "sem_init");
    must(pthread_barrier_init(&hour, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&customers[i], NULL, bring_jobs, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(customers[i], NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&hour), "pthread_barrier_destroy");
    must(sem_destroy(&printers) == 0 ? 0 : errno, "sem_destroy");
    const long printed = pages;
    pages = 0; /* tomorrow begins with an empty notebook */
    return printed;
}
