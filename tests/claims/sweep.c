/*
 * sweep.c - every claim, again and again, under conditions that verdicts must not depend on.
 *
 *     sweep --verify=PROGRAM --times=50 [--when=loaded] LIST
 *
 * Theory of operation. Each program of the list is judged by verify as many times as asked, in
 * each of four conditions: on one core and on two, idle and under load. Idle, one verify runs at a
 * time; under load, several do, beside processes that only burn time. A program that is claimed to
 * hang spends its time asleep, so that nobody waits for it: some of these run beside the others.
 * Every result is held against the claim; what differs is told at once. At the end stand the
 * counts.
 *
 * Exit status: 0 no verdict differed, 1 one did, 2 wrong use, 3 the machine can't run it.
 */
#include "claims.h"

#include <argp.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* The last places are for those that hang. */
enum { MOST_TOGETHER = 8, HANGING = 3, PLACES = MOST_TOGETHER + HANGING, BAR = 30 };

struct condition {
    const char *name;
    int cores;
    int together; /* how many verify run at the same time, at most MOST_TOGETHER */
    int burners;  /* how many processes do nothing but burn time */
};

static const struct condition conditions[] = {
    {"one core, idle", 1, 1, 0},
    {"two cores, idle", 2, 1, 0},
    {"one core, loaded", 1, 4, 2},
    {"two cores, loaded", 2, 6, 4},
};
enum { CONDITIONS = sizeof conditions / sizeof *conditions };

/* One verify on its way. */
struct job {
    pid_t child; /* 0: free */
    const struct claim *claim;
    char result[64];
};

struct sweep {
    const char *verify;
    const char *list;
    const char *when; /* only the conditions in whose name this occurs */
    char folder[32];  /* for results */
    long times;
    struct claim *claims;
    size_t count;
    struct job jobs[PLACES];
    long done;
    long differed;
    long all;
    time_t started;
};

static const struct argp_option options[] = {
    {"verify", 'v', "PROGRAM", 0, "The program verify", 0},
    {"times", 't', "TIMES", 0, "How often each program is judged in each condition", 0},
    {"when", 'w', "WHEN", 0, "Only the conditions with that in their name", 0},
    {0},
};

static int count_conditions(const char *when)
{
    int count = 0;
    for (int i = 0; i < CONDITIONS; i++) {
        count += strstr(conditions[i].name, when) != NULL;
    }
    return count;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct sweep *sweep = state->input;
    switch (key) {
    case 'v':
        sweep->verify = text;
        return 0;
    case 't':
        sweep->times = strtol(text, NULL, 10);
        if (sweep->times < 1 || sweep->times > 1000000) {
            argp_error(state, "TIMES=%s: must be a number from 1 to 1000000", text);
        }
        return 0;
    case 'w':
        sweep->when = text;
        if (count_conditions(text) == 0) {
            argp_error(state,
                       "WHEN=%s: must be a part of \"one core, idle\" or \"two cores, loaded\"",
                       text);
        }
        return 0;
    case ARGP_KEY_ARG:
        sweep->list = text;
        return 0;
    case ARGP_KEY_END:
        if (sweep->verify == NULL || sweep->list == NULL) {
            argp_error(state, "--verify and the list of programs are required");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void show_progress(const struct sweep *sweep, const struct condition *condition)
{
    if (!isatty(STDERR_FILENO)) {
        return;
    }
    char bar[BAR + 1];
    const long filled = sweep->done * BAR / sweep->all;
    const long elapsed = (long)(time(NULL) - sweep->started);
    const long left = sweep->done > 0 ? elapsed * (sweep->all - sweep->done) / sweep->done : 0;
    memset(bar, '.', BAR);
    memset(bar, '#', (size_t)filled);
    bar[BAR] = '\0';
    fprintf(stderr, "\r[%s] %ld of %ld, %ld differ; %s; %ld:%02ld left \033[K", bar, sweep->done,
            sweep->all, sweep->differed, condition->name, left / 60, left % 60);
}

/* Starts burners on the cores that we run on; they die with us. */
static void start_burners(int burners, pid_t *children)
{
    for (int i = 0; i < burners; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (volatile unsigned long spin = 0;; spin++) {
            }
        }
    }
}

static void stop_burners(int burners, const pid_t *children)
{
    for (int i = 0; i < burners; i++) {
        if (children[i] > 0) {
            kill(children[i], SIGKILL);
            waitpid(children[i], NULL, 0);
        }
    }
}

static int use_cores(int cores)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < cores; i++) {
        CPU_SET(i, &set);
    }
    return sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : errno;
}

