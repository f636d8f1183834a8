/*
 * interleave.h - runs a function of threads through every interleaving, on purpose.
 *
 * The program is C code, compiled and linked by `interleave cc`. That is clang with
 * -fsanitize=thread; this library answers the calls that it inserts, in place of LLVM's runtime.
 * The source doesn't change. While a function is explored, the library replaces pthreads,
 * <stdatomic.h>, malloc and the rest; at all other times it passes each call on. So one Criterion
 * test can run a program natively, and the next one can explore it.
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

/* How many unjoined threads one execution may have, with the one that runs the function. A thread
 * that is joined makes room for another. */
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
    INTERLEAVE_STEP,   /* who asks on the descriptor `commands` chooses each step */
};

/* How an execution can fail. If several kinds are found, the first of them in this order is the
 * verdict's. */
enum interleave_failure {
    INTERLEAVE_RIGHT = 0,
    INTERLEAVE_CRASH,          /* a signal: SIGSEGV, SIGFPE, stack overflow, … */
    INTERLEAVE_ASSERTION,      /* assert, abort, interleave_assert */
    INTERLEAVE_WRONG_RESULT,   /* not what was expected */
    INTERLEAVE_DEADLOCK,       /* every thread waits for another */
    INTERLEAVE_LOST_WAKEUP,    /* a deadlock in which a signal came before its waiter waited */
    INTERLEAVE_LIVELOCK,       /* threads loop, and no thread will ever write what they wait for */
    INTERLEAVE_USE_AFTER_FREE, /* or beyond a block's end, or of a stack frame that is gone */
    INTERLEAVE_MUTEX_MISUSE,   /* unlock by a thread that doesn't hold it, destroy while held, use
                                  before initialisation; of any synchronisation object */
    INTERLEAVE_DATA_RACE,      /* C17 5.1.2.4p25 */
    INTERLEAVE_THREAD_LEAK,    /* neither joined nor detached at the end, or it ended with a mutex;
                                  a failure only where the option leaks says so */
    INTERLEAVE_FAILURES
};

enum interleave_verdict {
    INTERLEAVE_PROVED, /* every class of schedules was covered, everything that ran is modelled, and
                          nothing failed; found may still list a thread leak */
    INTERLEAVE_FAILED, /* see failure, message, schedule */
    INTERLEAVE_BOUNDED,    /* nothing failed, but not all was covered or modelled: see message */
    INTERLEAVE_UNEXPLORED, /* no exploration was possible: see message */
};

/* What to do if main, or the function, returns while a thread is neither joined nor detached. The
 * process just ends then (C17 5.1.2.2.3), so that need not be wrong. But whatever the thread still
 * had to do is lost, and in a program that goes on, its stack is never freed. The same for a thread
 * that ends while it holds a mutex, which then stays locked (POSIX.1-2017, pthread_mutex_lock). */
enum interleave_leaks {
    INTERLEAVE_LEAKS_WARN, /* in found, with a schedule that shows it, but no failure */
    INTERLEAVE_LEAKS_FAIL,
    INTERLEAVE_LEAKS_IGNORE /* never found */
};

