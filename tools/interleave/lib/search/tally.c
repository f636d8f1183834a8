/* tally.c - see tally.h. */
#include "search/tally.h"

#include "world/world.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *__real_strdup(const char *);

/* Of what is found again and again the simplest is kept. */
struct simplest {
    int preemptions; /* and what is out of order */
    int stale;
    size_t segments;
    uint64_t events;
};

STATE static struct interleave_result *result = NULL;
STATE static struct simplest simplest[INTERLEAVE_FAILURES] = {{0}};
STATE static size_t outcome_room = 0;
STATE static bool was_too_long = false;
STATE static bool none_ever_ended = false; /* in all searches, though some were too long */
STATE static bool any_ended = false;       /* in all searches, by itself and not by the clock */
STATE static bool settled[INTERLEAVE_FAILURES] = {false};

void tally_begin(struct interleave_result *into)
{
    result = into;
    result->sampled.missed[0] = result->sampled.missed[1] = 1;
    outcome_room = 0;
    was_too_long = none_ever_ended = any_ended = false;
    memset(settled, 0, sizeof settled);
}

void tally_settle(void)
{
    for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
        settled[i] = result->found[i].schedule != NULL;
    }
}

bool tally_was_too_long(void)
{
    return was_too_long;
}

bool tally_none_ended(void)
{
    return was_too_long && result->outcome_count == 0;
}

bool tally_none_ever_ended(void)
{
    return none_ever_ended;
}

bool tally_any_ended(void)
{
    return any_ended;
}

/* An execution was cut, as too long or because time was up. */
static void note_cut(void)
{
    if (result->endless_at == NULL && !engine.bounded.memory && !engine.bounded.threads) {
        result->endless_at = engine.cut_at;
        result->endless_thread = engine.cut_by;
        result->endless_function = engine.cut_function;
        result->endless_quietly = engine.cut_quietly;
    }
}

static void note_too_long(void)
{
    if (result->outcome_count == 0) {
        none_ever_ended = true;
        note_cut();
    }
}

/* So many executions came to the value. */
static void count_outcome(long value, unsigned long times, bool is_wrong)
{
    none_ever_ended = false;
    any_ended = true;
    size_t low = 0, high = result->outcome_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (result->outcomes[middle].value < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == result->outcome_count || result->outcomes[low].value != value) {
        if (result->outcome_count == outcome_room) {
            outcome_room = outcome_room == 0 ? 64 : outcome_room * 2;
            result->outcomes =
                __real_realloc(result->outcomes, outcome_room * sizeof *result->outcomes);
            if (result->outcomes == NULL) {
                abort();
            }
        }
        __real_memmove(&result->outcomes[low + 1], &result->outcomes[low],
                       (result->outcome_count - low) * sizeof *result->outcomes);
        result->outcomes[low] = (struct interleave_outcome){.value = value};
        result->outcome_count++;
    }
    result->outcomes[low].count += times;
    result->outcomes[low].is_wrong = result->outcomes[low].is_wrong || is_wrong;
}

static bool is_simpler(const struct simplest *one, const struct simplest *other)
{
    return one->preemptions != other->preemptions ? one->preemptions < other->preemptions
           : one->stale != other->stale           ? one->stale < other->stale
           : one->segments != other->segments     ? one->segments < other->segments
                                                  : one->events < other->events;
}

/* Keeps this failure's schedule if it is the simplest so far. */
static void keep(enum interleave_failure failure)
{
    struct interleave_found *found = &result->found[failure];
    const struct stop stop = engine_stop(failure);
    const struct simplest this = {stop.preemptions + stop.stale, stop.stale, stop.segments,
                                  stop.events};
    if (found->schedule != NULL && (settled[failure] || !is_simpler(&this, &simplest[failure]))) {
        return;
    }
    simplest[failure] = this;
    __real_free(found->schedule);
    found->schedule = engine_schedule(&stop);
    found->preemptions = stop.preemptions;
    found->stale = stop.stale;
    char sentence[sizeof engine.message[0]];
    __real_free(found->message);
    found->message = __real_strdup(engine_sentence(failure, sentence, sizeof sentence));
    const bool is_race = failure == INTERLEAVE_DATA_RACE;
    for (int i = 0; i < 2; i++) {
        found->pc[i] = is_race ? engine.race.pc[i] : engine.failed_at[i];
    }
    found->address = is_race ? engine.race.address : NULL;
}

