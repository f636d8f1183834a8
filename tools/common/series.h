/*
 * series.h - the times that one thing took, run after run.
 *
 * The middle of them is told by the median, because a machine that is busy for a moment makes a
 * few runs much slower and none faster: a mean would tell how busy the machine was.
 */
#ifndef SERIES_H
#define SERIES_H

#include <stddef.h>

/* Starts as {0}. The times are kept sorted. */
struct series {
    double *seconds;
    size_t count;
    size_t room;
};

/* Adds a time. Returns 0, or ENOMEM with the series left as it was. */
int series_add(struct series *series, double seconds);

/* The middle one, or the mean of the two in the middle; NAN of no times. */
double series_median(const struct series *series);

/* The shortest and the longest time; NAN of no times. */
double series_least(const struct series *series);
double series_most(const struct series *series);

/* Frees the times; the series is as at the start. */
void series_release(struct series *series);

#endif
