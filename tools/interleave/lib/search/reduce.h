/*
 * reduce.h - a failing schedule made small, and the nearest one that passes.
 *
 * Theory of operation. A schedule is a list of segments: who goes on, for how many events. It is
 * changed a little, run once (schedule.h, REPLAY_TOLERANT: what no longer fits is left out), and
 * kept if the execution still fails in the same way and is simpler: fewer preemptions, loads and
 * stores out of order among them; then fewer events; then fewer segments. What is tried: to put in
 * a row what each thread does in a part of the schedule, the largest parts first; to let a thread
 * do the next of its segments at once, or this one not before that; to leave a segment out; to read
 * the newest store after all. (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
 * input", TSE 2002; for schedules: Jalbert and Sen, "A trace simplification technique for effective
 * debugging of concurrent programs", FSE 2010.) It ends where none of these is simpler.
 *
 * The nearest schedule that passes departs from the small one as late as can be: at a preemption,
 * which is left out; or else anywhere, and goes on with another thread, or without a preemption
 * (Choi and Zeller, "Isolating failure-inducing thread schedules", ISSTA 2002). So what decides is
 * done there.
 *
 * All of it is one execution after another in this process. How many there are is bounded by their
 * events, so that the same comes out in every run; time is a limit only for what is slow.
 */
#ifndef REDUCE_H
#define REDUCE_H

#include "engine/engine.h"

/*
 * Makes the schedule small that fails so, and finds the nearest one that passes; writes the traces
 * of both to options.trace, unless that is -1 (record.h), the second behind a line
 *
 *     {"begins":"passing"}
 *
 * until: on deadline_now's clock, 0: whenever. What small points to is the caller's to free. False,
 * and nothing is written, if the schedule does not fail so, or without memory.
 */
bool reduce(enum interleave_failure failure, const char *schedule, double until,
            struct interleave_small *small);

#endif