struct interleave_options {
    enum interleave_mode mode;
    const long *expected; /* what the function must return; NULL: any value is right */
    unsigned long seed;   /* for the random modes: the same seed, the same schedules */
    long max_executions;  /* 0: no limit */
    double max_seconds;   /* on the clock, 0: no limit */
    long max_steps;       /* in one execution; a longer one is cut, and the message says so */
    long max_memory;     /* MiB that one execution may allocate; one that needs more is cut, and the
                            message says so; 0: no limit but the room that there is */
    int max_preemptions; /* for find */
    long divide_after;   /* executions after which a proof uses all processors; 0: never */
    bool stop_at_first;  /* at the first failure, instead of counting how many fail */
    bool outcome_wanted; /* ending without a call of interleave_outcome is a wrong result */
    bool ignore_races;   /* don't report data races; plain accesses are then not steps */
    bool sequential;     /* loads return the newest store, whatever the memory orders allow */
    bool each_lock_order;  /* count each order of critical sections that commute */
    bool each_write_order; /* count each order of writes of which only the last is read */
    bool from_start;       /* for prove: each execution begins at the start, also where one could
                              begin in the middle of the one before. What comes of it is the same */
    bool compare_marks;    /* for tests of the explorer: where an execution begins in the middle of
                              another, its state is compared with that of one from the start. If
                              they differ, that is told, and the process ends with status 70 */
    enum interleave_leaks leaks;
    bool spurious_wakeups; /* condition variables may wake without a signal (POSIX allows it) */
    bool idle;             /* for fair: threads end where they begin, as what is left then is not
                              their work; there are no trials */
    const char *schedule;  /* for replay, as a result gave it */
    bool make_small;       /* make a failure small that is found: see interleave_small */
    int commands;          /* for step: where they come from; see lib/search/commanded.h */
    const char *from;      /* search only what begins with that schedule; NULL: all. What is shown
                              then is no simpler than that */
    long stop_at;          /* for a debugger: the number of an event of the replay's trace, before
                              which interleave_stop_here is called; 0: none */
    long older_at;         /* for replay: the plain read with this number in the trace gets */
    long older;            /* this value, as if it had come from before the write that it races
                              with: no schedule, but what C17 allows to such a read. 0: none does */
    int trace; /* a descriptor to which replay writes a line of JSON for each event; with
                  make_small, so does any mode: the events of the small schedule, then
                  {"begins":"passing"} and those of the one that passes */
};

#define INTERLEAVE_DEFAULTS                                                                    \
    {                                                                                          \
        .max_seconds = 60, .max_steps = 20000, .max_preemptions = 1000, .divide_after = 30000, \
        .seed = 1, .trace = -1                                                                 \
    }

/* A value that the function returned, in how many executions it did, and whether it wasn't what was
 * expected in one of them. */
struct interleave_outcome {
    long value;
    unsigned long count;
    bool is_wrong;
};

/* A kind of failure, with the simplest schedule that was found to show it. */
struct interleave_found {
    unsigned long count; /* in how many executions; 0: not found */
    int preemptions;
    int stale; /* loads of an older store, and stores put before older ones */
    char *schedule;
    char *message;       /* one sentence */
    const void *pc[2];   /* return addresses. For a race: the two accesses, the earlier first; else
                            where it failed, and where the object was freed. NULL: not known */
    const void *address; /* for a race: the address that both access */
};

/* A failing schedule made small by trying others (fewest preemptions, then fewest events), and the
 * schedule that passes and departs from it as late as possible. */
struct interleave_small {
    char *schedule;         /* fails in the same way; NULL: nothing was made small */
    char *message;          /* what it comes to, in one sentence */
    int preemptions, stale; /* as above */
    unsigned long events;
    char *passing;       /* NULL: none was found, or none was looked for, as for a data race */
    unsigned long tried; /* how many schedules were tried to find it */
};

