/*
 * exercise.h - the contract between an exercise and everything that runs it.
 *
 * An exercise is one C file that a student edits (name.c, which defines total) and one that
 * states what must come out of it (contract.c, which defines exercise). The shared main, the
 * Criterion tests and the tools know nothing else about it.
 */
#ifndef EXERCISE_H
#define EXERCISE_H

#include <pthread.h>
#include <stdbool.h>

/* How much to do: that many threads, each doing that much work. */
struct workload {
    int threads; /* 1 to MAX_THREADS */
    long work;   /* per thread, in the exercise's own unit, 0 or more */
};

/* No exercise is asked for more threads than this, so that arrays of that size are enough. */
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
    bool to_read;              /* nothing to fix: the program stays racy, it is there to be read */
    bool tsan_decides;         /* what TSan reports counts, even where it is proved to be false */
    bool work_only_multiplies; /* each thread does the same however much work there is */
    bool sleeps_need_no_lock;  /* a thread that sleeps and holds a lock meanwhile gets a remark */
    struct workload full;      /* the case whose total is wrong in every run while racy */
    struct workload watched; /* what runs under TSan, if that should be less; no threads: as full */
    struct workload small;   /* the case whose every interleaving is explored */
    long (*total)(struct workload);    /* the program above */
    long (*expected)(struct workload); /* what it must come to, computed without threads */
};

/* The exercise at hand, defined by contract.c. */
extern const struct exercise exercise;

/*
 * Ends the process, saying which call failed and why, unless error is 0.
 * error: what a pthread function returned (they return their error and leave errno alone).
 */
void must(int error, const char *call);

/*
 * Waits until every thread that barrier was made for has come here, so that the work of all of
 * them overlaps, however long the system took to start each one.
 */
void start_together(pthread_barrier_t *barrier);

#endif
