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

#include "core/execution.h"

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

/* Ends the execution without a failure. */
__attribute__((noreturn)) void engine_end(void);

/* Something was used with which the exploration can't go on at all; doesn't return. */
__attribute__((noreturn)) void engine_refuse(const char *what);

/* The same, and what a program that is to be explored uses in its place: "a pipe", or NULL. */
__attribute__((noreturn)) void engine_refuse_for(const char *what, const char *instead);

/* A new thread, with a stack of at least that size, if it is more than all have; engine_start is to
 * follow at once. NULL if there are too many, or no memory. */
struct thread *engine_new_thread(void *(*function)(void *), void *argument, bool detached,
                                 size_t stack_size);

/* It can go on from now on, and begins with entry, which doesn't return; what it knows is what the
 * running thread does. */
void engine_start(struct thread *thread, void (*entry)(void));

/* The running fiber, a handler, has returned: goes on with another thread. The handler has the
 * thread-local storage of the thread below it. */
__attribute__((noreturn)) void engine_leave_handler(struct thread *below);

/* The running thread is at its end: there is nothing left that it has to do. */
__attribute__((noreturn)) void engine_finish(void *result);

/* The running thread has come to an end of the process: it goes no further, and the others do what
 * they may. */
__attribute__((noreturn)) void engine_leave_process(void);

/* What the outcome is to be, where that is known. */
long engine_expected_outcome(void);

/* A turn: events of one thread without a step at which another could go on. Then another one may:
 * what they do could be side by side, and one of them may never end. */
enum { QUIET_TURN = 1 << 13 };

/* One event has happened: an access or a call. A replay may stop here. True: meanwhile a search
 * has chosen that the thread does what it has announced. */
bool engine_event_slow(void);
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

/* Halts the execution while the explorer does that on its own stack, with all threads at rest. It
 * goes no further where that has set engine.ended. */
void engine_step_aside(void (*what)(void));

/* The same from where a thread once stepped aside to the end: all is as it was there, and who
 * stepped aside is engine.current. */
void engine_go_on(void);

/* Parks as many threads as needed. Returns 0 or an error number. */
int engine_prepare(int threads);

/* Memory that lasts until the end of the execution, aligned for anything, not cleared. The first of
 * all is made; without enough left, the execution is cut. */
void *scratch_first_or_last(size_t size);
static inline void *scratch(size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (__builtin_expect(size > (size_t)(engine.scratch_end - engine.scratch), 0)) {
        return scratch_first_or_last(size);
    }
    void *memory = engine.scratch;
    engine.scratch += size;
    return memory;
}

/* What is in use of it: so many bytes from *start on; and less of it, from now on. */
size_t scratch_in_use(char **start);
void scratch_shrink(size_t used);

/* All of it is 0, whatever any execution has left there. */
void scratch_clear(void);

/* A copy that lasts as long; what it doesn't know it has no room for. */
const struct clock *clock_kept(const struct clock *clock);

/* The same of what both know. */
const struct clock *clock_of_both(const struct clock *one, const struct clock *other);

/* The same, where it may be one of them. */
static inline const struct clock *clock_joined(const struct clock *one, const struct clock *other)
{
    return other->known == 0 || one == other ? one : clock_of_both(one, other);
}

#endif
