/*
 * lucky_order.c - the backup jobs of a night count the files that they save.
 *
 * Each job starts at its own hour, saves its files, and adds them to the count of the night. When
 * it starts and when it is done, it writes a line to the log, which all jobs share. Every file is
 * counted: the count is the sum of what all jobs have saved.
 */
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { MOST_LINES = 1 + 2 * MAX_THREADS };

struct job {
    pthread_t thread;
    int number; /* and the hour at which it starts: 1, 2, 3, … */
    long files;
};

struct line {
    int job;
    const char *text;
};

static long saved; /* by all jobs */

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static struct line lines[MOST_LINES]; /* of the log; these two are guarded by log_lock */
static int line_count;

static void write_log(int job, const char *text)
{
    must(pthread_mutex_lock(&log_lock), "pthread_mutex_lock");
    lines[line_count++] = (struct line){job, text};
    must(pthread_mutex_unlock(&log_lock), "pthread_mutex_unlock");
}

static void wait_until(int hour)
{
    static const struct timespec an_hour = {.tv_nsec = 20000000};
    for (int i = 0; i < hour; i++) {
        nanosleep(&an_hour, NULL);
    }
}

static void *back_up(void *argument)
{
    const struct job *job = argument;
    wait_until(job->number);
    write_log(job->number, "starts");
    saved += job->files;
    write_log(job->number, "is done");
    return NULL;
}

long total(struct workload load)
{
    struct job jobs[MAX_THREADS];
    saved = line_count = 0;
    write_log(0, "the night begins");
    for (int i = 0; i < load.threads; i++) {
        jobs[i] = (struct job){.number = i + 1, .files = load.work};
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&jobs[i].thread, NULL, back_up, &jobs[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(jobs[i].thread, NULL), "pthread_join");
    }
    return saved;
}
