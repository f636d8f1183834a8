/* spurious.c - weak compare-exchanges that fail without a reason; see spurious.h. */
#include "engine/spurious.h"

#include "core/strategy.h"
#include "engine/endless.h"
#include "engine/spin.h"
#include "search/proof/sections.h"
#include "world/world.h"

#define STATE __attribute__((section("interleave_state")))

enum { MOST_FAILURES = 1 }; /* of a thread in an execution */

/* A thread that comes to an exchange. */
struct arrival {
    uint32_t execution;
    const struct thread *thread;
    const void *pc;
    uint64_t state;
    uint64_t memory;
    long steps;
};

/* Of each thread the latest one, and how often its exchanges have failed like that. */
STATE static struct {
    struct arrival latest;
    uint32_t execution;
    int failures;
} threads[MAX_THREADS] = {{.failures = 0}};

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
    *now =
        (struct arrival){.execution = engine.execution, .thread = self, .pc = pc, .state = state};
    if (engine.strategy == &prove_strategy && !engine.replaying && is_as_before(now)) {
        engine.redundant = true;
        engine_end();
    }
}

bool spurious_failure(void)
{
    endless_heed(); /* a failure more could lead out */
    const int me = self->id;
    if (threads[me].execution != engine.execution) {
        threads[me].execution = engine.execution;
        threads[me].failures = 0;
    }
    if (threads[me].failures == MOST_FAILURES) {
        engine.failures_bounded |= !engine.replaying && !engine.strategy->samples;
        return false;
    }
    if (engine.in_section) {
        sections_spoil();
    }
    if (!engine_choose_failure()) {
        return false;
    }
    threads[me].failures++;
    spin_end(); /* a turn of a loop that was over for no reason is no turn in which it waits */
    failed = threads[me].latest;
    failed.memory = world_hash();
    failed.steps = engine.steps;
    return true;
}
