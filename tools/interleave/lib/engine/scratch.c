/* scratch.c - memory that lasts until the end of the execution; see engine.h. */
#include "engine/engine.h"

#include "engine/inside.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { SCRATCH_SIZE = 1 << 28 };

STATE static char *scratch_start = NULL;
STATE static size_t scratch_used = 0;

void scratch_renew(void)
{
    scratch_used = 0;
}

void *scratch(size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (scratch_start == NULL) {
        scratch_start = mmap(NULL, SCRATCH_SIZE, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (scratch_start == MAP_FAILED) {
            abort();
        }
    }
    if (scratch_used + size > SCRATCH_SIZE) {
        engine.cut = engine.too_long = engine.full = true;
        engine_end();
    }
    void *memory = scratch_start + scratch_used;
    scratch_used += size;
    return memory;
}

const struct clock *clock_kept(const struct clock *clock)
{
    struct clock *copy = scratch(offsetof(struct clock, at) + clock->known * sizeof clock->at[0]);
    clock_copy(copy, clock);
    return copy;
}

const struct clock *clock_joined(const struct clock *one, const struct clock *other)
{
    if (other->known == 0 || one == other) {
        return one;
    }
    const uint32_t known = one->known > other->known ? one->known : other->known;
    struct clock *both = scratch(offsetof(struct clock, at) + known * sizeof both->at[0]);
    clock_copy(both, one);
    clock_join(both, other);
    return both;
}
