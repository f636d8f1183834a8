/*
 * making_cause.h - what the files that look for causes share: each knows some kinds of failure.
 */
#ifndef MAKING_CAUSE_H
#define MAKING_CAUSE_H

#include "cause.h"

struct making {
    const struct acts *acts;
    const struct failure *failure;
    struct names *names;
    struct cause *cause;
};

/* What a thread is called, and what an act touches; in a buffer that a later call reuses, but not
 * one of the next seven. */
const char *who(const struct making *making, int thread);
const char *who_acts(const struct making *making, int act);
const char *thing(const struct making *making, int act);
/* The same with its kind, of an object to synchronise by: mutex "lock". */
const char *object_called(const struct making *making, int act);

static inline const struct act *act_at(const struct making *making, int act)
{
    return &making->acts->all[act];
}

/* The library's message, with the threads' names and without the full stop at its end; in a buffer
 * that the next call reuses. */
const char *told_message(const struct making *making);

/* Puts an act among the keys, at its place; nothing for NO_ACT. */
void key(const struct making *making, int act);

/* Adds a place, the fatal one first. */
__attribute__((format(printf, 3, 4))) void place(const struct making *making, int act,
                                                 const char *role, ...);

/* Names the cause. Returns true, for the caller to return. */
__attribute__((format(printf, 3, 4))) bool say(const struct making *making, const char *kind,
                                               const char *sentence, ...);

/* "reads", "writes" or "changes". */
const char *deed(const struct act *act);

/* Does the act's line in the source begin with if or while, or hold a ?: */
bool is_condition(const struct making *making, int act);

/* The signaller's last write of something shared before it signals, in the same critical section:
 * what the signal is about. NO_ACT if there is none. */
int changed_before(const struct making *making, int signal);

/* Tests for acts_next and acts_last. */
bool touches_too(const struct act *act, const struct act *given);
bool conflicts_too(const struct act *act, const struct act *given);
bool is_of_object(const struct act *act, const struct act *given);

/* Each returns whether it found the cause. */
bool cause_of_waiting(const struct making *making); /* deadlock, lost wake-up, livelock */
bool cause_in_memory(const struct making *making);  /* use after free, data race, leak, misuse */
bool cause_of_result(const struct making *making);  /* wrong result, failed assertion, crash */

/* Whatever failed: a thread that nobody joins, and that goes on behind the end of who started it.
 */
bool cause_is_missing_join(const struct making *making);

/* The two accesses of the race in this execution, *one before *other; false: it isn't in it. */
bool find_race(const struct making *making, const json_t *race, int *one, int *other);

/* A load by which the thread of act `other` saw what the thread of act `one` stored after that act
 * and before `other`: what the two lack is only the memory order of that load and store. Returns
 * the load, *store: its store; or NO_ACT. */
int seen_store(const struct making *making, int one, int other, int *store);

/* From the weaker order of a store or load: what the two did between them with atomics. */
bool explain_race(const struct making *making, const json_t *race);

#endif
