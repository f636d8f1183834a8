/*
 * check_concurrent.c - do the threads still work at the same time? With a lock around all that a
 * thread does, or a join before the next thread starts, the total is right in every interleaving,
 * but nothing is concurrent.
 *
 * The explorer runs the program once with its threads taking turns, one step each, for two sizes of
 * work. The larger size is drawn from the seed, so that a program cannot special-case it. Only the
 * steps that come with more work count, so starting and ending don't. If a thread does nearly all
 * of these in one row, while no other thread does anything, the work is serial. What a thread
 * does with its own variables doesn't count, except while all others wait for a lock: if nearly all
 * of the work is done so, by whoever holds the lock in one row, it is serial too, although the
 * caller may hand work over meanwhile. If a run is too long to be seen completely, the part that
 * was seen counts.
 *
 * A program may take its lock for a batch of turns: a thousand increments, then another thread's
 * turn. With less work than a batch, it can only do everything in one row. So a program that looks
 * serial is checked again with MUCH more work, and is serial only if it is serial there, too.
 *
 * Busy threads prove nothing if the total doesn't depend on them. So the explorer runs the program
 * again with something changed (lib/search/trials.c). If it changes a place in memory and the total
 * stays right, what threads do at that place is no work. If threads end where they begin, or
 * halfway, and the total is still right, it was computed outside of them; unless, in this exercise,
 * the total is the same without any work. The total isn't theirs either if they do and write the
 * same, however much work there is. If one thread does nearly all of the work, it is serial. And
 * who behaves only up to some size is caught by the full case: its total must not be right if the
 * threads do nothing and the caller does no more than for a small case.
 */
#include "common/fields.h"
#include "verify/asleep.h"
#include "verify/explored.h"

#include <stdlib.h>
#include <string.h>

static const char in_turns[] = "mode=fair;outcome=1;steps=200000;memory=256";
static const char with_idle_threads[] = "mode=fair;idle=1;outcome=1;steps=200000;memory=256";
enum { LESS = 8, MORE = 16, MOST = 64, MUCH = 2048, SERIAL_PERCENT = 80, PARTS = 8 };

struct overlap {
    long times;   /* the small case's work */
    long threads; /* that there were, with the caller */
    long together, steps, of_main, turns, alone;
    long beside, shut_out;       /* of the threads, also with what is their own */
    long telling, telling_alone; /* the same of accesses on which the total depends */
    long good_parts;             /* threads that do an eighth of the work or more each, up to two */
    bool right_idle, right_halved;
    unsigned long acts; /* a hash of what the threads did; 0: not known */
    struct asleep asleep;
};

static struct overlap overlap_in(const json_t *explored)
{
    const json_t *told = json_object_get(explored, "overlap");
    const char *acts = json_string_value(json_object_get(told, "acts"));
    return (struct overlap){.threads = number_in(explored, "threads"),
                            .together = number_in(told, "together"),
                            .steps = number_in(told, "steps"),
                            .of_main = number_in(told, "of_main"),
                            .turns = number_in(told, "turns"),
                            .alone = number_in(told, "alone"),
                            .beside = number_in(told, "beside"),
                            .shut_out = number_in(told, "shut_out"),
                            .telling = number_in(told, "telling"),
                            .telling_alone = number_in(told, "telling_alone"),
                            .good_parts = number_in(told, "good_parts"),
                            .right_idle = json_is_true(json_object_get(told, "right_idle")),
                            .right_halved = json_is_true(json_object_get(told, "right_halved")),
                            .asleep = asleep_in(explored),
                            .acts = acts != NULL ? strtoul(acts, NULL, 16) : 0};
}

/* The small case for two threads or more, and so many times its work. */
static struct explored_case larger_case(const struct subject *subject, long times)
{
    struct explored_case load = explored_small(subject);
    load.threads = load.threads < 2 ? 2 : load.threads;
    load.work = (load.work < 1 ? 1 : load.work) * times;
    return load;
}

/* How much of a run was seen: where it doesn't come to its end, a part, or nothing that counts. */
enum seen { NOTHING, PART, ALL };

/* Runs it for that many times the small case's work. */
static enum seen run_for(const struct subject *subject, long times, struct finding *finding,
                         struct overlap *overlap)
{
    const struct explored_case load = larger_case(subject, times);
    json_t *explored = explored_tell(subject, in_turns, load, finding);
    if (explored == NULL) {
        return NOTHING;
    }
    enum seen seen = NOTHING;
    const bool ends = json_array_size(json_object_get(explored, "outcomes")) > 0;
    const char *failure = json_string_value(json_object_get(explored, "failure"));
    *overlap = overlap_in(explored);
    overlap->times = times;
    if (ends) {
        seen = ALL;
    } else if (failure != NULL) {
        finding_set(finding, FAILED, explored_reason(failure), "with more work: %s",
                    json_string_value(json_object_get(explored, "message")));
    } else if (json_is_string(json_object_get(explored, "uncontrolled"))) {
        finding_set(finding, FAILED, "uncontrolled", "%s",
                    json_string_value(json_object_get(explored, "message")));
    } else {
        seen = PART;
    }
    json_decref(explored);
    return seen;
}

