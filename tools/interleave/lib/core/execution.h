/*
 * execution.h - the execution under way, as data: what all of the library knows of it.
 *
 * core is the lowest layer: what the others work on, and decides nothing by itself. The program's
 * threads (thread.h) are fibers (fiber.h), one of which runs at a time. Each announces steps
 * (step.h): operations that don't commute where they are at the same place and one writes. Clocks
 * (clock.h) say what happens before what. The path (path.h) has a node for each choice, and a
 * strategy (strategy.h) makes it.
 */
#ifndef EXECUTION_H
#define EXECUTION_H

#include "core/state.h"
#include "core/thread.h"
#include "interleave.h"

/* Virtual time begins then, in every execution: seconds, as time has them. */
enum { VIRTUAL_EPOCH = 1700000000 };

/* What may come to threads from others, as a schedule has it in one number behind the mark =; and
 * whether what each does to its floating-point environment is to be kept from others. */
enum {
    INTERRUPTS_BY_SIGNALS = 1,
    INTERRUPTS_OF_PROCESS = 2,
    INTERRUPTS_CANCEL = 4,
    INTERRUPTS_FLOATS = 8
};

enum { SEGMENT_NUMBER = -1, SEGMENT_STORE = -2, SEGMENT_FAILURE = -3 };

struct segment { /* of a schedule */
    int16_t
        thread; /* or count is a choice of another kind; all but numbers stand after the event */
    uint32_t count;
};

/* Where execution stands with a replay. */
struct replay {
    struct segment *segments; /* of threads; the other choices stand apart, in their order */
    size_t count, at;
    uint32_t *numbers;
    size_t number_count, number_at;
    uint32_t left;
    bool misfit;
    uint64_t misfit_at; /* the event that another thread does, or with another choice */
    bool switched; /* a thread has gone on in place of another: as in a search, the first to do so,
                      after the main thread alone, doesn't count as a preemption */
    bool stops;    /* at its end, as what it shows has happened */
    bool endless;  /* at its end it is looked whether the threads only try, see endless.h */
    bool tolerant; /* what doesn't fit is left out, instead; see schedule.h */
    bool tried;    /* one of many: that it never ends is not looked into */
    bool leads;    /* a search goes on behind it */
    void (*at_step)(void); /* called before each step that the running thread does; or NULL */
};

/* Where a schedule may stop, as what it is to show has happened. */
struct stop {
    size_t segments; /* whole ones before it */
    int thread;      /* and what this one has done since */
    uint64_t events_since;
    uint64_t events; /* in all */
    int preemptions, stale;
    bool endless; /* the threads only try from there on, see endless.h */
};

/* Two accesses: the earlier one, the later one. */
struct race {
    const void *pc[2];
    const void *address; /* what both touch */
    uint8_t thread[2];
    bool writes[2];
    bool allocates; /* the earlier access is the allocation of the block */
};

/* What the search has left out so far, of which a proof must not be silent. */
struct bounded {
    bool turns;    /* a loop that counts its turns was held up for others */
    bool memory;   /* an execution was cut as it had allocated too much */
    bool threads;  /* the same for threads that it had started */
    bool orders;   /* some that C17 allows were not tried: too many to keep apart */
    bool timeouts; /* some could have come early, and were not tried */
    bool wakeups;  /* condition variables could have woken threads without a signal */
    bool failures; /* weak exchanges could have failed more often; see spurious.h */
};

struct strategy;

/* What the functions that the program calls have to do with an execution. */
struct program_calls {
    /* Makes the program's first thread, which is to run engine.function. */
    struct thread *(*begin)(void);
    /* The running thread ends, as by pthread_exit but without its cleanup handlers. */
    void (*leave)(void *result) __attribute__((noreturn));
};

