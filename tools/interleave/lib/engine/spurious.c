/* spurious.c - weak compare-exchanges that fail without a reason; see spurious.h. */
#include "engine/spurious.h"

#include "core/strategy.h"
#include "engine/endless.h"
#include "engine/sections.h"
#include "engine/spin.h"
#include "world/world.h"

enum { MOST_IN_A_ROW = 3 }; /* failures of a thread, in one attempt */

/* A thread that comes to an exchange. */
struct arrival {
    uint32_t execution;
    const struct thread *thread;
    const void *pc;
    uint64_t state;
    uint64_t memory;
    long steps;
};

/* What a thread has done in an execution. */
struct attempts {
    struct arrival latest;
    uint32_t execution;
    int failures;
    bool over; /* an exchange could have failed after a failure, and did not */
    const void *failed_at;
    uint64_t failed_in; /* the state in which it failed last */
};
STATE static struct attempts threads[MAX_THREADS] = {{.failures = 0}};

/* The last one that failed like that. */
STATE static struct arrival failed = {0};

/* Nobody else has done a step since the failure, and everything is as it was then. */
static bool is_as_before(const struct arrival *now)
{
    return failed.execution == engine.execution && failed.thread == now->thread &&
           failed.pc == now->pc && failed.steps == engine.steps && failed.state == now->state &&
           failed.memory == world_hash();
}

void spurious_arrive(const void *pc, uint64_t state)
{
    struct arrival *now = &threads[self->id].latest;
    irreversible = true; /* what is noted here isn't kept */
    *now =
        (struct arrival){.execution = engine.execution, .thread = self, .pc = pc, .state = state};
    if (strategy_proves() && !engine.replaying && is_as_before(now)) {
        engine.redundant = true;
        engine_end();
    }
}

/* What the running thread has done in this execution. */
static struct attempts *own_attempts(void)
{
    struct attempts *own = &threads[self->id];
    if (own->execution != engine.execution) {
        *own = (struct attempts){.latest = own->latest, .execution = engine.execution};
    }
    return own;
}

/* One attempt of a thread fails, and again only where it has got somewhere else meanwhile: a loop
 * that counts how often it tries, or another exchange that is tried next. */
static bool may_fail(const struct attempts *own)
{
    return own->failures == 0 ||
           (own->failures < MOST_IN_A_ROW && !own->over &&
            (own->failed_at != own->latest.pc || own->failed_in != own->latest.state));
}

bool spurious_failure(void)
{
    endless_heed(); /* a failure more could lead out */
    struct attempts *own = own_attempts();
    if (!may_fail(own)) {
        own->over = true;
        engine.bounded.failures |= !engine.replaying && !engine.strategy->samples;
        return false;
    }
    if (engine.in_section) {
        sections_spoil();
    }
    if (!engine_choose_failure()) {
        own->over = own->failures > 0;
        return false;
    }
    own->failures++;
    own->failed_at = own->latest.pc;
    own->failed_in = own->latest.state;
    spin_end(); /* a turn of a loop that was over for no reason is no turn in which it waits */
    failed = own->latest;
    failed.memory = world_hash();
    failed.steps = engine.steps;
    return true;
}