void tally_execution(void)
{
    result->events += engine.events;
    result->steps += (unsigned long)engine.steps;
    result->schedules++;
    result->threads = engine.count > result->threads ? engine.count : result->threads;
    if (engine.redundant) {
        result->redundant++;
        return;
    }
    if (engine.weak_wanted && !engine.weak) {
        return; /* it is done again, with orders that count */
    }
    if (engine.interrupts_wanted != engine.interrupts) {
        return; /* it is done again, with waits that end early */
    }
    if (engine.sections && engine.no_sections) {
        return; /* the same */
    }
    result->executions++;
    result->resumed += engine.resumed;
    was_too_long = was_too_long || engine.too_long;
    if (engine.too_long) {
        note_too_long();
    } else if (!engine.out_of_time) {
        any_ended = true;
    } else if (!any_ended) {
        note_cut();
    }
    if (engine.has_outcome && !engine.too_long && !engine.out_of_time) {
        count_outcome(engine.outcome, 1, (engine.failures & 1u << INTERLEAVE_WRONG_RESULT) != 0);
    }
    if (engine.leaked) {
        result->found[INTERLEAVE_THREAD_LEAK].count++;
        keep(INTERLEAVE_THREAD_LEAK);
    }
    if (engine.failures != 0) {
        result->failing++;
        result->first = result->first == 0 ? result->schedules : result->first;
        for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
            if ((engine.failures & 1u << i) != 0) {
                result->found[i].count++;
                keep((enum interleave_failure)i);
            }
        }
    }
}

void tally_part(void)
{
    tally_forget();
    result->events = result->steps = result->schedules = result->first = 0;
    result->sampled.schedules = result->sampled.pct = 0;
    result->sampled.missed[0] = result->sampled.missed[1] = 1;
}

void tally_forget(void)
{
    result->executions = result->redundant = result->failing = result->resumed = 0;
    result->outcome_count = 0;
    was_too_long = false;
    for (int i = 0; i < INTERLEAVE_FAILURES; i++) {
        result->found[i].count = 0;
    }
}

void tally_forget_found(void)
{
    for (int i = 0; i < INTERLEAVE_FAILURES; i++) {
        __real_free(result->found[i].schedule);
        __real_free(result->found[i].message);
        result->found[i] = (struct interleave_found){0};
    }
}

void tally_yield(void)
{
    for (int i = 0; i < INTERLEAVE_FAILURES; i++) {
        simplest[i].preemptions = INT_MAX;
    }
}

/* PCT's bound is one on orders of steps; where loads may be stale, that isn't all there is. */
void tally_sampled(const struct strategy *strategy)
{
    result->sampled.schedules += result->executions;
    result->sampled.mode = strategy->name;
    if ((strategy == &pct_strategy || strategy == &mix_strategy) && !engine.weak) {
        result->sampled.pct += pct_executions();
        for (int depth = 1; depth <= 2; depth++) {
            result->sampled.missed[depth - 1] *= pct_missed(depth, result->threads);
        }
    }
}

static bool is_more_than_a_race(int failure)
{
    return failure != INTERLEAVE_DATA_RACE && failure != INTERLEAVE_THREAD_LEAK;
}

bool tally_finds_more_than_a_race(void)
{
    for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
        if (is_more_than_a_race(i) && result->found[i].count != 0) {
            return true;
        }
    }
    return false;
}

bool tally_found_more_than_a_race(void)
{
    for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
        if (is_more_than_a_race(i) && result->found[i].schedule != NULL) {
            return true;
        }
    }
    return false;
}

bool tally_found_any(void)
{
    return tally_found_more_than_a_race() || result->found[INTERLEAVE_DATA_RACE].schedule != NULL ||
           (engine.options.leaks == INTERLEAVE_LEAKS_FAIL &&
            result->found[INTERLEAVE_THREAD_LEAK].schedule != NULL);
}

