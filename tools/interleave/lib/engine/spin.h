/*
 * spin.h - loops that wait: a thread that only reads, and comes again to the same place in exactly
 * the same state, can do nothing else until another thread has written what it reads. It is parked
 * until then: nothing is lost by that, since each turn in between would be like the last.
 *
 * "The same state" is meant literally: the thread's whole stack and the registers that a call
 * preserves. A loop that counts its turns (a back-off that grows, a number of attempts) is never in
 * the same state. It is parked after so many turns in which it read nothing new; in a proof, and in
 * half of the loops that random schedules meet, after fewer if it sleeps or yields in between. That
 * may lose what it does after more of them, so it ends the claim of proof; and when nobody else can
 * go on, it does, for twice as many turns each time. Only where it sleeps or yields, as who waits
 * does, and a thousand turns make no difference either, is it a livelock; else it may be work,
 * which goes on until the execution is cut as too long. A turn ends where the loop comes again to
 * the same place in memory, too: to go through a list is no waiting.
 *
 * In a proof, turns are left out. A turn that only reads, and ends in the state in which it began,
 * changes nothing for anybody: whatever comes after it comes as well if the thread waits instead,
 * and makes its next turn later. So after such a turn the thread does nothing more, as if the
 * program had assumed that it doesn't happen. That its reads could have come after others' writes
 * is tried as for all reads, and what those executions show is complete without this one, as each
 * execution with such a turn stands for one that is shorter. At its end, it is told from a
 * livelock: there, nothing of what the thread read in the turn has changed since. (The idea:
 * Kokologiannakis, Ren, Vafeiadis, "Dynamic partial order reductions for spinloops", FMCAD 2021.)
 *
 * So that the first turn can be left out as well, the state counts in which the thread comes to the
 * loop. There, it has what no turn has left yet; so only what is live counts (live.h), if that is
 * known. What else a thread has, and no access tells: errno, its time, and what it has asked of the
 * library. Which reads are in a loop shows when a thread comes to one again; then the search begins
 * anew, for which states are kept there. Where the live state isn't known, two turns are compared
 * by all that is on the stack, without the slots that the next turn overwrites first (dead.h).
 */
#ifndef SPIN_H
#define SPIN_H

#include "engine/engine.h"

/*
 * The running thread is about to read, or to lock, something whose changes version counts. If this
 * is a loop that waits, its next step can't be done before one of the versions in the loop changes.
 */
void spin_visit(const uint32_t *version, const void *pc);

/* The same for a call whose arguments matter for nothing but what asks tells, as a hash: what the
 * thread does after it is then known from its live state; see spin_asks_more. */
void spin_visit_asking(const uint32_t *version, const void *pc, uint64_t asks);

/* The running thread has read that now: its step may have come long after it was announced. */
static inline void spin_has_read(const uint32_t *version)
{
    struct spin *const spin = &self->spin;
    if (spin->pc != NULL && spin->reads > 0 && spin->read[spin->reads - 1] == version) {
        spin->version[spin->reads - 1] = *version;
    }
}

/* The accesses from now on are of a call that has other arguments, or was under way before. */
static inline void spin_asks_more(bool more)
{
    self->spin.asks_more = more;
}

/* The running thread keeps a place to jump to: what it reads then, its code doesn't tell. */
static inline void spin_keeps_place(void)
{
    self->spin.keeps_place = true;
}

/* What the running thread has just read is not the newest store. */
static inline void spin_reads_stale(void)
{
    self->spin.stale = self->spin.reads;
}

/*
 * A loop that waits is known by its stack, down to the frames of the calls from it. So what goes on
 * below in one turn must leave nothing there that is different in the next one: this overwrites
 * what the caller's calls have left.
 */
void sweep_stack(void);

/* Whether stacks were ever compared. They are as far down as the library's own frames, in which
 * there are slots that hold whatever earlier calls left: then that is a part of the state, too. */
extern OWN bool spin_compares_stacks;

/* Whether a thread waits that could go on, but need not: an execution without its last turn shows
 * all that comes then. */
bool spin_in_vain(void);

/* After a step that changed the version by itself: that doesn't count. */
void spin_own_change(const uint32_t *version);

/* The running thread lets others go first, by sleeping or yielding. */
static inline void spin_gives_way(void)
{
    self->spin.gives_way = true;
}

/* Nobody can go on: a thread that was parked although it counts its turns can. False: none can. */
bool spin_resume_one(void);

/* A thread that was parked although it counts its turns goes on, because a replay says so; so does
 * any where the replay is of threads that try for ever (endless.h), each in turns of its own. */
void spin_resume(struct thread *thread);

/* The running thread has written: it isn't just waiting. */
static inline void spin_end(void)
{
    self->spin.pc = NULL;
}

/* Threads whose version has changed may go on. */
void spin_unpark(void);

/* Whether a parked thread must stay. */
bool spin_must_wait(struct thread *thread);

/*
 * Loops without end. A thread that does no step for whole turns (engine.h) may compute, or may be
 * in a loop that nothing ends. That it is if its state comes back: its stack and registers, and all
 * memory that was accessed in this execution, with no step in between; from there on, it does the
 * same again and again. To find that out, some of its events are watched: each as many turns after
 * the last time as there were turns before it, so that long computations are hardly held up.
 */

/* The running thread has done a step. */
static inline void spin_forget_turns(void)
{
    self->spin.quiet_turns = self->spin.watched = 0;
}

static inline bool spin_is_watched(void)
{
    return self->spin.watched > 0;
}

/* A turn of the running thread was over, and it goes on: whether it is watched from now on. */
bool spin_watch(void);

/* At an event that is watched: whether the next one is, too. Doesn't return if the state is back.
 */
bool spin_comes_back(void);

/* For reads that are no steps: whether the thread waits in a loop. Asked for each of some, after so
 * many events of a turn. */
enum { SPIN_AFTER = 2000, SPIN_UNTIL = 4096 };
bool spin_quietly(const void *pc);

#endif