/* What comes with more work. A caller that does a good part of it counts as one of the threads. */
static struct overlap growth(const struct overlap *less, const struct overlap *more)
{
    struct overlap by = {.threads = more->threads,
                         .together = more->together,
                         .steps = more->steps - less->steps,
                         .of_main = more->of_main - less->of_main,
                         .turns = more->turns - less->turns,
                         .alone = more->alone - less->alone,
                         .beside = more->beside - less->beside,
                         .shut_out = more->shut_out - less->shut_out,
                         .telling = more->telling - less->telling,
                         .telling_alone = more->telling_alone - less->telling_alone};
    by.together += by.together > 0 && by.of_main * PARTS >= by.steps && by.steps > 0;
    return by;
}

static void judge(const struct overlap *by, enum seen seen, struct finding *finding)
{
    const char *const far = seen == PART ? "in the part that was explored, " : "";
    const double parallelism = by->turns > 0 ? (double)by->steps / (double)by->turns : 0;
    if (by->together < 1) {
        finding_set(finding, FAILED, "serial", "it starts no thread");
    } else if (by->together < 2) {
        finding_set(finding, FAILED, "serial",
                    "serial: there is never more than one thread at the same time");
    } else if (by->steps > 0 && by->alone * 100 >= by->steps * SERIAL_PERCENT) {
        finding_set(finding, FAILED, "serial",
                    "serial: each thread does all of its work while the others wait, "
                    "parallelism %.1f of %ld",
                    parallelism, by->together);
    } else if (by->beside > 0 && by->shut_out * 100 >= by->beside * SERIAL_PERCENT) {
        finding_set(
            finding, FAILED, "serial",
            "serial: whoever works holds a lock for which the other threads wait meanwhile");
    } else if (by->telling > 0 && by->telling_alone * 100 >= by->telling * SERIAL_PERCENT) {
        finding_set(finding, FAILED, "serial",
                    "serial: what the total depends on, each thread does while the others wait");
    } else if (by->steps > 0 && by->turns > 0) {
        finding_set(finding, PASSED, NULL,
                    "%sthe threads' work overlaps, parallelism %.1f of %ld (1.0: serial)", far,
                    parallelism, by->together);
    } else {
        finding_set(finding, PASSED, NULL, "%sthe threads' work overlaps", far);
    }
    json_object_set_new(finding->evidence, "overlap",
                        json_pack("{s:I, s:I, s:I, s:I}", "together", (json_int_t)by->together,
                                  "steps", (json_int_t)by->steps, "turns", (json_int_t)by->turns,
                                  "alone", (json_int_t)by->alone));
}

/* Runs it for more work than LESS: as much as was drawn, or as can be looked at. */
static enum seen run_for_more(const struct subject *subject, struct finding *finding,
                              struct overlap *overlap)
{
    unsigned short state[3];
    draw_begin(subject, state);
    const enum seen seen = run_for(subject, draw(state, MORE, MOST), finding, overlap);
    return seen == PART ? run_for(subject, MORE, finding, overlap) : seen;
}

/* Does it look serial only because there is too little work to take turns? */
static bool is_serial(const struct finding *finding)
{
    return finding->status == FAILED && finding->reason != NULL &&
           strcmp(finding->reason, "serial") == 0;
}

/* Judges again what looks serial, by all that it does with much work. */
static void judge_much_work(const struct subject *subject, const struct overlap *less,
                            struct finding *finding)
{
    struct overlap much;
    struct finding again = {.evidence = json_object()};
    const enum seen seen = run_for(subject, MUCH, &again, &much);
    if (seen != NOTHING) {
        const struct overlap nothing = {0};
        const struct overlap by = growth(seen == ALL ? less : &nothing, &much);
        judge(&by, seen, &again);
        if (again.status == PASSED) {
            finding_set(finding, PASSED, NULL, "%s", again.summary);
            json_object_update(finding->evidence, again.evidence);
        }
    }
    finding_release(&again);
}

/* Does the contract want another total of the one case than of the other? -1: that isn't known. */
static int totals_differ(const struct subject *subject, struct explored_case one, long other_work)
{
    char threads[24], work[2][24], *end;
    const char *const contract = subject->built.contract;
    snprintf(threads, sizeof threads, "%ld", one.threads);
    snprintf(work[0], sizeof work[0], "%ld", one.work);
    snprintf(work[1], sizeof work[1], "%ld", other_work);
    const char *const arguments[] = {contract, threads, work[0], threads, work[1], NULL};
    const struct command command = {.arguments = arguments};
    struct outcome outcome;
    int differ = -1;
    if (run_program(&command, &usual_limits, &outcome) == 0) {
        const long first = strtol(outcome.printed, &end, 10);
        differ = first != strtol(end, NULL, 10);
        outcome_release(&outcome);
    }
    return differ;
}

/* Runs it with threads that do nothing. Returns whether the total is right all the same; *events is
 * what the caller had to do. */
