/*
 * exercise.h - the contract between an exercise and everything that runs it.
 *
 * An exercise is two C files: name.c, which the student edits and which defines total; and
 * contract.c, which states the right result and defines exercise. The shared main, the Criterion
 * tests and the tools know nothing else about it.
 */
#ifndef EXERCISE_H
#define EXERCISE_H

#include <pthread.h>
#include <stdbool.h>

/* How much there is to do: each of the threads does this much work. */
struct workload {
    int threads; /* 1 to MAX_THREADS */
    long work;   /* per thread, in the exercise's own unit, 0 or more */
};

/* A workload has at most this many threads, so arrays of this size are enough. */
enum { MAX_THREADS = 64 };

/*
 * The program, defined by name.c: does the work from the start, each time that it is called, and
 * returns the final total. Thread 0 to threads - 1 do the work; the caller only starts and joins
 * them. A program that cannot go on ends the process (see must).
 */
long total(struct workload load);

struct exercise {
    const char *name;          /* the folder's: "01-counter" */
    const char *work_unit;     /* what each thread does: "increments" */
    const char *sum_unit;      /* what the total counts: "increments" */
    bool to_read;              /* the program is only for reading: it stays racy */
    bool tsan_decides;         /* a report of TSan's counts even if it is proved to be false */
    bool work_only_multiplies; /* each thread does the same, however much work there is */
    bool sleeps_need_no_lock;  /* a program that sleeps while it holds a lock gets a remark */
    struct workload full;      /* the case whose total is wrong in every run while racy */
    struct workload watched; /* the case under TSan, if that should be less; no threads: as full */
    struct workload small;   /* the case that the explorer runs under every schedule */
    long (*total)(struct workload);    /* the program above */
    long (*expected)(struct workload); /* what total must return, computed without threads */
};

/* The exercise at hand, defined by contract.c. */
extern const struct exercise exercise;

/*
 * Ends the process, saying which call failed and why, unless error is 0.
 * error: what a pthread function returned (they return their error and leave errno alone).
 */
void must(int error, const char *call);

/*
 * Waits until all threads that the barrier is for have called this. So their work overlaps, however
 * long the system takes to start each one.
 */
void start_together(pthread_barrier_t *barrier);

#endif
