/*
 * main.c - the main of every exercise.
 *
 *     counter                 the full case (under TSan: watched): expected and actual total
 *     counter THREADS WORK    any other case
 *
 * Exit status: 0 the total is right, 1 it is wrong, 2 wrong use.
 *
 * A tool that runs the program passes, in the environment variable RACETRACK_EVENTS, the number
 * of a file descriptor; the outcome is also written there, as one line of JSON, with the proof that
 * it comes from here (proof.h). The program itself finds nothing of that in its environment.
 */
#include "exercise.h"
#include "grouped.h"
#include "proof.h"
#include "started.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* What to do if nobody says. TSan makes each access cost ten times as much, and a race between two
   accesses shows in the first of them as in the last. */
static struct workload usual_workload(void)
{
#if __has_feature(thread_sanitizer)
    if (exercise.watched.threads > 0) {
        return exercise.watched;
    }
#endif
    return exercise.full;
}

/* Where the program is explored, its total is judged, not its exit status; see interleave.h. */
__attribute__((weak)) void interleave_outcome(long actual, long expected);

/* Under TSan: how many reports its collector has seen. */
__attribute__((weak)) long collected_reports(void);

static int wrong_use(const char *program)
{
    fprintf(stderr, "usage: %s [THREADS WORK], with 1 to %d threads and WORK of 0 or more\n",
            program, MAX_THREADS);
    return 2;
}

/* Reads a decimal number from least to most into *number; false if text isn't one. */
static bool read_number(const char *text, long least, long most, long *number)
{
    char *end;
    errno = 0;
    *number = strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *number >= least && *number <= most;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Takes out of the environment what the program has no use for. Returns the descriptor for the
 * events, or -1. The explorer has done so already, and tells the outcome itself. */
static int hide_who_watches(void)
{
    if (interleave_outcome != NULL) {
        return -1;
    }
    const char *events = getenv("RACETRACK_EVENTS");
    const int descriptor = events != NULL ? atoi(events) : -1;
    proof_take();
    unsetenv("RACETRACK_EVENTS");
    unsetenv("TSAN_OPTIONS");
    return descriptor;
}

static void write_event(int descriptor, struct workload load, long expected, long actual,
                        double seconds)
{
    if (descriptor >= 0) {
        dprintf(descriptor,
                "{\"event\":\"total\",\"threads\":%d,\"work\":%ld,\"expected\":%ld,\"total\":%ld,"
                "\"seconds\":%.9f,\"started\":%ld,\"left\":%ld,\"reports\":%ld,\"proof\":\"%s\"}\n",
                load.threads, load.work, expected, actual, seconds,
                threads_started != NULL ? threads_started() : -1,
                threads_left != NULL ? threads_left() : -1,
                collected_reports != NULL ? collected_reports() : -1, proof_show());
    }
}

int main(int argc, char *argv[])
{
    struct workload load = usual_workload();
    const int events = hide_who_watches();
    if (argc != 1) {
        long threads;
        if (argc != 3 || !read_number(argv[1], 1, MAX_THREADS, &threads) ||
            !read_number(argv[2], 0, LONG_MAX, &load.work)) {
            return wrong_use(argv[0]);
        }
        load.threads = (int)threads;
    }
    char work[GROUPED_SIZE], want[GROUPED_SIZE], got[GROUPED_SIZE];
    printf("%s: %d thread%s x %s %s\n", exercise.name, load.threads, load.threads == 1 ? "" : "s",
           grouped(load.work, work), exercise.work_unit);
    const long expected = exercise.expected(load);
    const double started = now();
    const long actual = exercise.total(load);
    write_event(events, load, expected, actual, now() - started);
    if (interleave_outcome != NULL) {
        interleave_outcome(actual, expected);
    }
    printf("  expected %12s %s\n  actual   %12s %s\n", grouped(expected, want), exercise.sum_unit,
           grouped(actual, got), actual == expected ? "right" : "WRONG");
    return actual == expected ? EXIT_SUCCESS : EXIT_FAILURE;
}
