/* operations.c - see operations.h. */
#include "engine/operations.h"

#include "core/real.h"
#include "core/set.h"
#include "core/state.h"

enum { MOST_NESTED = 8 };

/* The operations that each thread is in, the innermost last: the number of the event that began
 * it. */
struct nest {
    int depth; /* may be more than are kept */
    long begun[MOST_NESTED];
};

STATE static struct nest nests[MAX_THREADS] = {{0}};

void operations_begin(void)
{
    __real_memset(nests, 0, sizeof nests);
}

void operations_enter(int thread, long number)
{
    struct nest *nest = &nests[thread];
    if (nest->depth < MOST_NESTED) {
        nest->begun[nest->depth] = number;
    }
    nest->depth++;
}

void operations_leave(int thread)
{
    nests[thread].depth--;
}

int operations_depth(int thread)
{
    return nests[thread].depth;
}

long operations_inside(int thread)
{
    const struct nest *nest = &nests[thread];
    const int kept = nest->depth < MOST_NESTED ? nest->depth : MOST_NESTED;
    return kept > 0 ? nest->begun[kept - 1] : 0;
}
