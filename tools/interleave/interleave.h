/*
 * interleave.h - runs a function of threads through every interleaving, on purpose.
 *
 * What is explored is C compiled with `interleave cc` (which is clang with -fsanitize=thread, whose
 * calls this library answers in place of LLVM's runtime) and linked with it. Nothing in the source
 * changes: pthreads, <stdatomic.h>, malloc and the rest are taken over while a function is
 * explored, and passed straight on when none is; so one Criterion test may run a program natively
 * and the next one explore it.
 *
 *     static long run(void *argument) { … start threads, join them … return total; }
 *
 *     struct interleave_options options = INTERLEAVE_DEFAULTS;
 *     options.expected = &(long){2000000};
 *     struct interleave_result *result = interleave_explore(run, NULL, &options);
 *     if (result->verdict != INTERLEAVE_PROVED) { puts(result->message); puts(result->schedule); }
 *     interleave_release(result);
 *
 * Data races are judged by happens-before as C17 has it (5.1.2.4: synchronises-with comes from
 * acquire and release operations, release sequences and fences). An atomic load that is not seq_cst
 * may return any store that the order of each operation and fence leaves it: Lahav, Vafeiadis,
 * Kang, Hur, Dreyer, "Repairing sequential consistency in C/C++11", PLDI 2017. The proof is
 * source-DPOR with sleep sets: Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic partial order
 * reduction", POPL 2014; critical sections that commute are one order, after Kokologiannakis, Raad,
 * Vafeiadis, "Effective lock handling in stateless model checking", OOPSLA 2019. Turns of a loop
 * that read in vain are left out, after Kokologiannakis, Ren, Vafeiadis, "Dynamic partial order
 * reductions for spinloops", FMCAD 2021. The order of two
 * writes counts only if the second is read, after Aronis, Jonsson, Lång, Sagonas, "Optimal dynamic
 * partial order reduction with observers", TACAS 2018: so a function that is itself compiled
 * without -fsanitize=thread, and reads what threads wrote, needs each_write_order.
 */
#ifndef INTERLEAVE_H
#define INTERLEAVE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* As many threads as one execution may have whose end nobody knows of, the one that runs the
 * function included; one that was joined makes room for another. */
enum { INTERLEAVE_MAX_THREADS = 128 };

enum interleave_mode {
    INTERLEAVE_AUTO,  /* a few of mix; a short proof; else find, prove; mix if there are too many */
    INTERLEAVE_FIND,  /* every schedule with no preemption, then with one, two, … */
    INTERLEAVE_PROVE, /* one execution of each class of equivalent schedules, all of them */
    INTERLEAVE_RANDOM, /* a uniformly random thread at each step */
    INTERLEAVE_PCT,    /* random priorities with few changes (Burckhardt et al., ASPLOS 2010) */
    INTERLEAVE_POS,    /* random priorities of steps (Yuan et al., CAV 2018) */
    INTERLEAVE_SURW,   /* evenly over interleavings of steps at one place (ASPLOS 2025) */
    INTERLEAVE_SITES,  /* a random walk over sites of the source, threads held back at one place */
    INTERLEAVE_RARE,   /* a random walk that prefers pairs of sites seen least */
    INTERLEAVE_RFF,    /* guided by reads-from pairs (Wolff et al., ASPLOS 2024) */
    INTERLEAVE_DELAY,  /* one kind of step waits for all others, another one each time */
    INTERLEAVE_MIX,    /* delay, rff, surw and pct in turn */
    INTERLEAVE_REPLAY, /* one given schedule */
    INTERLEAVE_FAIR,   /* one execution in which threads take turns: how much of it overlaps */
    INTERLEAVE_BRUTE,  /* every schedule, each access but to a thread's own stack a choice, no
                          reduction: for tests of the rest */
};

/* What an execution may come to that a right one doesn't. Ordered: the first that was found is the
 * verdict's. */
