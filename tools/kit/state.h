/*
 * state.h - where a student stands with one exercise, as told by the files alone.
 *
 * What a check found is believed only if it is about the source as it is now: result.json names
 * the hash of what it judged.
 */
#ifndef STATE_H
#define STATE_H

#include "kit/exercises.h"

enum state {
    STATE_TO_READ, /* nothing to fix */
    STATE_FIXED,
    STATE_NOT_FIXED,  /* a check failed; detail says which, and its summary */
    STATE_NO_VERDICT, /* this machine can't run a check; detail says which, and its summary */
    STATE_CHANGED,    /* edited since its last check */
    STATE_UNCHECKED,  /* edited, and never checked */
    STATE_UNTOUCHED,  /* still the original, of which no check is known that still holds */
    STATE_TROUBLE,    /* its files are not as they must be; problem says how */
    STATES,
};

struct standing {
    enum state state;
    char *detail;  /* what the telling check said ("total: …"), or NULL */
    char *problem; /* STATE_TROUBLE: what is wrong, else NULL */
    char *remedy;  /* STATE_TROUBLE: what to type, else NULL */
    bool builds;   /* STATE_NOT_FIXED: false where the compiler or the linker refused it */
    int status;    /* STATE_TROUBLE: the exit status, 2 the exercise's folder, 3 build/; else 0 */
};

/* Reads where the exercise stands. The caller releases it. */
struct standing standing_read(const struct exercise_place *place);

/* Frees what standing_read allocated. */
void standing_release(struct standing *standing);

/*
 * Is the exercise only for reading? One that was never built has no contract.json yet; then
 * original.c tells, which only those have in which something is to be fixed.
 * Returns 0 and sets *to_read, or returns an error number: EINVAL where contract.json is garbled.
 */
int exercise_to_read(const struct exercise_place *place, bool *to_read);

#endif