/* -- from one process to another, both of the same program -- */

static bool put(int file, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        const ssize_t done = write(file, at, size);
        if (done < 0) {
            return false;
        }
        at += done;
        size -= (size_t)done;
    }
    return true;
}

static bool get(int file, void *data, size_t size)
{
    char *at = data;
    while (size > 0) {
        const ssize_t done = read(file, at, size);
        if (done <= 0) {
            errno = done == 0 ? 0 : errno;
            return false;
        }
        at += done;
        size -= (size_t)done;
    }
    return true;
}

static bool put_text(int file, const char *text)
{
    const size_t length = strlen(text);
    return put(file, &length, sizeof length) && put(file, text, length);
}

/* The caller frees it. */
static char *get_text(int file)
{
    size_t length;
    if (!get(file, &length, sizeof length)) {
        return NULL;
    }
    char *text = __real_calloc(1, length + 1);
    if (text != NULL && !get(file, text, length)) {
        __real_free(text);
        return NULL;
    }
    return text;
}

bool tally_save(int file)
{
    bool saved = put(file, result, sizeof *result) && put(file, simplest, sizeof simplest) &&
                 put(file, &was_too_long, sizeof was_too_long) &&
                 put(file, result->outcomes, result->outcome_count * sizeof *result->outcomes);
    for (int i = 1; i < INTERLEAVE_FAILURES && saved; i++) {
        const struct interleave_found *found = &result->found[i];
        saved = found->schedule == NULL ||
                (put_text(file, found->schedule) && put_text(file, found->message));
    }
    return saved;
}

/* Takes over what was found, whose texts come now, if it is simpler. */
static bool add_found(int file, const struct interleave_found *other, const struct simplest *than,
                      int failure)
{
    struct interleave_found *found = &result->found[failure];
    char *schedule = get_text(file);
    char *message = schedule != NULL ? get_text(file) : NULL;
    if (message == NULL) {
        __real_free(schedule);
        return false;
    }
    if (found->schedule != NULL && (settled[failure] || !is_simpler(than, &simplest[failure]))) {
        __real_free(schedule);
        __real_free(message);
        return true;
    }
    const unsigned long count = found->count;
    __real_free(found->schedule);
    __real_free(found->message);
    *found = *other;
    found->count = count;
    found->schedule = schedule;
    found->message = message;
    simplest[failure] = *than;
    return true;
}

bool tally_add(int file)
{
    struct interleave_result other;
    struct simplest than[INTERLEAVE_FAILURES];
    bool too_long;
    bool added = get(file, &other, sizeof other) && get(file, than, sizeof than) &&
                 get(file, &too_long, sizeof too_long);
    if (!added) {
        return false;
    }
    for (size_t i = 0; i < other.outcome_count && added; i++) {
        struct interleave_outcome outcome;
        added = get(file, &outcome, sizeof outcome);
        if (added) {
            count_outcome(outcome.value, outcome.count, outcome.is_wrong);
        }
    }
    for (int i = 1; i < INTERLEAVE_FAILURES && added; i++) {
        added = other.found[i].schedule == NULL || add_found(file, &other.found[i], &than[i], i);
        result->found[i].count += other.found[i].count;
    }
    if (result->first == 0 && other.first != 0) {
        result->first = result->schedules + other.first;
    }
    result->schedules += other.schedules;
    if (other.sampled.schedules != 0) {
        result->sampled.schedules += other.sampled.schedules;
        result->sampled.pct += other.sampled.pct;
        result->sampled.mode = other.sampled.mode;
        result->sampled.missed[0] *= other.sampled.missed[0];
        result->sampled.missed[1] *= other.sampled.missed[1];
    }
    result->executions += other.executions;
    result->resumed += other.resumed;
    result->redundant += other.redundant;
    result->failing += other.failing;
    result->events += other.events;
    result->steps += other.steps;
    result->threads = other.threads > result->threads ? other.threads : result->threads;
    was_too_long = was_too_long || too_long;
    return added;
}
