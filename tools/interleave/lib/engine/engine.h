/*
 * engine.h - what the parts of the library share: one execution under way.
 *
 * Theory of operation. The program's threads are fibers (fiber.h), of which one runs at a time.
 * Each instrumented access, atomic operation and pthread call comes in here. Those at which it
 * matters who goes first are *steps*: the thread announces what it is about to do (engine_step) and
 * goes on when the search (strategy.h) chooses it. An execution ends when the function returns,
 * fails, or can't go on; its fibers are left where they are, memory is put back as it was
 * (world.h), and the next one starts from the beginning, along another schedule.
 *
 * Plain accesses are no steps at first. Happens-before is tracked for every one of them (memory.c),
 * and where a data race shows, the place becomes *visible*: from then on, accesses to it are steps,
 * and the search begins anew. Without data races, synchronisation alone decides what a program can
 * do (the DRF guarantee: Adve and Hill, ISCA 1990), so nothing is missed.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include "core/fiber.h"
#include "interleave.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

/* Virtual time begins then, in every execution: seconds, as time has them. */
enum { VIRTUAL_EPOCH = 1700000000 };

enum { MAX_THREADS = INTERLEAVE_MAX_THREADS };

typedef unsigned __int128 thread_set;

/* By halves, as shifts of both together take longer. */
static inline thread_set only(int thread)
{
    const uint64_t bit = (uint64_t)1 << (thread & 63);
    return thread < 64 ? (thread_set)bit : (thread_set)bit << 64;
}

static inline bool has(thread_set set, int thread)
{
    const uint64_t half = thread < 64 ? (uint64_t)set : (uint64_t)(set >> 64);
    return (half >> (thread & 63) & 1) != 0;
}

/* The half of a set in memory that has the thread. */
typedef uint64_t half_set __attribute__((may_alias));
static inline half_set *half_of(thread_set *set, int thread)
{
    _Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lower half comes first");
    return (half_set *)set + ((unsigned)thread >> 6);
}

/* Adds it to a set, or takes it out: only half of the set is touched. */
static inline void set_add(thread_set *set, int thread)
{
    *half_of(set, thread) |= (uint64_t)1 << (thread & 63);
}

static inline void set_remove(thread_set *set, int thread)
{
    *half_of(set, thread) &= ~((uint64_t)1 << (thread & 63));
}

static inline int lowest(thread_set set)
{
    const uint64_t low = (uint64_t)set;
    return low != 0 ? __builtin_ctzll(low) : 64 + __builtin_ctzll((uint64_t)(set >> 64));
}

/* Sets are small, and not every processor counts bits in one instruction. */
static inline int count_of(thread_set set)
{
    int count = 0;
    for (uint64_t low = (uint64_t)set; low != 0; low &= low - 1) {
        count++;
    }
    for (uint64_t high = (uint64_t)(set >> 64); high != 0; high &= high - 1) {
        count++;
    }
    return count;
}

#define for_each_thread(thread, set)                               \
    for (thread_set left_ = (set); left_ != 0; left_ &= left_ - 1) \
        for (int thread = lowest(left_), once_ = 1; once_; once_ = 0)

/* A vector clock: how far each thread had come, as far as whoever has the clock knows. */
struct clock {
    uint32_t known; /* entries from here on are 0 */
    uint32_t at[MAX_THREADS];
};

static inline uint32_t clock_at(const struct clock *clock, int thread)
{
    return (uint32_t)thread < clock->known ? clock->at[thread] : 0;
}

static inline void clock_copy(struct clock *to, const struct clock *from)
{
    to->known = from->known;
    for (uint32_t i = 0; i < from->known; i++) {
        to->at[i] = from->at[i];
    }
}

static inline void clock_join(struct clock *to, const struct clock *from)
{
    while (to->known < from->known) {
        to->at[to->known++] = 0;
    }
    for (uint32_t i = 0; i < from->known; i++) {
        to->at[i] = to->at[i] < from->at[i] ? from->at[i] : to->at[i];
    }
}

/* What steps have in common that do not commute: the same place in memory, the same mutex. */
struct place {
    uint32_t execution; /* in which the rest holds, but for strict */
    bool strict;        /* always: each order of its stores counts; see races.h */
    bool unobserved;    /* what came last is a store that nobody has read yet */
    uint8_t stored;     /* to which bytes stores were, in one number; 0: there was none */
    struct touch *last; /* NULL: none */
    struct clock *left; /* what a release here passed on that was no step itself; or NULL */
};

