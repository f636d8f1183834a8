/*
 * asleep.h - a lock that is held while its holder sleeps is right, and slow: everybody who wants it
 * sleeps along. That is worth a remark, and no failure.
 */
#ifndef ASLEEP_H
#define ASLEEP_H

#include "verify/verify.h"

/* The longest such sleep of one execution; addresses are those of the explored program. */
struct asleep {
    unsigned long lock; /* 0: there was none */
    unsigned long at, base;
    long nanoseconds;
};

/* As the explorer told it of an execution in which the threads took turns. */
struct asleep asleep_in(const json_t *explored);

/* Adds the remark to the summary of a check that passed, if there was one, and the exercise says
 * that none is needed (exercise.h, sleeps_need_no_lock). */
void asleep_remark(const struct subject *subject, const struct asleep *asleep,
                   struct finding *finding);

#endif
