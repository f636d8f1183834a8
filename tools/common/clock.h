/*
 * clock.h - the clock by which tools measure and wait.
 */
#ifndef CLOCK_H
#define CLOCK_H

/* The seconds since some moment of this machine's, which no setting of the time changes. */
double seconds_now(void);

#endif
