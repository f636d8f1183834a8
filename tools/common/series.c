/* series.c - the times that one thing took; see series.h. */
#include "common/series.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int make_room(struct series *series)
{
    if (series->count < series->room) {
        return 0;
    }
    const size_t room = series->room == 0 ? 16 : 2 * series->room;
    double *seconds = reallocarray(series->seconds, room, sizeof *seconds);
    if (seconds == NULL) {
        return ENOMEM;
    }
    series->seconds = seconds;
    series->room = room;
    return 0;
}

int series_add(struct series *series, double seconds)
{
    const int error = make_room(series);
    if (error != 0) {
        return error;
    }
    size_t place = series->count++;
    for (; place > 0 && series->seconds[place - 1] > seconds; place--) {
        series->seconds[place] = series->seconds[place - 1];
    }
    series->seconds[place] = seconds;
    return 0;
}

double series_median(const struct series *series)
{
    const size_t middle = series->count / 2;
    if (series->count == 0) {
        return NAN;
    }
    return series->count % 2 == 1 ? series->seconds[middle]
                                  : (series->seconds[middle - 1] + series->seconds[middle]) / 2;
}

double series_least(const struct series *series)
{
    return series->count == 0 ? (double)NAN : series->seconds[0];
}

double series_most(const struct series *series)
{
    return series->count == 0 ? (double)NAN : series->seconds[series->count - 1];
}

void series_release(struct series *series)
{
    free(series->seconds);
    *series = (struct series){0};
}
