/*
 * progress.h - how far a measurement has come, on standard error, if that is a terminal and if
 * the measurement takes longer than two seconds.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

struct progress {
    long done;
    long all;
    double started;
    bool shown;
};

/* Begins the progress of that many runs. */
void progress_start(struct progress *progress, long all);

/* One more run is done. */
void progress_step(struct progress *progress);

/* Takes away what was shown. */
void progress_end(struct progress *progress);

#endif
