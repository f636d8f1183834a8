/*
 * cause.h - why an execution failed, in one sentence and in the field's terms, and the few accesses
 * and calls that show it.
 *
 * Nearly all concurrency bugs other than deadlocks break what was meant to be atomic or in order,
 * and show in the order of at most four accesses (Lu, Park, Seo, Zhou, "Learning from mistakes",
 * ASPLOS 2008). Which four is known best from the nearest schedule that passes: what differs is
 * where it departs from the one that fails (Zeller, "Isolating cause-effect chains from computer
 * programs", FSE 2002). So a wrong result is explained by the accesses around that point, and only
 * without one by the first such pattern in the trace. Where neither says anything, the cause has
 * no sentence: nothing is guessed.
 */
#ifndef CAUSE_H
#define CAUSE_H

#include "acts.h"

/* What is to be explained. All of it outlives the cause. */
struct failure {
    const char *kind;      /* as the result has it: "wrong result", "deadlock", … */
    const char *message;   /* the result's */
    const json_t *race;    /* the entry of `found` of a data race that was found too, or NULL */
    const json_t *found;   /* the one of the failure itself, or NULL */
    const json_t *leak;    /* the one of a thread leak that was found too, or NULL */
    const json_t *passing; /* the trace of the nearest schedule that passes, or NULL */
};

enum { MOST_KEYS = 16, MOST_PLACES = 3, ROLE_SIZE = 300 };

/* A place in the source that has a part in it. */
struct cause_place {
    int act;
    char role[ROLE_SIZE]; /* "A writes value back" */
};

struct cause {
    char kind[NAME_SIZE];     /* "lost update", "atomicity violation", …; or the failure's kind */
    char sentence[TEXT_SIZE]; /* empty: nothing is known that the message doesn't say */
    int keys[MOST_KEYS];      /* the acts that show it, in their order */
    int key_count;
    int fatal;             /* the act at which it goes wrong; NO_ACT: there is none */
    int turning;           /* the act at which the nearest passing schedule departs, or NO_ACT */
    int goes_on;           /* the thread that goes on there when it passes, or NO_ACT */
    int left_locked;       /* the wait for a lock whose holder has ended, or NO_ACT */
    int may_read;          /* of a race: the read that could return an older value, or NO_ACT; */
    char older[NAME_SIZE]; /* which one, in words, */
    long older_value;      /* and as the trace has it */
    struct cause_place places[MOST_PLACES]; /* the fatal one first */
    int place_count;
};

/* Does the sentence about the cause begin with what came out, as in "Deadlock: …"? Then the message
 * says nothing more. */
bool cause_says_all(const char *sentence, const char *message);

/* Says of a data race that was found, too, how it shows in the same trace. False if it doesn't. */
bool cause_of_race(const struct acts *acts, const struct failure *failure, struct names *names,
                   struct cause *cause);

/* Finds out. */
void cause_of(const struct acts *acts, const struct failure *failure, struct names *names,
              struct cause *cause);

#endif
