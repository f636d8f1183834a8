/* explore.c - one exploration: which searches, for how long, and what came out; see interleave.h.
 */
#include "calls/environment.h"
#include "calls/leaving.h"
#include "calls/mappings.h"
#include "calls/outside.h"
#include "core/deadline.h"
#include "core/names.h"
#include "engine/endless.h"
#include "engine/engine.h"
#include "engine/schedule.h"
#include "memory/jumps.h"
#include "memory/life.h"
#include "memory/memory.h"
#include "memory/orders.h"
#include "search/commanded.h"
#include "search/parallel.h"
#include "search/reduce.h"
#include "search/search.h"
#include "search/tally.h"
#include "search/trials.h"
#include "world/unseen.h"
#include "world/world.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>

enum {
    FIND_EXECUTIONS = 20000,  /* of each bound, in auto mode */
    FEW_SAMPLES = 100,        /* at random, before anything else in auto mode */
    SAMPLE_EXECUTIONS = 1000, /* at random from one seed, in auto mode */
    FIRST_SAMPLES = 8 * SAMPLE_EXECUTIONS,
    LAST_SAMPLES = 200 * SAMPLE_EXECUTIONS,
    SIGNAL_STACK = 64 * 1024,
    STUCK_TICKS = 4, /* of processor time without an event */
    FEW_COUNTED = 1000,
    BRIEF_STEPS = 256, /* of an execution by brute force, at first, */
    BRIEF_PREEMPTIONS = 2,
};
/* Until which part of the time each is done, in auto mode. What comes before the proof has a fifth,
 * so that few proofs are lost that would take nearly all of it; less where the proof seems to be
 * possible: of the time that it needs, or of all, so much for each. Then it has nearly all there
 * is. */
static const double FEW_SHARE = 0.04, PROVE_FIRST_SHARE = 0.1, FIND_SHARE = 0.15,
                    SAMPLE_SHARE = 0.2, SIMPLER_SHARE = 0.7, PROVE_SHARE = 0.9,
                    PROVE_TO_END_SHARE = 0.96, PART_OF_PROOF = 0.05, LEAST_PART = 0.02,
                    COUNT_SECONDS = 3, BRIEF_SHARE = 0.4, MOST_FIRST_SECONDS = 8.5;
/* For making a failure small; there are always enough for a short one. */
static const double LEAST_SMALL_SECONDS = 0.2, MOST_SMALL_SECONDS = 1;

STATE static struct interleave_result *result = NULL;
STATE static double started = 0;
STATE static double proof_needs = 0; /* seconds, about; 0: more than there are, or not known */
STATE static uint64_t ticked_events = 0;
STATE static uint32_t ticked_execution = 0;
STATE static int stuck_ticks = 0;
STATE static char *signal_stack = NULL;
STATE static char message[600] = {0};

/* What the folders above the world's put back before each execution. */
static void (*const restores[])(void) = {mappings_restore,
                                         outside_restore,
                                         environment_restore,
                                         life_begin,
                                         jumps_begin,
                                         orders_begin,
                                         NULL};

/* -- signals -- */

/* Behind the instruction that a signal interrupted, as a return address is. */
static const void *place_of(const void *context)
{
    const ucontext_t *interrupted = context;
#if defined(__aarch64__)
    return (const char *)interrupted->uc_mcontext.pc + 1;
#else
    return (const char *)interrupted->uc_mcontext.gregs[REG_RIP] + 1;
#endif
}

static void on_crash(int number, siginfo_t *info, void *context)
{
    if (self == NULL || !engine.active) {
        signal(number, SIG_DFL);
        return; /* it comes again, and ends the process */
    }
    engine.failed_at[0] = place_of(context);
    const uintptr_t at = (uintptr_t)info->si_addr;
    const uintptr_t low = (uintptr_t)self->fiber.stack_low;
    if (number == SIGSEGV && at < low + 4096 && at > low - 65536) {
        engine_fail(INTERLEAVE_CRASH, "Thread %s overflows its stack.", thread_name(self->id));
    }
    if (number == SIGABRT) {
        engine_fail(INTERLEAVE_CRASH, "Thread %s is aborted by the C library.",
                    thread_name(self->id));
    }
    engine_fail(INTERLEAVE_CRASH, "Thread %s crashes: %s, at address %p.", thread_name(self->id),
                strsignal(number), info->si_addr);
}