struct interleave_result {
    enum interleave_verdict verdict;
    enum interleave_failure failure; /* of INTERLEAVE_FAILED */
    const char *message;             /* one sentence about the verdict; never NULL */
    const char *schedule;            /* one that fails, for replay; NULL if none does */
    struct interleave_found found[INTERLEAVE_FAILURES];
    struct interleave_small small; /* of the failure; empty without make_small */
    unsigned long executions;      /* complete executions in the last search */
    unsigned long redundant;       /* executions that were cut, as equivalent to an earlier one */
    unsigned long failing;         /* complete executions that failed */
    unsigned long resumed;         /* those that began where an earlier one had been, not at main */
    bool whole;              /* executions counts one of each class of schedules; else only some
                                of the classes, or schedules drawn at random */
    unsigned long schedules; /* all schedules that were run, in all searches */
    unsigned long first;  /* the number, from 1, of the first of these that failed; 0: none did */
    unsigned long events; /* accesses and calls in all executions */
    unsigned long steps;  /* those at which the scheduler had a choice */
    int preemptions;      /* all schedules with up to so many preemptions were covered; -1: all
                             schedules; -2: not even those without a preemption */
    /* Schedules drawn at random, in all searches: how many, and by which mode (NULL: none were);
     * how many by PCT, and an upper bound on the chance that these missed a bug of depth 1, and one
     * of depth 2 (1: unknown). */
    struct {
        unsigned long schedules, pct;
        const char *mode;
        double missed[2];
    } sampled;
    double seconds;
    struct interleave_outcome *outcomes; /* sorted by value */
    size_t outcome_count;
    bool spurious_wakeups;    /* they were among what was tried, or nobody waited on a condition
                                 variable */
    const char *uncontrolled; /* something that ran and isn't modelled; NULL: there was nothing */
    const void *uncontrolled_at; /* the return address of that call; NULL: not known */
    const void *endless_at;      /* where an execution was when it was cut as too long, or by the
                                    clock, if none ever ended; else NULL */
    int endless_thread;          /* whose turn it was, */
    void *(*endless_function)(void *); /* what that thread runs; NULL: main */
    bool endless_quietly; /* for long it had neither waited nor done anything atomic, nor called
                             anything by which another thread could have ended it */
    const char *misfit;   /* for INTERLEAVE_REPLAY, why the schedule doesn't fit: "no schedule"
                             or "another program"; NULL: it does */
    int threads;          /* the most that one execution had */
    /* Of INTERLEAVE_FAIR: how many threads were there at the same time beside the main one; the
     * steps that were done meanwhile, and the main thread's among them; in how many turns; and how
     * many in the longest row of each thread in which no other one did any. Without the main
     * thread, and with what each does to its own variables: the steps that were done beside another
     * thread, and the longest rows in which all others waited for a lock.
     * If the program ended with an outcome, also: the accesses to memory on which the outcome
     * depends, and the longest rows of these; whether the outcome is the same if the threads do
     * nothing, or end after half of their steps, and the main thread does no more for it; how many
     * threads do an eighth of the work or more, so that it is missing without them, up to two; a
     * hash of all that the threads did and wrote, 0: not known. */
    struct {
        int together;
        long steps, of_main, turns, alone, beside, shut_out;
        long telling, telling_alone;
        bool right_idle, right_halved;
        int good_parts;
        unsigned long acts;
    } overlap;
    /* Also for INTERLEAVE_FAIR: the longest sleep of a thread that held a lock: the lock's address
     * (0: there was no such sleep); where it slept; for how long, by the program's own clock. */
    struct {
        unsigned long lock;
        const void *at;
        long nanoseconds;
    } sleep;
};

/*
 * Runs the function under the scheduler, again and again, as the options say. At the start of each
 * execution, the program's global variables, its heap and its threads' stacks are as they were at
 * this call. The caller's own stack is never changed. Not reentrant. Returns a result that the
 * caller releases, or NULL if there is no memory (errno is ENOMEM).
 */
struct interleave_result *interleave_explore(long (*function)(void *argument), void *argument,
                                             const struct interleave_options *options);
void interleave_release(struct interleave_result *result);

/* The name of a failure: "data race", "deadlock", … */
const char *interleave_failure_name(enum interleave_failure failure);

/* Fails the execution unless the condition holds; outside an exploration it is assert. */
#define interleave_assert(condition) \
    ((condition) ? (void)0 : interleave_assertion_failed(#condition, __FILE__, __LINE__))
__attribute__((noreturn)) void interleave_assertion_failed(const char *condition, const char *file,
                                                           int line);

/* States the program's result, and the one that is right. May be called anywhere in the program. It
 * is for a program with a main, whose exit status says less. Does nothing outside an exploration.
 */
void interleave_outcome(long actual, long expected);

#ifdef __cplusplus
}
#endif
#endif