/* That a step of this execution was at a place. */
struct touch {
    struct place *place;
    struct touch *before; /* the one before it at that place, or NULL */
    /* The last one before it that writes; of a store: that is no store; or NULL. */
    struct touch *write;
    int32_t node;
    bool writes;
    bool stores;                  /* it writes without reading; see races.h */
    bool overwritten;             /* by another store, and nobody had read it */
    const struct clock *observed; /* of a store that was read: what its readers depend on */
};

enum step_kind {
    STEP_NONE,
    STEP_READ,
    STEP_WRITE,
    STEP_ATOMIC,
    STEP_START,      /* the first of each thread */
    STEP_JOIN,       /* can be done when the other thread has finished */
    STEP_LOCK,       /* when the mutex is free */
    STEP_TRY,        /* never waits */
    STEP_TIMED_LOCK, /* as STEP_LOCK, or when its time is up */
    STEP_UNLOCK,     /* a step only where somebody tries */
    STEP_WAIT,       /* gives the mutex back and begins to wait */
    STEP_WOKEN,      /* when signalled, and the mutex is free */
    STEP_SIGNAL,
    STEP_SHARED_LOCK,
    STEP_EXCLUSIVE_LOCK,
    STEP_ARRIVE, /* at a barrier */
    STEP_LEAVE,  /* when all have arrived */
    STEP_TAKE,   /* of a semaphore: when it is above 0 */
    STEP_GIVE,
    STEP_ONCE,
    STEP_INITIALISE,
    STEP_DESTROY,
    STEP_SYSTEM,  /* a call of the system's: when the thread's ready says so */
    STEP_SEND,    /* of a signal, or a request to cancel */
    STEP_DELIVER, /* a handler begins: when its thread lets it */
    STEP_TURN,    /* is over, see QUIET_TURN: concerns nobody */
    STEP_HANG,    /* never done: the thread is in a loop without end */
    STEP_END,     /* of a thread, where signals may come before it; of the process, too, where all
                     is tried, see engine_end_process */
};

struct object;
struct cell;
struct event;

/* What a compare-exchange must find in memory, to write there: else it only reads. */
struct need {
    struct cell *cell;
    uintptr_t at;
    size_t size;
    const void *expected;
};

/* What a thread is about to do. */
struct step {
    enum step_kind kind;
    bool writes;   /* doesn't commute with another step at the same place, even if that one reads */
    bool blind;    /* writes, and doesn't look at what was there */
    bool section;  /* of a lock: what is done until the unlock may belong to it; see sections.h */
    bool may_fail; /* writes only if it succeeds, which the state tells in which it is done */
    uint8_t stores; /* to which bytes of the place, if it writes without reading; else 0 */
    int places;
    struct place *place[2];
    struct object *object;     /* that decides whether the step can be done now, or NULL */
    const struct need *need;   /* of a compare-exchange, else NULL */
    struct place *interrupted; /* reads it, too: where signals come to the thread; or NULL */
    const void *pc;
};

/* LEAVING: it does nothing more, but has not ended: it waits for the process to end. */
enum thread_state { UNUSED, ALIVE, LEAVING, FINISHED };

enum { MOST_HELD = 32, MOST_CALLS = 256, MOST_CLEANUPS = 32, SPIN_READS = 16 };

/* What a thread read since it last wrote: to tell a loop that waits; see spin.h. */
struct spin {
    const void *pc;      /* of the first read in what may be a loop; NULL: none */
    const void *last_pc; /* of the last one */
    uint64_t state;      /* a hash of the stack when it was last there; 0: not known */
    uint64_t begun;      /* the event with which it began */
    int turns;           /* of the loop, in which nothing was new */
    int most_turns;      /* since it went on because nobody else could: parked after so many */
    bool gives_way;      /* by sleeping or yielding */
    bool counts;         /* it was parked for that */
    bool eager;          /* stale was so in a whole turn of a loop: now newer ones are read */
    bool acts;           /* in this turn it took what others see: a lock, a semaphore */
    bool stale;          /* of what was read, something was not the newest store */
    bool parked;
    bool for_good;        /* and not to go on: another execution has its last turn left out */
    int least_held;       /* mutexes, at some time in this turn */
    int64_t now;          /* the thread's time then */
    const void *quiet_pc; /* the same for reads that are no steps */
    uint64_t quiet_state;
    int quiet_turns; /* that were over since its last step, see QUIET_TURN */
    int watched;     /* events, still, in which a state may come back */
    uint64_t watched_state, watched_memory;
    int comparisons;
    int reads;
    const uint32_t *read[SPIN_READS]; /* from here on only so many as reads says hold */
    uint32_t version[SPIN_READS];
};