static bool is_right_if_idle(const struct subject *subject, struct explored_case load, long *events)
{
    struct finding unused = {.evidence = json_object()};
    json_t *explored = explored_tell(subject, with_idle_threads, load, &unused);
    const bool right = json_array_size(json_object_get(explored, "outcomes")) > 0 &&
                       json_is_null(json_object_get(explored, "failure"));
    *events = number_in(explored, "events");
    json_decref(explored);
    finding_release(&unused);
    return right;
}

/* Is the total of the full case right although its threads do nothing, and the caller has no more
 * to do for it than for a small one? That catches who behaves only up to some size. */
static bool is_computed_if_large(const struct subject *subject)
{
    const json_t *full = json_object_get(subject->contract, "full");
    const struct explored_case large = {.threads = number_in(full, "threads"),
                                        .work = number_in(full, "work")};
    const struct explored_case small = {.threads = large.threads, .work = LESS};
    long events, events_of_small;
    if (large.work <= MORE || !is_right_if_idle(subject, large, &events) ||
        totals_differ(subject, large, 0) != 1) {
        return false;
    }
    is_right_if_idle(subject, small, &events_of_small);
    return events <= 2 * events_of_small;
}

/* Is at least half of what the threads do there because there is work? Then a thread that ends
 * halfway leaves some of it undone. */
static bool is_mostly_work(const struct overlap *less, const struct overlap *more)
{
    const long steps = less->steps - less->of_main;
    const long growth = more->steps - more->of_main - steps;
    return steps > 0 && 2 * growth * less->times >= steps * (more->times - less->times);
}

/* Is the total the work of several threads at all, whatever it is? The small cases show that. */
static void judge_shares(const struct overlap *less, const struct overlap *more,
                         const struct subject *subject, struct finding *finding)
{
    const bool only_multiplies =
        json_is_true(json_object_get(subject->contract, "work_only_multiplies"));
    const struct explored_case load = larger_case(subject, LESS);
    if (less->right_idle && less->steps == less->of_main) {
        finding_set(finding, FAILED, "serial",
                    "its threads do nothing: if there is any work, the caller does it alone");
    } else if (less->together > 1 && less->steps == more->steps && less->good_parts == 1 &&
               !only_multiplies) {
        finding_set(finding, FAILED, "serial", "one of its threads does nearly all of the work");
    } else if (less->right_idle && less->telling == 0 && more->telling == 0 &&
               totals_differ(subject, load, 0) == 0) {
        finding_set(finding, FAILED, "no-threads",
                    "the total is right whatever its threads do: the caller computes it");
    }
}

/* Is the total the work of the threads? Judged by the trials with LESS work, by whether they do any
 * more where there is more, and by what is left of the full case if they do nothing. */
static void judge_work(const struct subject *subject, const struct overlap *less,
                       const struct overlap *more, struct finding *finding)
{
    const struct explored_case load = larger_case(subject, LESS);
    const bool made_up = less->right_halved && is_mostly_work(less, more);
    const bool same_acts =
        less->acts != 0 && less->acts == more->acts &&
        !json_is_true(json_object_get(subject->contract, "work_only_multiplies"));
    const bool is_of_work = totals_differ(subject, load, 0) == 1;
    if (is_of_work && less->right_idle) {
        finding_set(finding, FAILED, "no-threads",
                    "the total is right even if its threads do nothing: the caller computes it");
    } else if (is_of_work && made_up) {
        finding_set(finding, FAILED, "no-threads",
                    "the total is right even if each thread does only half of its work: the "
                    "caller makes it up");
    } else if (is_of_work && same_acts &&
               totals_differ(subject, load, larger_case(subject, MORE).work) == 1) {
        finding_set(finding, FAILED, "no-threads",
                    "the threads do the same however much work there is: the caller computes the "
                    "total");
    } else if (is_computed_if_large(subject)) {
        finding_set(finding, FAILED, "no-threads",
                    "with much work, the total is right even if its threads do nothing: the caller "
                    "computes it");
    }
}

void check_concurrent(const struct subject *subject, struct finding *finding)
{
    struct overlap less = {0}, more;
    if (json_is_true(json_object_get(subject->contract, "to_read"))) {
        finding_set(finding, NOT_RUN, "to-read", "there is nothing to fix");
        return;
    }
    if (subject->stopped) {
        finding_set(finding, NOT_RUN, "limit",
                    "it was stopped at a limit, so there is no whole run to judge");
        return;
    }
    enum seen seen = run_for(subject, LESS, finding, &less);
    const struct overlap at_first = less; /* nothing that counts, where nothing was seen */
    if (seen == PART) {
        more = less;
        less = (struct overlap){0};
    } else if (seen == ALL) {
        seen = run_for_more(subject, finding, &more);
    }
    if (seen != NOTHING) {
        const struct overlap by = growth(&less, &more);
        judge(&by, seen, finding);
        if (is_serial(finding)) {
            judge_much_work(subject, &less, finding);
        }
    }
    if (finding->status == PASSED && seen == ALL) {
        judge_shares(&at_first, &more, subject, finding);
    }
    if (finding->status == PASSED && seen == ALL) {
        judge_work(subject, &at_first, &more, finding);
    }
    asleep_remark(subject, &at_first.asleep, finding);
}