enum interleave_failure {
    INTERLEAVE_RIGHT = 0,
    INTERLEAVE_CRASH,          /* a signal: SIGSEGV, SIGFPE, stack overflow, … */
    INTERLEAVE_ASSERTION,      /* assert, abort, interleave_assert */
    INTERLEAVE_WRONG_RESULT,   /* not what was expected */
    INTERLEAVE_DEADLOCK,       /* every thread waits for another */
    INTERLEAVE_LOST_WAKEUP,    /* the same, and a waiter's signal came before it waited */
    INTERLEAVE_LIVELOCK,       /* threads loop, and nobody will ever write what they wait for */
    INTERLEAVE_USE_AFTER_FREE, /* or beyond a block's end, or of a stack frame that is gone */
    INTERLEAVE_MUTEX_MISUSE,   /* unlock by a thread that doesn't hold it, destroy while held, a use
                                  of   what is not initialised: of any object that threads meet at */
    INTERLEAVE_DATA_RACE,      /* C17 5.1.2.4p25 */
    INTERLEAVE_THREAD_LEAK,    /* neither joined nor detached at the end; a failure only where the
                                  option leaks says so */
    INTERLEAVE_FAILURES
};

enum interleave_verdict {
    INTERLEAVE_PROVED,     /* all there is was seen, all of it controlled, none of it failed; a
                              thread leak may be in found beside it */
    INTERLEAVE_FAILED,     /* see failure, message, schedule */
    INTERLEAVE_BOUNDED,    /* nothing failed, but not all was seen or controlled: see message */
    INTERLEAVE_UNEXPLORED, /* no exploration was possible: see message */
};

/* What it means that main, or the function, returns while a thread is left that is neither joined
 * nor detached. The process just ends then (C17 5.1.2.2.3), so that nothing need be wrong; but what
 * the thread had still to do is lost, and in a program that goes on, so is its stack. */
enum interleave_leaks {
    INTERLEAVE_LEAKS_WARN, /* found, with a schedule that shows it, and no failure */
    INTERLEAVE_LEAKS_FAIL,
    INTERLEAVE_LEAKS_IGNORE /* not looked for */
};

struct interleave_options {
    enum interleave_mode mode;
    const long *expected;  /* what the function must return; NULL: anything is right */
    unsigned long seed;    /* for the random modes: the same seed, the same schedules */
    long max_executions;   /* 0: no limit */
    double max_seconds;    /* on the clock, 0: no limit */
    long max_steps;        /* in one execution: a longer one is cut short, and said */
    long max_memory;       /* MiB that one execution may allocate: one that wants more is cut short,
                              and said; 0: as many as there is room for */
    int max_preemptions;   /* for find */
    long divide_after;     /* executions: a longer proof goes on on all processors; 0: never */
    bool stop_at_first;    /* at the first failure, instead of counting how many fail */
    bool outcome_wanted;   /* to end without a call of interleave_outcome is a wrong result */
    bool ignore_races;     /* not to look for data races; plain accesses are then no choices */
    bool sequential;       /* loads return the newest store, whatever the memory orders allow */
    bool each_lock_order;  /* critical sections that commute are told apart by their order, too */
    bool each_write_order; /* the same of writes of which only the last is read */
    enum interleave_leaks leaks;
    bool spurious_wakeups; /* condition variables may wake without a signal (POSIX allows it) */
    const char *schedule;  /* for replay, as a result gave it */
    int trace;             /* a descriptor: replay writes each event there, a line of JSON each */
};

#define INTERLEAVE_DEFAULTS                                                                    \
    {                                                                                          \
        .max_seconds = 60, .max_steps = 20000, .max_preemptions = 1000, .divide_after = 30000, \
        .seed = 1, .trace = -1                                                                 \
    }

/* One value that the function returned, and in how many executions. */
struct interleave_outcome {
    long value;
    unsigned long count;
};

/* A failure of one kind, in the simplest schedule that was seen to show it. */
struct interleave_found {
    unsigned long count; /* in how many executions; 0: not found */
    int preemptions;
    int stale; /* loads of other stores than the newest, and stores put before others */
    char *schedule;
    char *message;       /* one sentence */
    const void *pc[2];   /* return addresses. Of a race: the two accesses, the earlier first; else
                            where it failed, and where what it is about was freed; NULL: not known */
    const void *address; /* of a race: what both touch */
};