struct thread {
    int id;
    enum thread_state state;
    struct step next;   /* announced, not done yet */
    uint64_t operand;   /* with which it does an atomic operation, */
    uint64_t expected;  /* and what a compare-exchange is to find */
    const void *enters; /* where it called a function that keeps its registers, see endless.h */
    struct fiber fiber;
    void *(*function)(void *);
    void *argument;
    void *result;
    bool detached;
    int joined_by;                /* the thread that waits for its end, -1: none */
    int waits_for;                /* the thread that it joins */
    int receiver;                 /* of a handler: the thread that it interrupts, else -1 */
    uint32_t steps;               /* that it has done */
    const struct clock *depends;  /* the steps that its next one depends on */
    const struct clock *depended; /* the same before its last, where orders count */

    /* From here to the reads of spin, all is 0 when it starts: THREAD_FRESH. */
    bool joined;
    bool signalled;
    bool signalled_alone;  /* and nobody else waited there any more */
    bool timed, timed_out; /* waits with a time limit; which has come, as nobody else could go on */
    bool spurious;         /* may wake without a signal */
    bool patient;          /* the limit comes only when nobody else can go on */
    bool has_released, has_acquired;
    bool unrecorded;   /* it does what was recorded as a whole */
    bool ends_objects; /* it writes, by a call, what is more than a store; see life.h */
    bool surprises;    /* a handler that interrupts more than a call that waits */
    bool covered;      /* a handler runs in its place */
    bool roused;       /* the wait that rousable says ends now, */
    bool interrupted;  /* because a handler ran */
    bool cancel_requested, cancel_disabled;
    int rousable; /* it is in a wait that ends early: enum wait_kind of signals.h; 0: in none */
    int timeouts; /* that came while others could still go on */
    int held_count;
    int depth; /* of calls */
    int cleanup_count;
    int64_t now;                   /* virtual time, ns since its start */
    struct event *last_event;      /* atomic, where orders count */
    const struct clock *sequenced; /* in which handlers ran, or of one: also known, but only as the
                                      order in memory of what one thread does; or NULL */
    struct spin spin;

    struct object *waits_with; /* the mutex that it locks again when signalled */
    struct clock clock;        /* happens-before */
    struct clock released;     /* at its last release fence */
    struct clock acquired;     /* by relaxed loads, until an acquire fence */
    struct clock seen;         /* in a record: see orders.c */
    struct object *held[MOST_HELD];
    const char *meets_by;                 /* the call with which it uses a mutex or the like */
    const void *calls[MOST_CALLS];        /* only while recording */
    void *cleanups[MOST_CLEANUPS];        /* pthread_cleanup_push, the last one at the end */
    bool (*ready)(const struct thread *); /* for STEP_SYSTEM */
    const char *awaits;                   /* the same in words: "data in a pipe" */
    struct place signals;                 /* where a handler begins in its place */
    struct place cancels;                 /* where it is asked to end */
    uint32_t cancel_version;
    bool has_keys;
    const void *keys[64]; /* thread-specific data */
};

enum {
    THREAD_FRESH = offsetof(struct thread, joined),
    THREAD_FRESH_END = offsetof(struct thread, spin) + offsetof(struct spin, read)
};

/* What may come to threads from others, as a schedule has it in one number behind the mark =; and
 * whether what each does to its floating-point environment is to be kept from others. */
enum {
    INTERRUPTS_BY_SIGNALS = 1,
    INTERRUPTS_OF_PROCESS = 2,
    INTERRUPTS_CANCEL = 4,
    INTERRUPTS_FLOATS = 8
};

enum { SEGMENT_NUMBER = -1, SEGMENT_STORE = -2, SEGMENT_FAILURE = -3 };

/* How a schedule has them as text: of SEGMENT_NUMBER the first, and so on. */
extern const char choice_marks[];

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
    bool switched; /* a thread has gone on in place of another: as in a search, the first to do so,
                      after the main thread alone, doesn't count as a preemption */
    bool stops;    /* at its end, as what it shows has happened */
    bool endless;  /* at its end it is looked whether the threads only try, see endless.h */
    bool tolerant; /* what doesn't fit is left out, instead; see schedule.h */
    bool tried;    /* one of many: that it never ends is not looked into */
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

