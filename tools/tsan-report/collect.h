/*
 * collect.h - what the parts of the collector, linked into the watched program, share.
 */
#ifndef COLLECT_H
#define COLLECT_H

#include <stdbool.h>

enum { MOST_LOCKS = 16 };

/* An access as TSan's interface tells it. */
struct access {
    int count; /* how many accesses the report has */
    int thread;
    unsigned long address;
    int size;
    bool write;
    bool atomic;
};

struct held_lock {
    unsigned long mutex; /* its number in the report */
    bool write;          /* held exclusively; false: a read lock */
};

/*
 * Fills locks with what the thread held at the report's access number index; returns how many, or
 * -1 if that can't be told with this TSan.
 */
int locks_held(void *report, int index, const struct access *access, int mutexes,
               struct held_lock locks[static MOST_LOCKS]);

#endif