struct interleave_result {
    enum interleave_verdict verdict;
    enum interleave_failure failure; /* of INTERLEAVE_FAILED */
    const char *message;             /* one sentence about the verdict; never NULL */
    const char *schedule;            /* that fails, for replay; NULL if none */
    struct interleave_found found[INTERLEAVE_FAILURES];
    unsigned long executions; /* complete ones, of the last search */
    unsigned long redundant;  /* cut short as equivalent to one that was seen */
    unsigned long failing;    /* of the complete ones */
    bool whole;               /* these are one of each class of schedules that there are; else some
                                 of these classes, or drawn at random */
    unsigned long schedules;  /* that were run, in all searches, whether or not they count above */
    unsigned long first;  /* the number, from 1, of the first of these that failed; 0: none did */
    unsigned long events; /* accesses and calls, in all */
    unsigned long steps;  /* those of them at which the scheduler chose */
    int preemptions;      /* with up to that many, all schedules were seen; -1: all there are;
                             -2: not even those with none */
    /* What was drawn at random, in all searches: how many schedules, by which mode (NULL: none);
     * how many of them by PCT, and the most that the chance can be that these missed a bug of depth
     * 1, and of depth 2 (1: nothing is known of it). */
    struct {
        unsigned long schedules, pct;
        const char *mode;
        double missed[2];
    } sampled;
    double seconds;
    struct interleave_outcome *outcomes; /* sorted by value */
    size_t outcome_count;
    const char *uncontrolled;    /* what ran that the library doesn't control, or NULL */
    const void *uncontrolled_at; /* where it was called, NULL if that isn't known */
    const char *misfit;          /* of INTERLEAVE_REPLAY: NULL, or why it wasn't what was asked for:
                                    "no schedule" or "another program" */
    int threads;                 /* the most that one execution had */
    /* Of INTERLEAVE_FAIR: how many threads were there at the same time beside the main one; the
     * steps that were done meanwhile, and the main thread's among them; in how many turns; and how
     * many in the longest row of each thread in which no other one did any.
     * If the program ended with an outcome, also: the accesses to memory on which the outcome
     * depends, and the longest rows of these; whether the outcome is the same if the threads do
     * nothing, or end after half of their steps, and the main thread does no more for it; and a
     * hash of all that the threads did and wrote, 0: not known. */
    struct {
        int together;
        long steps, of_main, turns, alone;
        long telling, telling_alone;
        bool right_idle, right_halved;
        unsigned long acts;
    } overlap;
    /* The same: the longest sleep of a thread that held a lock meanwhile: the lock's address, 0:
     * there was none; where it slept; for how long, by the program's own clock. */
    struct {
        unsigned long lock;
        const void *at;
        long nanoseconds;
    } sleep;
};

/*
 * Runs the function under the scheduler, again and again, as the options say. Global variables of
 * the program, its heap and its threads' stacks are, at each execution's start, as they were at the
 * call; what the function's caller keeps on its own stack is not touched. Not reentrant.
 * Returns a result that the caller releases; NULL only without memory (errno is ENOMEM).
 */
struct interleave_result *interleave_explore(long (*function)(void *argument), void *argument,
                                             const struct interleave_options *options);
void interleave_release(struct interleave_result *result);

/* "data race", "deadlock", …: what a failure is called. */
const char *interleave_failure_name(enum interleave_failure failure);

/* Fails the execution unless the condition holds; outside an exploration it is assert. */
#define interleave_assert(condition) \
    ((condition) ? (void)0 : interleave_assertion_failed(#condition, __FILE__, __LINE__))
__attribute__((noreturn)) void interleave_assertion_failed(const char *condition, const char *file,
                                                           int line);

/* States what the program came to and what it should have, from anywhere in it; for a program with
 * a main, whose exit status says less. Does nothing outside an exploration. */
void interleave_outcome(long actual, long expected);

#ifdef __cplusplus
}
#endif
#endif
