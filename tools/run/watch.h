/*
 * watch.h - looks at a running program from outside, through proc(5).
 */
#ifndef WATCH_H
#define WATCH_H

#include <stddef.h>
#include <sys/types.h>

struct sighting {
    int processes;          /* alive, the first one included */
    size_t resident_bytes;  /* of all of them, see watch_look */
    int ready;              /* threads that run or are ready to, at this moment */
    unsigned long long ran; /* nanoseconds in which the living threads ran */
    /* Nanoseconds in which they were ready to, but had no processor. The kernel adds a wait when it
       is over, so that one that still lasts only shows in ready. What a runtime's own threads wait,
       such as TSan's, is in neither. */
    unsigned long long waited;
};

/*
 * Looks at the process and everything that descends from it. A process that is gone counts 0;
 * where nothing can be seen at all, processes is 0. If there are more processes than most, they are
 * counted and nothing else: they leave us little time. Memory that they share is counted for each,
 * which is soon done, unless that makes it more than most_bytes: then, once in all.
 */
void watch_look(pid_t process, int most, size_t most_bytes, struct sighting *sighting);

/*
 * Kills every process that descends from this one, again and again until none is left, and waits
 * for each. This process must be their subreaper (prctl(2), PR_SET_CHILD_SUBREAPER), so that no
 * orphan gets away.
 */
void watch_kill_descendants(void);

#endif