struct engine {
    bool active;
    bool recording;
    bool all_visible;     /* every access is a step */
    thread_set idles;     /* threads that end where they begin: see trials.c */
    uint64_t most_events; /* an execution that has more is cut; 0: as many as it likes */
    bool interruptible;   /* signals are delivered, as an earlier execution showed: see signals.h */
    bool process_signals; /* to any thread, too */
    bool cancels;         /* threads are cancelled: see cancel.h */
    bool floats;          /* each thread has a floating-point environment: see floats.h */
    int interrupts;       /* these in one number: INTERRUPTS_… */
    int interrupts_wanted; /* what was seen so far */
    bool each_end;         /* the end of the process is one, too: for brute force */
    bool replaying;
    bool again;   /* what is a step has changed: begin the search anew */
    bool endless; /* it is looked whether the threads only try, see endless.h */
    bool weak;    /* orders weaker than seq_cst count; see orders.h */
    bool weak_wanted;
    bool sections; /* critical sections that commute are one order; see sections.h */
    bool no_sections;
    bool skips_turns;                /* of loops that wait, those that read in vain; see spin.h */
    bool stores_commute;             /* unless the second is read; see races.h */
    void (*observe)(struct place *); /* then: the last store there is read by what is no step */
    bool resumed;   /* it began at a mark, and not at main: then execution is the number of the
                       one that the mark is from */
    uint32_t begun; /* executions so far, wherever they began */
    void (*before_choice)(void); /* is called once, before the first choice of a thread, or NULL */
    void (*aside)(void);         /* what the explorer does before the execution goes on, or NULL */
    /* From here to the strategy, all but max_steps is the execution's: EXECUTION_OF_ENGINE. */
    bool in_section;    /* of which it isn't known yet whether it is one step */
    bool follows_calls; /* functions of the program tell of their begin and end */
    bool alone;         /* only one thread is alive, and knows of all that the others did */
    uint32_t execution;
    int favoured; /* the one that goes on if nothing is chosen: no preemption; -1: whoever can */
    int current;  /* the thread that runs */
    int last;     /* the one that did the last step, -1: none */
    int count;    /* threads started */
    int alive;
    int unjoined;
    thread_set enabled; /* those whose next step can be done now */
    thread_set local;   /* those whose next step concerns nobody else: done first */
    thread_set parked;  /* those that wait in a loop */
    thread_set altered; /* those whose announced step the last step made another one */
    uint64_t events;
    uint64_t segment_start;
    long steps;
    long steps_unasked; /* so many are done before anybody asks whether there may be more */
    long turn_ends;     /* the step with which the last thread's turn is over */
    uint64_t quiet;     /* events since the last step */
    int preemptions;
    int stale; /* loads of other stores than the newest, and stores that were put below others */
    size_t segment_count; /* of its schedule so far */
    bool ending; /* a thread is at the end of the process; others do what they may before it */
    long max_steps;
    struct strategy *strategy;
    const struct program_calls *program;
    struct thread *threads;
    struct fiber explorer;
    int fibers;                  /* parked so far */
    char *scratch, *scratch_end; /* what is left of the memory for this execution; see scratch() */
    struct segment *segments;
    size_t segment_room;
    struct replay replay;
    /* how the execution at hand ended */
    bool ended;
    unsigned failures; /* a bit for each enum interleave_failure */
    bool leaked;       /* something was left behind, which is only to be told */
    bool cut;          /* before its end: by the search, or too long */
    bool redundant;
    bool in_vain; /* redundant, because a thread waits that was left as it was; see spin.h */
    bool too_long;
    const void *cut_at; /* where the thread was whose turn it was when it was too long, */
    int cut_by;         /* and which that is, */
    void *(*cut_function)(void *); /* with what it runs (NULL: main), */
    bool cut_quietly;              /* and whether it had done no step for long */
    bool out_of_time;              /* before its end, as the search's time is up */
    bool crowded;                  /* a thread that was to start one too many goes no further */
    bool full;                     /* there was no more scratch */
    long outcome;
    bool has_outcome, has_expected;
    bool judges_status; /* what is expected is an exit status of 0 */
    long stated_expected;
    const void *failed_at[2]; /* where another failure shows, NULL: not known; where what it is
                                 about was freed, or NULL */
    struct race race;         /* the first of the execution */
    char message[INTERLEAVE_FAILURES][400]; /* of each that failures has */
    struct stop stop[INTERLEAVE_FAILURES];  /* the same: where it was */
    struct interleave_options options;
    long (*function)(void *);
    void *argument;
    const char *uncontrolled;
    const char *refused;
    const char *instead;         /* of what is refused, or NULL */
    const void *uncontrolled_at; /* the call of either; NULL: not known */
    struct bounded bounded;
    uint64_t random; /* the generator's state */
};

enum {
    EXECUTION_OF_ENGINE = offsetof(struct engine, in_section),
    EXECUTION_OF_ENGINE_END = offsetof(struct engine, max_steps),
    END_OF_ENGINE = offsetof(struct engine, ended),
    END_OF_ENGINE_END = offsetof(struct engine, message),
};

extern OWN struct engine engine;

/* The execution has done what can't be gone back over: see memory/back.h. */
extern OWN bool irreversible;

/* The thread whose fiber runs; NULL in any thread that isn't explored. */
extern OWN __thread struct thread *self;

/* Whether a call comes from the program under exploration, and all that it changes is put back when
 * the search goes back to a step before it: see memory/back.h. */
static inline bool explored_reversibly(void)
{
    return __builtin_expect(self != NULL, 1);
}

/* The same of any other call: what it changes isn't known, so the next execution begins at main. */
static inline bool explored(void)
{
    if (!explored_reversibly()) {
        return false;
    }
    irreversible = true;
    return true;
}

static inline void place_renew(struct place *place)
{
    if (place->execution != engine.execution) {
        place->execution = engine.execution;
        place->stored = 0;
        place->unobserved = false;
        place->last = NULL;
        place->left = NULL;
    }
}

/* Something that the library has no control of was used. */
void engine_uncontrolled(const char *what);

#endif