static uint64_t hash_of(uint64_t hash, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * 0x100000001b3;
    }
    return hash;
}

/* A hash of the registers that the signal interrupted, and of the stack. */
static uint64_t state_of(const ucontext_t *interrupted)
{
    uint64_t hash = 0xcbf29ce484222325;
    const mcontext_t *machine = &interrupted->uc_mcontext;
#if defined(__aarch64__)
    const char *stack = (const char *)(uintptr_t)machine->sp;
    hash = hash_of(hash, machine->regs, sizeof machine->regs);
    hash = hash_of(hash, &machine->pc, sizeof machine->pc);
    hash = hash_of(hash, machine->__reserved, sizeof machine->__reserved);
#else
    const char *stack = (const char *)(uintptr_t)machine->gregs[REG_RSP];
    hash = hash_of(hash, machine->gregs, (REG_RIP + 1) * sizeof machine->gregs[0]);
    hash = hash_of(hash, machine->fpregs->_xmm, sizeof machine->fpregs->_xmm);
#endif
    if (stack >= self->fiber.stack_low && stack < self->fiber.stack_high) {
        hash = hash_of(hash, stack, (size_t)(self->fiber.stack_high - stack));
    }
    return hash | 1;
}

/*
 * A thread that does nothing that the library sees, for long: if its state comes back, it never
 * will, and the others go on without it. Else it computes, until time is up. The state is kept at
 * the first look, the second, the fourth, and so on, and compared at each.
 */
static void on_tick(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    STATE static uint64_t kept = 0;
    if (self == NULL || !engine.active || engine.begun != ticked_execution ||
        engine.events != ticked_events) {
        stuck_ticks = 0;
        kept = 0;
        ticked_execution = engine.begun;
        ticked_events = engine.events;
        return;
    }
    stuck_ticks++;
    if (deadline_is_past()) {
        engine_cut();
    }
    const uint64_t state = state_of(context);
    if (stuck_ticks >= STUCK_TICKS && state == kept) {
        stuck_ticks = 0;
        engine_hang(false);
    }
    if ((stuck_ticks & (stuck_ticks - 1)) == 0) {
        kept = state;
    }
}

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { CRASHES = sizeof crashes / sizeof *crashes };

struct signals {
    struct sigaction crash[CRASHES], tick;
    stack_t stack;
    struct itimerval timer;
};