/* Holds a finished job's result against its claim, and tells what differs. */
static void finish(struct sweep *sweep, struct job *job, const struct condition *condition)
{
    json_t *result = json_load_file(job->result, 0, NULL);
    char *difference = claim_compare(job->claim, result);
    if (difference != NULL) {
        printf("%s%s: %s\n", isatty(STDERR_FILENO) ? "\n" : "", condition->name, difference);
        fflush(stdout);
        sweep->differed++;
        free(difference);
    }
    json_decref(result);
    remove(job->result);
    job->child = 0;
    sweep->done++;
}

/* Waits for one job to end. */
static void wait_for_one(struct sweep *sweep, const struct condition *condition)
{
    const pid_t child = wait(NULL);
    for (int i = 0; i < PLACES; i++) {
        if (child > 0 && sweep->jobs[i].child == child) {
            finish(sweep, &sweep->jobs[i], condition);
        }
    }
    show_progress(sweep, condition);
}

/* A free place for a program that hangs, or doesn't; NULL if there is none. */
static struct job *free_place(struct sweep *sweep, bool hangs, int together)
{
    const int first = hangs ? MOST_TOGETHER : 0;
    const int places = hangs ? HANGING : together;
    for (int i = first; i < first + places; i++) {
        if (sweep->jobs[i].child == 0) {
            return &sweep->jobs[i];
        }
    }
    return NULL;
}

static bool start(struct sweep *sweep, struct job *job, const struct claim *claim)
{
    struct verify_call call;
    job->claim = claim;
    snprintf(job->result, sizeof job->result, "%s/%td.json", sweep->folder, job - sweep->jobs);
    claim_call(claim, sweep->verify, job->result, &call);
    const int error =
        posix_spawn(&job->child, call.arguments[0], NULL, NULL, call.arguments, environ);
    if (error != 0) {
        job->child = 0;
        fprintf(stderr, "racetrack: %s: %s\n", sweep->verify, strerror(error));
    }
    return error == 0;
}

static int busy(const struct sweep *sweep)
{
    int count = 0;
    for (int i = 0; i < PLACES; i++) {
        count += sweep->jobs[i].child != 0;
    }
    return count;
}

static bool run_condition(struct sweep *sweep, const struct condition *condition)
{
    pid_t burners[MOST_TOGETHER] = {0};
    const long differed = sweep->differed;
    const long done = sweep->done;
    const time_t started = time(NULL);
    bool started_all = true;
    start_burners(condition->burners, burners);
    for (long turn = 0; turn < sweep->times && started_all; turn++) {
        for (size_t i = 0; i < sweep->count && started_all; i++) {
            const struct claim *claim = &sweep->claims[i];
            struct job *job;
            while ((job = free_place(sweep, claim_hangs(claim), condition->together)) == NULL) {
                wait_for_one(sweep, condition);
            }
            started_all = start(sweep, job, claim);
        }
    }
    while (busy(sweep) > 0) {
        wait_for_one(sweep, condition);
    }
    stop_burners(condition->burners, burners);
    printf("%s%-18s %6ld verdicts, %ld differ, %ld s\n", isatty(STDERR_FILENO) ? "\r\033[K" : "",
           condition->name, sweep->done - done, sweep->differed - differed,
           (long)(time(NULL) - started));
    fflush(stdout);
    return started_all;
}

static int run_all(struct sweep *sweep)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    bool started = true;
    for (int i = 0; i < CONDITIONS && started; i++) {
        if (strstr(conditions[i].name, sweep->when) == NULL) {
            continue;
        }
        if (conditions[i].cores > cores || use_cores(conditions[i].cores) != 0) {
            printf("%s: this machine has not that many cores\n", conditions[i].name);
            return 3;
        }
        started = run_condition(sweep, &conditions[i]);
    }
    printf("%zu programs x %ld times x %d conditions: %ld verdicts, %ld differ\n", sweep->count,
           sweep->times, count_conditions(sweep->when), sweep->done, sweep->differed);
    return !started ? 3 : sweep->differed > 0 ? 1 : 0;
}

int main(int argc, char *argv[])
{
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = "LIST",
                                     .doc = "Judges every program again and again."};
    struct sweep sweep = {.times = 50, .when = "", .folder = "/tmp/racetrack-sweep-XXXXXX"};
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, &sweep);
    char *error = claims_load(sweep.list, &sweep.claims, &sweep.count);
    if (error != NULL || mkdtemp(sweep.folder) == NULL) {
        fprintf(stderr, "racetrack: %s\n", error != NULL ? error : strerror(errno));
        free(error);
        return 3;
    }
    sweep.all = (long)sweep.count * sweep.times * count_conditions(sweep.when);
    sweep.started = time(NULL);
    const int status = run_all(&sweep);
    rmdir(sweep.folder);
    free(sweep.claims);
    return status;
}
