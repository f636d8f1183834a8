/* progress.c - how far a measurement has come; see progress.h. */
#include "bench/progress.h"

#include "common/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 30 };
static const double quiet_seconds = 2;

void progress_start(struct progress *progress, long all)
{
    *progress = (struct progress){.all = all, .started = seconds_now()};
}

void progress_step(struct progress *progress)
{
    const double elapsed = seconds_now() - progress->started;
    char bar[BAR + 1];
    progress->done++;
    if (elapsed < quiet_seconds || !isatty(STDERR_FILENO)) {
        return;
    }
    const long left = progress->all - progress->done;
    memset(bar, '.', BAR);
    memset(bar, '#', (size_t)(progress->done * BAR / progress->all));
    bar[BAR] = '\0';
    fprintf(stderr, "\r[%s] run %ld of %ld, %.0f s left\033[K", bar, progress->done, progress->all,
            elapsed * (double)left / (double)progress->done);
    progress->shown = true;
}

void progress_end(struct progress *progress)
{
    if (progress->shown) {
        fputs("\r\033[K", stderr);
        progress->shown = false;
    }
}