static void signals_take(struct signals *before)
{
    if (signal_stack == NULL) {
        signal_stack =
            mmap(NULL, SIGNAL_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
    const stack_t stack = {.ss_sp = signal_stack, .ss_size = SIGNAL_STACK};
    sigaltstack(&stack, &before->stack);
    /* A handler may go on elsewhere and never return, so nothing is blocked in it. */
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    action.sa_sigaction = on_crash;
    for (int i = 0; i < CRASHES; i++) {
        sigaction(crashes[i], &action, &before->crash[i]);
    }
    action.sa_flags |= SA_RESTART;
    action.sa_sigaction = on_tick;
    sigaction(SIGVTALRM, &action, &before->tick);
    const struct itimerval timer = {.it_interval = {.tv_usec = TICK_MICROSECONDS},
                                    .it_value = {.tv_usec = TICK_MICROSECONDS}};
    setitimer(ITIMER_VIRTUAL, &timer, &before->timer);
}

static void signals_give_back(const struct signals *before)
{
    setitimer(ITIMER_VIRTUAL, &before->timer, NULL);
    sigaction(SIGVTALRM, &before->tick, NULL);
    for (int i = 0; i < CRASHES; i++) {
        sigaction(crashes[i], &before->crash[i], NULL);
    }
    sigaltstack(&before->stack, NULL);
}

/* -- searches -- */

/* Counts begin anew: what is told in the end is one search's. */
static enum ended search_anew(const struct strategy *strategy, unsigned long executions,
                              double until)
{
    tally_forget();
    return search(strategy, executions, until);
}

/* Fewest preemptions first. COMPLETE: these were all schedules there are. */
static enum ended find(unsigned long executions, double until)
{
    for (int bound = 0; bound <= engine.options.max_preemptions; bound++) {
        find_bound(bound);
        const enum ended ended = search_anew(&find_strategy, executions, until);
        if (ended == COMPLETE && !tally_was_too_long()) {
            result->preemptions = bound;
        }
        if (ended == FOUND || tally_finds_more_than_a_race() ||
            (tally_found_any() && tally_none_ended())) {
            return FOUND;
        }
        if (ended == COMPLETE && !find_was_bounded()) {
            result->preemptions = -1;
            return COMPLETE;
        }
        if (ended == OUT_OF_BUDGET) {
            return OUT_OF_BUDGET;
        }
    }
    return OUT_OF_BUDGET;
}

static double share(double part)
{
    return engine.options.max_seconds == 0 ? 0 : started + part * engine.options.max_seconds;
}

/* At random, as the options say. */
static enum ended sample_by(const struct strategy *strategy)
{
    return search_anew(strategy, (unsigned long)engine.options.max_executions, share(1)) == FOUND
               ? FOUND
               : OUT_OF_BUDGET;
}

/* So many executions at random, until a failure shows. */
static enum ended sample(unsigned long executions, double until)
{
    const unsigned long samples = (executions + SAMPLE_EXECUTIONS - 1) / SAMPLE_EXECUTIONS;
    const unsigned long each =
        executions == 0 ? SAMPLE_EXECUTIONS : (executions + samples - 1) / samples;
    tally_forget();
    return parallel_samples(&mix_strategy, samples, each, until);
}

/* What a search has learned about the program: nothing yet. */
static void learn_anew(void)
{
    cells_forget();
    life_forget();
    engine.again = engine.weak_wanted = false;
    engine.bounded = (struct bounded){0};
    engine.interrupts_wanted = 0;
    endless_forget();
    /* What a schedule begins is no whole section, turn, or row of stores. */
    engine.no_sections = engine.options.each_lock_order || engine.options.ignore_races ||
                         engine.options.from != NULL;
}

/* What a proof that was begun then, and has failed nowhere so far, would need in all. */
static double estimate_proof(double begun)
{
    const double progress = prove_progress();
    const double needs = progress > 0 ? (deadline_now() - begun) / progress : 0;
    return deadline_now() + needs < share(PROVE_TO_END_SHARE) ? needs : 0;
}

/* What is done before a proof that seems to be possible is not to cost it. */
static double before_proof(double part)
{
    const double of_all = LEAST_PART * engine.options.max_seconds;
    const double of_proof = PART_OF_PROOF * proof_needs;
    const double until = deadline_now() + (of_all > of_proof ? of_all : of_proof);
    return proof_needs == 0 || until > share(part) ? share(part) : until;
}

/* Until when a first execution may take, where none has ended yet. A program that never ends should
 * be told of in ten seconds, whatever the time is that there would be. */
static double first_end(void)
{
    const double part = share(PROVE_SHARE), soon = started + MOST_FIRST_SECONDS;
    return part == 0 || soon < part ? soon : part;
}

/* Few executions prove most right programs, where all with few preemptions would be many.
 * COMPLETE: it is proved. */
static enum ended prove_at_once(unsigned long executions, double until)
{
    const bool stop_at_first = engine.options.stop_at_first;
    const double begun = deadline_now();
    engine.options.stop_at_first = true;
    enum ended ended = search_anew(&prove_strategy, executions, until);
    proof_needs = ended == OUT_OF_BUDGET && !tally_found_any() ? estimate_proof(begun) : 0;
    engine.options.stop_at_first = stop_at_first;
    if (ended == COMPLETE && (tally_found_any() || tally_was_too_long() || engine.bounded.turns)) {
        ended = FOUND;
    }
    if (ended != COMPLETE && engine.refused == NULL) {
        tally_forget_found();
        learn_anew();
    }
    return ended;
}

/* A few at random: what shows in one of ten or twenty is known at once, however large the tree.
 * Whether there is anything: what is shown of it should be simpler. In a process of its own, so
 * that what comes now is as if nothing had been. */
static bool sample_few(unsigned long most)
{
    tally_forget();
    parallel_samples(&mix_strategy, 1, most != 0 && most < FEW_SAMPLES ? most : FEW_SAMPLES,
                     share(FEW_SHARE));
    tally_yield();
    return tally_found_any();
}

/* A failure is known; only how many of the schedules fail is still open. Where a race that shows
 * late made the search begin anew, once more: now that is known from the start. */
static enum ended count(unsigned long executions)
{
    enum ended ended = OUT_OF_BUDGET;
    if (tally_none_ended()) {
        return ended; /* there are too many to be worth it */
    }
    for (int turn = 0;
         turn == 0 || (turn == 1 && ended == OUT_OF_BUDGET && result->executions < FEW_COUNTED);
         turn++) {
        const double until = deadline_now() + COUNT_SECONDS, latest = share(PROVE_SHARE);
        ended = search_anew(&prove_strategy, executions,
                            latest == 0 || until < latest ? until : latest);
    }
    return ended;
}

/*
 * A few at random, so that it is known soon whether there is a failure. If they show none, a short
 * proof, if there is one. Else the simplest failure; where there are too many schedules to see all
 * of the simple ones, more at random, which find what takes several threads in an unlucky order;
 * then the proof, or how many schedules fail; and if that takes too long, random ones until time is
 * up.
 */
static enum ended find_and_prove(void)
{
    const unsigned long most = (unsigned long)engine.options.max_executions;
    const unsigned long few = most != 0 && most < FIND_EXECUTIONS ? most : FIND_EXECUTIONS;
    proof_needs = 0;
    const bool fails = sample_few(most);
    if (engine.refused != NULL) {
        return FOUND;
    }
    const double until = tally_any_ended() ? share(PROVE_FIRST_SHARE) : first_end();
    enum ended ended = fails ? FOUND : prove_at_once(few, until);
    if (ended == COMPLETE || engine.refused != NULL) {
        return ended;
    }
    if (ended == OUT_OF_BUDGET && !tally_any_ended()) {
        return ended; /* nor is it known that one ever will */
    }
    ended = find(few, before_proof(FIND_SHARE));
    if (ended == OUT_OF_BUDGET && tally_none_ever_ended() && !tally_found_any()) {
        return ended; /* nor will any, and what they do until they are cut comes again and again */
    }
    if (ended == OUT_OF_BUDGET) {
        /* Where it is known that there is one, the first sample has one to show that is simpler. */
        ended = sample(FIRST_SAMPLES, tally_found_more_than_a_race() ? share(SIMPLER_SHARE)
                                                                     : before_proof(SAMPLE_SHARE));
        tally_settle(); /* how far the count below comes is a matter of time */
    }
    if (ended == COMPLETE ||
        (ended == FOUND && (engine.options.stop_at_first || engine.refused != NULL))) {
        return ended;
    }
    if (tally_found_any()) {
        return count(most); /* of a race alone, some samples have looked for the consequence */
    }
    ended = search_anew(&prove_strategy, most,
                        share(proof_needs > 0 ? PROVE_TO_END_SHARE : PROVE_SHARE));
    if (ended != OUT_OF_BUDGET) {
        return ended;
    }
    const bool no_end = engine.options.max_seconds == 0 && most == 0;
    return sample(no_end ? LAST_SAMPLES : most, share(1));
}

static void say_invalid(const char *schedule)
{
    snprintf(message, sizeof message,
             "Invalid schedule: %s. A schedule begins with main's part, as M60A1B2 does.",
             schedule == NULL || schedule[0] == '\0' ? "(none)" : schedule);
}

static enum ended replay(void)
{
    struct schedule schedule;
    if (engine.options.schedule == NULL || !schedule_read(engine.options.schedule, &schedule)) {
        result->verdict = INTERLEAVE_UNEXPLORED;
        result->misfit = "no schedule";
        say_invalid(engine.options.schedule);
        return FOUND;
    }
    tally_forget();
    if (engine.options.make_small) { /* which traces what comes of it */
        schedule_replay(&schedule, REPLAY_EXACT);
    } else {
        schedule_trace(&schedule);
    }
    schedule_release(&schedule);
    tally_execution();
    if (engine.replay.misfit) {
        snprintf(message, sizeof message,
                 "The schedule doesn't fit this program: it stops fitting at event %lu. Was the "
                 "source changed?",
                 (unsigned long)engine.replay.misfit_at);
        result->verdict = INTERLEAVE_UNEXPLORED;
        result->misfit = "another program";
        return FOUND;
    }
    return engine.failures != 0 ? FOUND : OUT_OF_BUDGET;
}

/* Where executions go on for long, or for ever, all orders of their last steps would be tried first
 * of all. So their beginnings come before that, with few preemptions: what goes wrong there, does.
 */
static enum ended brute_force_in_brief(void)
{
    const long most_steps = engine.max_steps;
    enum ended ended = COMPLETE;
    engine.max_steps = most_steps < BRIEF_STEPS ? most_steps : BRIEF_STEPS;
    for (int bound = 0; bound <= BRIEF_PREEMPTIONS && ended == COMPLETE; bound++) {
        find_bound(bound);
        ended = search_anew(&find_strategy, 0, share(BRIEF_SHARE));
        if (!tally_was_too_long()) {
            break;
        }
    }
    engine.max_steps = most_steps;
    return ended;
}

/* All schedules, with no reduction. */
static enum ended brute_force(unsigned long most)
{
    engine.all_visible = engine.each_end = true;
    if (brute_force_in_brief() == FOUND) {
        return FOUND;
    }
    endless_forget();
    find_bound(INT_MAX);
    return search_anew(&find_strategy, most, share(1));
}

/* Only what begins like a schedule is searched; false, and that is told, if it is none. */
static bool begin_from(void)
{
    if (search_from(engine.options.from)) {
        return true;
    }
    result->misfit = "no schedule";
    say_invalid(engine.options.from);
    return false;
}

static void end_from(void)
{
    if (engine.options.from != NULL && result->misfit == NULL && engine.replay.misfit) {
        result->misfit = "another program";
        snprintf(message, sizeof message, "The schedule to begin with doesn't fit this program.");
    }
}

static enum ended explore(void)
{
    const unsigned long most = (unsigned long)engine.options.max_executions;
    engine.all_visible = engine.options.from != NULL && engine.options.ignore_races;
    switch (engine.options.mode) {
    case INTERLEAVE_FIND:
        return find(most, share(1));
    case INTERLEAVE_PROVE:
        return search_anew(&prove_strategy, most, share(1));
    case INTERLEAVE_RANDOM:
        return sample_by(&random_strategy);
    case INTERLEAVE_PCT:
        return sample_by(&pct_strategy);
    case INTERLEAVE_POS:
        return sample_by(&pos_strategy);
    case INTERLEAVE_SURW:
        return sample_by(&surw_strategy);
    case INTERLEAVE_SITES:
        return sample_by(&sites_strategy);
    case INTERLEAVE_RARE:
        return sample_by(&rare_strategy);
    case INTERLEAVE_RFF:
        return sample_by(&rff_strategy);
    case INTERLEAVE_DELAY:
        return sample_by(&delay_strategy);
    case INTERLEAVE_MIX:
        return sample(most, share(1));
    case INTERLEAVE_REPLAY:
        return replay();
    case INTERLEAVE_FAIR: {
        engine.all_visible = true;
        const enum ended ended = search_anew(&fair_strategy, 1, 0);
        trials_run(result);
        return ended == FOUND ? FOUND : OUT_OF_BUDGET;
    }
    case INTERLEAVE_BRUTE:
        return brute_force(most);
    case INTERLEAVE_STEP:
        commanded_serve();
        return OUT_OF_BUDGET;
    case INTERLEAVE_AUTO:
        break;
    }
    return find_and_prove();
}

/* What was covered where not all was: "; all with up to 2 preemptions were seen; 800 more …" */
static void say_covered(char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    if (result->preemptions >= 0) {
        length += (size_t)snprintf(text, size, "; all with up to %d preemption%s were seen",
                                   result->preemptions, result->preemptions == 1 ? "" : "s");
    }
    if (result->sampled.schedules > 0) {
        length +=
            (size_t)snprintf(text + length, size - length, "; %lu %s drawn at random (%s)",
                             result->sampled.schedules,
                             result->sampled.schedules == 1 ? "was" : "were", result->sampled.mode);
    }
    if (result->sampled.pct > 0) {
        snprintf(text + length, size - length,
                 ", %lu of them by PCT: a bug of depth 1 was missed with a chance of at most %.2g",
                 result->sampled.pct, result->sampled.missed[0]);
        if (result->sampled.missed[1] < 1) {
            length = strlen(text);
            snprintf(text + length, size - length, ", one of depth 2 with one of %.2g",
                     result->sampled.missed[1]);
        }
    }
}

/* Whether it was found, and is a failure. Of a program with a data race C17 doesn't say what it
 * does, so that it loops for ever is told beside the race; so is a thread leak beside the verdict,
 * where it is not to be one. */
static bool fails_by(enum interleave_failure failure)
{
    if (failure == INTERLEAVE_LIVELOCK && result->found[INTERLEAVE_DATA_RACE].schedule != NULL) {
        return false;
    }
    return result->found[failure].schedule != NULL &&
           (failure != INTERLEAVE_THREAD_LEAK || engine.options.leaks == INTERLEAVE_LEAKS_FAIL);
}

/*
 * The failure that is told, or INTERLEAVE_RIGHT: the worst. But of what shows only out of order in
 * a program that has a data race, nobody knows that it can be: what is racy has no order that the
 * others would have to agree with. So the race itself is told.
 */
static enum interleave_failure headline(void)
{
    const bool is_racy = result->found[INTERLEAVE_DATA_RACE].schedule != NULL;
    for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
        if (fails_by((enum interleave_failure)i) &&
            (i == INTERLEAVE_DATA_RACE || !is_racy || result->found[i].stale == 0)) {
            return (enum interleave_failure)i;
        }
    }
    return INTERLEAVE_RIGHT;
}

/* Until when a failure is made small. */
static double small_until(void)
{
    const double now = deadline_now();
    const double left = engine.options.max_seconds == 0 ? MOST_SMALL_SECONDS : share(1) - now;
    return now + (left < LEAST_SMALL_SECONDS  ? LEAST_SMALL_SECONDS
                  : left > MOST_SMALL_SECONDS ? MOST_SMALL_SECONDS
                                              : left);
}

/* Makes small what failed, and traces it; where that isn't possible, a replay has its own trace. */
static void make_small(void)
{
    const enum interleave_failure failure = headline();
    const bool is_small =
        failure != INTERLEAVE_RIGHT &&
        reduce(failure, result->found[failure].schedule, small_until(), &result->small);
    struct schedule schedule;
    if (!is_small && engine.options.mode == INTERLEAVE_REPLAY &&
        schedule_read(engine.options.schedule, &schedule)) {
        schedule_trace(&schedule);
        schedule_release(&schedule);
    }
}

/* Adds what a proof assumes to those before it, in brackets. */
static void say_assumed(char *text, size_t room, bool assumed, const char *what)
{
    const size_t length = strlen(text);
    if (assumed) {
        snprintf(text + length, room - length, "%s%s", length == 0 ? " (" : "; ", what);
    }
}

static void say_proved(void)
{
    char assumed[300] = "";
    const bool all_wakeups = engine.options.spurious_wakeups;
    result->verdict = INTERLEAVE_PROVED;
    result->preemptions = -1;
    say_assumed(assumed, sizeof assumed, engine.bounded.timeouts,
                "each thread's waits end early at most three times in a row");
    say_assumed(assumed, sizeof assumed, engine.bounded.failures,
                "in each thread, one weak compare-exchange fails without a reason");
    say_assumed(assumed, sizeof assumed, engine.bounded.wakeups,
                "without spurious wake-ups, see --spurious");
    say_assumed(assumed, sizeof assumed, all_wakeups, "with spurious wake-ups");
    snprintf(message, sizeof message, "Every interleaving was tried, and none fails%s%s.", assumed,
             assumed[0] != '\0' ? ")" : "");
}

/* Why what was tried is no proof. */
static void say_bounded(enum ended ended)
{
    const char *const limit = engine.uncontrolled;
    char seen[400];
    say_covered(seen, sizeof seen);
    result->verdict = INTERLEAVE_BOUNDED;
    if (limit != NULL) {
        snprintf(message, sizeof message,
                 "Nothing failed, but this is no proof: %s is not under control%s.", limit, seen);
    } else if (engine.bounded.orders) {
        snprintf(message, sizeof message,
                 "Nothing failed, but there are too many atomic operations to try all that their "
                 "memory orders allow%s.",
                 seen);
    } else if (engine.bounded.turns && ended == COMPLETE && !tally_was_too_long()) {
        snprintf(message, sizeof message,
                 "Nothing failed, but a loop that counts its turns was only tried with a few "
                 "before it waited for the other threads.");
    } else if (tally_was_too_long() && engine.bounded.memory) {
        snprintf(message, sizeof message,
                 "Nothing failed, but %s cut when more than %ld MiB were allocated%s.",
                 result->outcome_count == 0 ? "no execution came to its end: each was"
                                            : "some executions were",
                 heap_limit() >> 20, seen);
    } else if (tally_was_too_long() && engine.bounded.threads) {
        snprintf(message, sizeof message,
                 "Nothing failed, but %s cut before a thread number %d, while no other's end "
                 "was known by pthread_join%s.",
                 result->outcome_count == 0 ? "no execution came to its end: each was"
                                            : "some executions were",
                 MAX_THREADS + 1, seen);
    } else if (tally_was_too_long() && result->outcome_count == 0) {
        snprintf(message, sizeof message,
                 "Nothing failed, but no execution came to its end: each was cut after %ld "
                 "steps, in which thread %s loops%s.",
                 engine.options.max_steps, thread_name(result->endless_thread), seen);
    } else if (!tally_any_ended() && result->endless_at != NULL) {
        snprintf(message, sizeof message,
                 "Nothing failed, but no execution came to its end: after %.0f s, thread %s still "
                 "goes on%s.",
                 deadline_now() - started, thread_name(result->endless_thread), seen);
    } else if (tally_was_too_long()) {
        snprintf(message, sizeof message,
                 "Nothing failed, but some executions were cut after %ld steps%s.",
                 engine.options.max_steps, seen);
    } else {
        snprintf(message, sizeof message, "Nothing failed in the time given%s.", seen);
    }
}

static void say_refused(void)
{
    result->uncontrolled = engine.refused;
    result->verdict = INTERLEAVE_UNEXPLORED;
    snprintf(message, sizeof message, "The program calls %s, with which it can't be explored%s%s.",
             engine.refused, engine.instead != NULL ? "; instead, use " : "",
             engine.instead != NULL ? engine.instead : "");
}

static bool is_proved(enum ended ended)
{
    return ended == COMPLETE && !tally_was_too_long() && engine.uncontrolled == NULL &&
           !engine.bounded.turns && !engine.bounded.orders && result->executions > 0;
}

static void judge(enum ended ended)
{
    result->message = message;
    result->uncontrolled = engine.uncontrolled;
    result->uncontrolled_at = engine.uncontrolled_at;
    result->spurious_wakeups = !engine.bounded.wakeups;
    if (result->verdict == INTERLEAVE_UNEXPLORED && (message[0] != '\0' || result->misfit)) {
        return;
    }
    result->failure = headline();
    if (result->failure != INTERLEAVE_RIGHT) {
        const struct interleave_found *found = &result->found[result->failure];
        result->verdict = INTERLEAVE_FAILED;
        result->schedule = found->schedule;
        snprintf(message, sizeof message, "%s", found->message);
        return;
    }
    if (engine.refused != NULL) {
        say_refused();
        return;
    }
    if (engine.options.mode == INTERLEAVE_REPLAY) {
        result->verdict = INTERLEAVE_BOUNDED;
        snprintf(message, sizeof message, "Nothing fails in this schedule.");
    } else if (is_proved(ended)) {
        say_proved();
    } else {
        say_bounded(ended);
    }
}

struct interleave_result *interleave_explore(long (*function)(void *), void *argument,
                                             const struct interleave_options *options)
{
    struct signals before;
    result = __real_calloc(1, sizeof *result);
    if (result == NULL) {
        return NULL;
    }
    engine.options = *options;
    engine.max_steps = options->max_steps > 0 ? options->max_steps : LONG_MAX;
    engine.function = function;
    engine.argument = argument;
    engine.uncontrolled = unseen_code();
    engine.refused = engine.instead = NULL;
    engine.uncontrolled_at = NULL;
    engine.all_visible = engine.each_end = false;
    learn_anew();
    message[0] = '\0';
    tally_begin(result);
    result->preemptions = -2;
    result->verdict = INTERLEAVE_UNEXPLORED;
    started = deadline_now();
    fiber_of_caller(&engine.explorer);
    engine.program = &program_calls;
    world_also_restore(restores);
    const int error = engine_prepare(1);
    if (error != 0 || world_remember() != 0 || environment_remember() != 0) {
        snprintf(message, sizeof message, "No exploration here: %s.",
                 strerror(error != 0 ? error : ENOMEM));
        result->message = message;
        return result;
    }
    signals_take(&before);
    const enum ended ended = begin_from() ? explore() : FOUND;
    end_from();
    if (engine.options.make_small && result->misfit == NULL) {
        make_small();
    }
    signals_give_back(&before);
    world_restore();
    result->seconds = deadline_now() - started;
    result->whole = ended == COMPLETE && !tally_was_too_long();
    judge(ended);
    return result;
}

void interleave_release(struct interleave_result *given)
{
    if (given != NULL) {
        for (int i = 0; i < INTERLEAVE_FAILURES; i++) {
            __real_free(given->found[i].schedule);
            __real_free(given->found[i].message);
        }
        __real_free(given->small.schedule);
        __real_free(given->small.message);
        __real_free(given->small.passing);
        __real_free(given->outcomes);
        __real_free(given);
    }
}
