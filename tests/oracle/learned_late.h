/*
 * learned_late.h - a program that shows in few of its executions that it has a data race, so that a
 * proof that is divided learns it in a child.
 */
#ifndef LEARNED_LATE_H
#define LEARNED_LATE_H

/* What is explored; it doesn't use its argument. Returns the order of the turns, and what the racy
 * updates made of it. */
long learned_late(void *argument);

#endif