struct strategy;

struct engine {
    bool active;
    bool thread_pointer_by_call;
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
    bool ending;  /* a thread is at the end of the process; others do what they may before it */
    bool weak;    /* orders weaker than seq_cst count; see orders.h */
    bool weak_wanted;
    bool sections; /* critical sections that commute are one order; see sections.h */
    bool no_sections;
    bool skips_turns;    /* of loops that wait, those that read in vain; see spin.h */
    bool stores_commute; /* unless the second is read; see races.h */
    bool in_section;     /* of which it isn't known yet whether it is one step */
    bool follows_calls;  /* functions of the program tell of their begin and end */
    bool alone;          /* only one thread is alive, and knows of all that the others did */
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
    long steps, max_steps;
    long steps_unasked; /* so many are done before anybody asks whether there may be more */
    long turn_ends;     /* the step with which the last thread's turn is over */
    uint64_t quiet;     /* events since the last step */
    int preemptions;
    int stale; /* loads of other stores than the newest, and stores that were put below others */
    struct strategy *strategy;
    struct thread *threads;
    struct fiber explorer;
    int fibers; /* parked so far */
    struct segment *segments;
    size_t segment_count, segment_room;
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
    int cut_by;         /* and which that is */
    bool out_of_time;   /* before its end, as the search's time is up */
    bool crowded;       /* a thread that was to start one too many goes no further */
    bool full;          /* there was no more scratch */
    long outcome;
    bool has_outcome, has_expected;
    bool judges_status; /* what is expected is an exit status of 0 */
    long stated_expected;
    const void *race_pc[2];   /* the earlier access, the later one */
    const void *race_address; /* what both touch */
    const void *failed_at[2]; /* where another failure shows, NULL: not known; where what it is
                                 about was freed, or NULL */
    uint8_t race_thread[2];
    bool race_writes[2];
    bool race_allocates;                    /* the earlier access is the allocation of the block */
    char message[INTERLEAVE_FAILURES][400]; /* of each that failures has */
    struct stop stop[INTERLEAVE_FAILURES];  /* the same: where it was */
    struct interleave_options options;
    long (*function)(void *);
    void *argument;
    const char *uncontrolled;
    const char *refused;
    const char *instead;         /* of what is refused, or NULL */
    const void *uncontrolled_at; /* the call of either; NULL: not known */
    bool turns_bounded;          /* a loop that counts its turns was held up for others */
    bool memory_bounded;         /* an execution was cut as it had allocated too much */
    bool threads_bounded;        /* the same for threads that it had started */
    bool orders_bounded;         /* some that C17 allows were not tried: too many to keep apart */
    bool timeouts_bounded;       /* some could have come early, and were not tried */
    bool failures_bounded;       /* weak exchanges could have failed more often; see spurious.h */
    uint64_t random;             /* the generator's state */
};

extern struct engine engine;

/* The thread whose fiber runs; NULL in any thread that isn't explored. */
extern __thread struct thread *self;

/* Whether a call comes from the program under exploration. */
static inline bool explored(void)
{
    return __builtin_expect(self != NULL, 1);
}

/* Returns when the step that the running thread has announced is to be done. */
void engine_go(void);

/* Announces the next step and returns when it is to be done. Inline, so that it is built in its
 * place: many small stores, then a wide load to copy them, would stall. */
static inline void engine_step(const struct step *step)
{
    self->next = *step;
    engine_go();
}

/* A signal or a request to cancel has come: where that is new, the search begins anew. */
static inline void engine_want_interrupts(int which)
{
    if ((engine.interrupts_wanted & which) != which) {
        engine.interrupts_wanted |= which;
        engine.again = true;
    }
}

/* For a step that has just been announced as blocked to be looked at again. */
void engine_reconsider(struct object *object);

/* Something else than a thread to choose: a number below count. */
int engine_choose(int count);

/* Which of some stores a load reads, or below which a store is put: an index into their distances
 * from the newest, of which the first is 0. In a replay, the distance itself is known. */
int engine_choose_store(const int16_t *distances, int count);
int engine_store_of_replay(void);

/* Whether an exchange that may fail without a reason does. */
bool engine_choose_failure(void);

/* One sentence about a failure of the execution that has ended. Returns text. */
const char *engine_sentence(enum interleave_failure failure, char *text, size_t size);

/* Ends the execution, as failed in the way that the message says; doesn't return. */
__attribute__((noreturn, format(printf, 2, 3))) void engine_fail(enum interleave_failure failure,
                                                                 const char *format, ...);

