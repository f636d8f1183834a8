/*
 * beside.h - a part of the work in a process of its own, so that another part can be done beside
 * it.
 *
 * A process that runs programs (run/run.h) ends all of its descendants after each, so one that has
 * begun such a part must run none itself until that is over.
 */
#ifndef BESIDE_H
#define BESIDE_H

#include <jansson.h>
#include <sys/types.h>

struct beside {
    pid_t process;
    int from; /* what it tells */
};

/*
 * Begins the work, whose result belongs to whoever calls beside_end. The new process sees all
 * memory as it is now, and ends with this one. Returns 0, or an error number, with nothing begun.
 */
int beside_begin(struct beside *beside, json_t *(*work)(const void *context), const void *context);

/* Waits for the end. Returns what the work came to, or NULL if it ended otherwise. */
json_t *beside_end(struct beside *beside);

/* Ends it now, with the program that it runs. */
void beside_stop(struct beside *beside);

#endif
