/* pool.c - keeps so many gradings running; see pool.h. */
#include "grade/pool.h"

#include "common/clock.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 40, LINES = 20 };

struct pool {
    const struct how *how;
    const struct work *works;
    size_t count, started, running;
    struct pooled *pooled;
    pid_t *processes; /* one for each job; 0: none */
    int jobs;
    double began;
    size_t shown; /* how many were done when we last told */
    int status;
};

static void time_left(const struct pool *pool, char text[static 40])
{
    const double each = (seconds_now() - pool->began) / (double)pool->pooled->done;
    const long left = (long)(each * (double)(pool->count - pool->pooled->done) + 0.5);
    snprintf(text, 40, "%ld:%02ld left", left / 60, left % 60);
}

/* A bar, in place, on a terminal; else a line for each twentieth. */
static void show(struct pool *pool)
{
    char left[40] = "", bar[BAR + 1];
    const size_t done = pool->pooled->done;
    if (done > 0) {
        time_left(pool, left);
    }
    if (isatty(STDERR_FILENO)) {
        for (size_t i = 0; i < BAR; i++) {
            bar[i] = i < done * BAR / pool->count ? '#' : '.';
        }
        bar[BAR] = '\0';
        fprintf(stderr, "\r\033[K%s %zu of %zu gradings  %s", bar, done, pool->count, left);
        fflush(stderr);
    } else if (done * LINES / pool->count > pool->shown * LINES / pool->count) {
        fprintf(stderr, "%zu of %zu gradings, %s\n", done, pool->count, left);
    }
    pool->shown = done;
}

static void clear_bar(void)
{
    if (isatty(STDERR_FILENO)) {
        fputs("\r\033[K", stderr);
    }
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* What it took: for whoever plans an evening, or a larger machine. */
static void show_costs(const struct pool *pool)
{
    struct rusage own, others;
    const double took = seconds_now() - pool->began;
    const double done = (double)pool->pooled->done;
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &others);
    const double processor = seconds_of(others.ru_utime) + seconds_of(others.ru_stime);
    fprintf(stderr,
            "%zu gradings in %.0f s, %d at a time: %.1f a minute and job, %.2f s of processor time "
            "each;\nlargest process %ld MiB, grade itself %ld MiB\n",
            pool->pooled->done, took, pool->jobs, done * 60 / took / pool->jobs, processor / done,
            others.ru_maxrss >> 10, own.ru_maxrss >> 10);
}

/* In the child: never returns. */
_Noreturn static void become_worker(const struct pool *pool, size_t number, pid_t parent,
                                    const sigset_t *mask)
{
    setpgid(0, 0); /* Ctrl-C is for grade, which then tells us */
    sigprocmask(SIG_SETMASK, mask, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) {
        _exit(WORK_NOT_STORED);
    }
    _exit(work_do(pool->how, &pool->works[number]));
}

static void start_next(struct pool *pool, const sigset_t *mask)
{
    int free_job = 0;
    while (pool->processes[free_job] != 0) {
        free_job++;
    }
    const pid_t parent = getpid();
    const pid_t process = fork();
    if (process == 0) {
        become_worker(pool, pool->started, parent, mask);
    }
    if (process < 0) {
        fprintf(stderr, "racetrack: grade: %s; try: fewer JOBS=\n", strerror(errno));
        pool->status = 3;
        return;
    }
    pool->processes[free_job] = process;
    pool->started++;
    pool->running++;
}

static void count_end(struct pool *pool, int status)
{
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : WORK_NOT_STORED;
    pool->running--;
    pool->pooled->done++;
    if (code == WORK_UNABLE) {
        pool->pooled->unable++;
    } else if (code != WORK_DONE && pool->status == 0) {
        pool->status = 3;
    }
}

static void reap(struct pool *pool)
{
    int status;
    pid_t process;
    while (pool->running > 0 && (process = waitpid(-1, &status, WNOHANG)) > 0) {
        for (int i = 0; i < pool->jobs; i++) {
            if (pool->processes[i] == process) {
                pool->processes[i] = 0;
                count_end(pool, status);
            }
        }
    }
}

/* Tells all to end, and waits for them. */
static void stop_all(struct pool *pool)
{
    for (int i = 0; i < pool->jobs; i++) {
        if (pool->processes[i] != 0) {
            kill(pool->processes[i], SIGTERM);
        }
    }
    for (int i = 0; i < pool->jobs; i++) {
        if (pool->processes[i] != 0) {
            waitpid(pool->processes[i], NULL, 0);
            pool->processes[i] = 0;
        }
    }
}

static void run_all(struct pool *pool, const sigset_t *waited, const sigset_t *mask)
{
    const struct timespec moment = {.tv_sec = 1};
    while (pool->status == 0 && pool->pooled->done < pool->count) {
        while (pool->status == 0 && pool->running < (size_t)pool->jobs &&
               pool->started < pool->count) {
            start_next(pool, mask);
        }
        const int signal = sigtimedwait(waited, NULL, &moment);
        reap(pool);
        if (signal > 0 && signal != SIGCHLD) {
            pool->status = 128 + signal;
        }
        show(pool);
    }
    stop_all(pool);
    clear_bar();
    if (pool->status == 0) {
        show_costs(pool);
    }
}

int pool_run(const struct how *how, const struct work *works, size_t count, int jobs,
             struct pooled *pooled)
{
    sigset_t waited, before;
    struct pool pool = {
        .how = how,
        .works = works,
        .count = count,
        .pooled = pooled,
        .processes = calloc((size_t)jobs, sizeof *pool.processes),
        .jobs = jobs,
        .began = seconds_now(),
    };
    *pooled = (struct pooled){0};
    if (pool.processes == NULL || count == 0) {
        free(pool.processes);
        return count == 0 ? 0 : 3;
    }
    sigemptyset(&waited);
    sigaddset(&waited, SIGCHLD);
    sigaddset(&waited, SIGTERM);
    sigaddset(&waited, SIGINT);
    sigaddset(&waited, SIGHUP);
    sigprocmask(SIG_BLOCK, &waited, &before);
    run_all(&pool, &waited, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    free(pool.processes);
    return pool.status;
}