/* Notes a failure, and goes on. */
__attribute__((format(printf, 2, 3))) void engine_note(enum interleave_failure failure,
                                                       const char *format, ...);

/* Notes of a thread what it leaves behind, as a failure or as what is only to be told: see
 * interleave_options.leaks. */
void engine_note_leak(int thread, const char *what);

/* The program is at its end: is its outcome what was expected? Notes a failure if not. */
void engine_judge_outcome(void);

/* Ends the execution without a failure. */
__attribute__((noreturn)) void engine_end(void);

/* Something that the library has no control of was used. */
void engine_uncontrolled(const char *what);

/* Something was used with which the exploration can't go on at all; doesn't return. */
__attribute__((noreturn)) void engine_refuse(const char *what);

/* The same, and what a program that is to be explored uses in its place: "a pipe", or NULL. */
__attribute__((noreturn)) void engine_refuse_for(const char *what, const char *instead);

/* Starts a thread, with a stack of at least that size, if it is more than all have. NULL if there
 * are too many, or no memory. */
struct thread *engine_start(void *(*function)(void *), void *argument, bool detached,
                            size_t stack_size);

/* The running fiber, a handler, has returned: goes on with another thread. The handler has the
 * thread-local storage of the thread below it. */
__attribute__((noreturn)) void engine_leave_handler(struct thread *below);

/* The running thread is at its end. */
__attribute__((noreturn)) void engine_finish(void *result);

/*
 * The running thread ends the process with that status, as exit does after its handlers (C17
 * 7.22.4.4), _Exit, or the return from main (5.1.2.2.3). Doesn't return.
 *
 * Nothing orders that with what other threads do, so it may come at any time from now on. Tried is
 * the latest: all others go on until they are through, wait, or come to an end of the process
 * themselves. Whatever goes wrong in a schedule in which the end comes sooner goes wrong in one of
 * those, too, which begins like it; and whatever goes wrong in those is no later than the end. That
 * those who are left wait for ever is no failure, as the process ends. Of several ends, which one
 * gives the status is a choice. Brute force, which must not depend on that reasoning, has the end
 * as a step instead, after which nothing comes.
 *
 * pc: where it was called, for the record; NULL: main has returned.
 */
__attribute__((noreturn)) void engine_end_process(long status, const void *pc);

/* A turn: events of one thread without a step at which another could go on. Then another one may:
 * what they do could be side by side, and one of them may never end. */
enum { QUIET_TURN = 1 << 13 };

/* One event has happened: an access or a call. True if the thread may go on without a step;
 * a replay may stop here. */
void engine_event_slow(void);
static inline void engine_event(void)
{
    engine.events++;
    if (__builtin_expect(engine.replaying || ++engine.quiet > QUIET_TURN, 0)) {
        engine_event_slow();
    }
}

/* The same for one of many that belong to one call: they are no loop. */
static inline void engine_event_of_many(void)
{
    engine.events++;
    if (__builtin_expect(engine.replaying, 0)) {
        engine_event_slow();
    }
}

/* A failure has happened, now. */
void engine_failed(enum interleave_failure failure);

/* Where the schedule that shows the failure stops: at the end of the execution, or, if that was cut
 * before, where it failed; then a full stop ends it. */
struct stop engine_stop(enum interleave_failure failure);

/* The same before the step that the running thread has announced, from which on threads only try.
 */
struct stop engine_stop_before_step(void);

/* The schedule up to there as text, which the caller frees. */
char *engine_schedule(const struct stop *stop);

/* The execution ends here, as too long, or because time is up; doesn't return. */
__attribute__((noreturn)) void engine_cut(void);

/* The running thread is in a loop without end that does nothing new, or can go no further: it never
 * goes on, and what others can do is tried without it. pending: an event was counted that it has
 * still to do. Doesn't return. */
__attribute__((noreturn)) void engine_hang(bool pending);

/* Runs one execution from its start to its end, as the strategy says. */
void engine_run(void);

/* Parks as many threads as needed. Returns 0 or an error number. */
int engine_prepare(int threads);

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

/* Memory that lasts until the end of the execution, aligned for anything, not cleared. */
void *scratch(size_t size);

/* A copy that lasts as long; what it doesn't know it has no room for. */
const struct clock *clock_kept(const struct clock *clock);

/* The same of what both know; it may be one of them. */
const struct clock *clock_joined(const struct clock *one, const struct clock *other);

#endif
