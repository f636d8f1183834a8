/* scratch.c - memory that lasts until the end of the execution; see engine.h. */
#include "engine/engine.h"

#include "engine/inside.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { SCRATCH_SIZE = 1 << 28 };

STATE static char *scratch_start = NULL;

void scratch_renew(void)
{
    engine.scratch = scratch_start;
}

size_t scratch_in_use(char **start)
{
    *start = scratch_start;
    return (size_t)(engine.scratch - scratch_start);
}

void scratch_shrink(size_t used)
{
    engine.scratch = scratch_start + used;
}

void scratch_clear(void)
{
    if (scratch_start != NULL) {
        madvise(scratch_start, SCRATCH_SIZE, MADV_DONTNEED);
    }
}

static void make_scratch(void)
{
    scratch_start = mmap(NULL, SCRATCH_SIZE, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (scratch_start == MAP_FAILED) {
        abort();
    }
    engine.scratch = scratch_start;
    engine.scratch_end = scratch_start + SCRATCH_SIZE;
}

void *scratch_first_or_last(size_t size)
{
    if (scratch_start == NULL) {
        make_scratch();
        return scratch(size);
    }
    engine.cut = engine.too_long = engine.full = true;
    engine_end();
}

const struct clock *clock_kept(const struct clock *clock)
{
    struct clock *copy = scratch(clock_size(clock->known));
    clock_copy(copy, clock);
    return copy;
}

const struct clock *clock_of_both(const struct clock *one, const struct clock *other)
{
    const struct clock *longer = one->known < other->known ? other : one;
    const struct clock *shorter = longer == one ? other : one;
    struct clock *both = scratch(clock_size(longer->known));
    clock_copy(both, longer);
    clock_join(both, shorter);
    return both;
}
