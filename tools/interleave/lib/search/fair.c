/*
 * fair.c - see fair.h.
 *
 * A turn stands for a moment in which every processor does one step, so that steps over turns is
 * the parallelism (work over span: Brent, "The parallel evaluation of general arithmetic
 * expressions", JACM 1974) that this schedule has, which is greedy. What the main thread does while
 * it is the only one doesn't count.
 *
 * A program of short critical sections may have no parallelism to speak of, and still its threads
 * take turns. Where they don't, as each has to wait until another is through with all that it does,
 * the program is serial. So it is counted, too, how many steps each thread does in one row while no
 * other does any, and how many threads are there at the same time.
 */
#include "search/fair.h"

#include "memory/memory.h"
#include "memory/objects.h"
#include "world/world.h"

#include <string.h>

/* How long threads go on while no other one does anything that counts. */
struct rows {
    long steps;
    long longest[MAX_THREADS];
    long going; /* so far */
    int previous;
};

/* The step that was chosen last, which is done when the next one is to be chosen. */
struct done {
    int thread; /* -1: none */
    enum step_kind kind;
    bool writes;
    struct watched *at; /* NULL: not known */
};

STATE static struct trial trial = {.ends = NULL};
STATE static struct seen seen = {.events_of_main = 0};
STATE static struct rows all = {0}, telling = {0}, shutting_out = {0};
STATE static struct watched watched[MOST_WATCHED] = {{0}};
STATE static int watched_count = 0;
STATE static uint64_t hashes[MAX_THREADS] = {0};
STATE static bool hash_unknown = false;
STATE static struct done done = {.thread = -1};
STATE static uint64_t counted_events = 0;
STATE static bool counted = false; /* the turn at hand */
STATE static int previous = 0;     /* whose step was the last one */

static void begin_execution(void)
{
    memset(&seen, 0, sizeof seen);
    memset(&all, 0, sizeof all);
    memset(&telling, 0, sizeof telling);
    memset(&shutting_out, 0, sizeof shutting_out);
    memset(hashes, 0, sizeof hashes);
    for (int i = 0; i < watched_count; i++) {
        watched[i].steps = watched[i].writes = 0;
        watched[i].threads = 0;
        watched[i].taken_back = false;
    }
    hash_unknown = counted = false;
    done.thread = -1;
    previous = 0;
    counted_events = 0;
}

void fair_try(const struct trial *given)
{
    trial = *given;
    engine.idles = given->idle;
    engine.most_events = given->most_events;
    begin_execution();
}

static void begin(void)
{
    static const struct trial as_it_is, idle = {.idle = ~(thread_set)1};
    watched_count = 0;
    fair_try(engine.options.idle ? &idle : &as_it_is);
}

static void mix(uint64_t *hash, uint64_t value)
{
    uint64_t state = *hash ^ value;
    *hash = random_number(&state);
}

/* The program's own memory, which stays where it is. */
static bool is_readable(const struct cell *cell)
{
    return cell->start - world.start < world.size || cell->block != NULL;
}

/* Where programs keep what they hand to their threads, as often as in globals. */
static bool is_on_first_stack(uintptr_t address)
{
    const struct fiber *first = &engine.threads[0].fiber;
    return address >= (uintptr_t)first->stack_low && address < (uintptr_t)first->stack_high;
}

/* Where a place is: each is a span of some cell. */
static void locate(struct watched *at)
{
    for (size_t i = 0; slots != NULL && i <= slot_mask; i++) {
        const struct cell *cell = slots[i].cell;
        for (const struct span *span = cell != NULL ? &cell->span : NULL; span != NULL;
             span = span->next) {
            if (&span->place == at->place && span->bytes != 0 &&
                (is_readable(cell) || is_on_first_stack(cell->start))) {
                const int first = __builtin_ctz(span->bytes);
                at->start = cell->start + (uintptr_t)first;
                at->size = (size_t)(32 - __builtin_clz(span->bytes) - first);
                return;
            }
        }
    }
}

static struct watched *watch(const struct place *place)
{
    for (int i = 0; i < watched_count; i++) {
        if (watched[i].place == place) {
            return &watched[i];
        }
    }
    if (watched_count == MOST_WATCHED) {
        return NULL;
    }
    struct watched *at = &watched[watched_count++];
    *at = (struct watched){.place = place};
    locate(at);
    return at;
}

static uint64_t value_at(const struct watched *at)
{
    uint64_t value = 0;
    memcpy(&value, (const void *)at->start, at->size);
    return value;
}

static void nudge(const struct watched *at)
{
    const uint64_t value = value_at(at) + 1;
    memcpy((void *)at->start, &value, at->size);
}

/* What the last step has done, now that it is done. */
static void look_at_last(void)
{
    if (done.thread < 0) {
        return;
    }
    const struct watched *at = done.at;
    if (done.thread > 0) {
        uint64_t *hash = &hashes[done.thread];
        mix(hash, (uint64_t)done.kind);
        if (at != NULL && at->start != 0 && !is_on_first_stack(at->start)) {
            mix(hash, at->start);
            mix(hash, value_at(at));
        }
        hash_unknown =
            hash_unknown || done.kind >= STEP_SYSTEM || (done.kind <= STEP_ATOMIC && at == NULL);
    }
    if (at != NULL && at == trial.nudged && done.writes && at->writes == trial.nudged_after) {
        nudge(at);
    }
    done.thread = -1;
}

/* Events since the last choice were the running thread's. */
static void count_events(void)
{
    if (engine.current == 0) {
        seen.events_of_main += engine.events - counted_events;
    }
    counted_events = engine.events;
}

static bool is_due(int thread)
{
    return trial.ends_telling != NULL ? seen.tells[thread] >= trial.ends_telling[thread]
                                      : seen.steps[thread] >= trial.ends[thread];
}

/* A thread that holds a lock would keep it for ever. It ends as by pthread_exit, and doesn't come
 * back. */
static void end_if_due(void)
{
    const struct thread *me = self;
    if (trial.ends != NULL && me->id > 0 && me->state == ALIVE && me->held_count == 0 &&
        has(engine.enabled, me->id) && is_due(me->id)) {
        set_remove(&engine.enabled, me->id);
        engine.program->leave(NULL);
    }
}

static void sleeps(int64_t time, const void *pc)
{
    const struct thread *me = self;
    if (me->held_count > 0 && time > seen.sleep.time) {
        seen.sleep =
            (struct sleep){.lock = me->held[me->held_count - 1]->address, .pc = pc, .time = time};
    }
}

static void count_in(struct rows *rows, int thread)
{
    rows->steps++;
    rows->going = thread == rows->previous ? rows->going + 1 : 1;
    rows->previous = thread;
    if (rows->going > rows->longest[thread]) {
        rows->longest[thread] = rows->going;
    }
}

static bool waits_for_lock(const struct thread *thread)
{
    const enum step_kind kind = thread->next.kind;
    return !has(engine.enabled, thread->id) &&
           (kind == STEP_LOCK || kind == STEP_TIMED_LOCK || kind == STEP_SHARED_LOCK ||
            kind == STEP_EXCLUSIVE_LOCK);
}

/* Who else is there, but for the main thread, and does each of them wait for a lock? As waiting
 * threads get the lock at their turn, it is held as long as that is so. */
static int others_beside(int thread, bool *all_wait)
{
    int count = 0;
    *all_wait = true;
    for (int i = 1; i < engine.count; i++) {
        const struct thread *other = &engine.threads[i];
        if (i != thread && other->state == ALIVE) {
            count++;
            *all_wait = *all_wait && waits_for_lock(other);
        }
    }
    return count;
}

/* The main thread may hand work over meanwhile: its steps break no row. */
static void count_beside_others(int thread)
{
    bool all_wait;
    if (thread == 0 || others_beside(thread, &all_wait) == 0) {
        return;
    }
    seen.overlap.beside++;
    if (all_wait) {
        count_in(&shutting_out, thread);
    } else {
        shutting_out.going = 0;
    }
}

static bool tells(const struct step *step, const struct watched *at)
{
    if (step->kind <= STEP_ATOMIC) {
        return step->writes && (at == NULL || !at->ignored);
    }
    return step->kind == STEP_GIVE || (step->kind == STEP_SYSTEM && step->writes);
}

/* Notes who accesses a place. What the main thread leaves to another one, and takes back for good,
 * is that one's own: it is filled before and emptied afterwards. */
static void note_user(struct watched *at, int thread)
{
    if (thread == 0) {
        at->taken_back = (at->threads & ~only(0)) != 0;
        at->threads = at->threads != 0 ? at->threads : only(0);
        return;
    }
    const thread_set others = at->threads == only(0) ? 0 : at->threads;
    at->threads = others | only(thread) | (at->taken_back ? only(0) : 0);
}

static void count_step(int thread)
{
    const struct step *step = &engine.threads[thread].next;
    const bool is_access = step->kind <= STEP_ATOMIC && step->places > 0;
    struct watched *at = is_access ? watch(step->place[0]) : NULL;
    const bool is_own = at != NULL && at->own;
    if (!is_own && !counted) {
        seen.overlap.turns++;
        counted = true;
    }
    if (!is_own) {
        count_in(&all, thread);
        seen.overlap.of_main += thread == 0;
    }
    count_beside_others(thread);
    if (is_access && !is_own && (at == NULL || !at->ignored)) {
        count_in(&telling, thread);
    }
    if (at != NULL) {
        at->steps++;
        at->writes += step->writes;
        note_user(at, thread);
    }
    previous = thread;
    seen.steps[thread]++;
    seen.tells[thread] += tells(step, at);
    done = (struct done){.thread = thread, .kind = step->kind, .writes = step->writes, .at = at};
}

/* Started and not joined: one that is through with its work so quickly that no step shows it was
 * there could have been there together with others. */
static int threads_at_hand(void)
{
    int count = 0;
    for (int i = 1; i < engine.count; i++) {
        const struct thread *thread = &engine.threads[i];
        count += !thread->joined && (!thread->detached || thread->state == ALIVE);
    }
    return count;
}

static void count_threads(void)
{
    const int together = threads_at_hand();
    if (together > seen.overlap.together) {
        seen.overlap.together = together;
    }
}

/* Where threads do nothing that is a step, there is no other moment at which they are seen. And
 * what comes before is not theirs: they begin without a choice. */
static void starts_thread(void)
{
    count_events();
    count_threads();
}

/* The next one in the order of their start. */
static int choose(void)
{
    count_events();
    look_at_last();
    end_if_due();
    const thread_set later = engine.enabled >> previous >> 1;
    const int next = later != 0 ? previous + 1 + lowest(later) : lowest(engine.enabled);
    count_threads();
    counted = counted && next > previous;
    if (engine.alive > 1) {
        count_step(next);
    }
    return next;
}

static int choose_first(int count)
{
    (void)count;
    return 0;
}

static bool next(void)
{
    return false;
}

const struct seen *fair_seen(void)
{
    count_events();
    seen.overlap.steps = all.steps;
    seen.events = engine.events;
    seen.overlap.telling = telling.steps;
    seen.overlap.alone = seen.overlap.telling_alone = seen.overlap.shut_out = 0;
    for (int i = 0; i < engine.count; i++) {
        seen.overlap.alone += all.longest[i];
        seen.overlap.telling_alone += telling.longest[i];
        seen.overlap.shut_out += shutting_out.longest[i];
    }
    return &seen;
}

/* Was one of its last writes by another thread than the main one? */
static bool is_of_threads(const struct cell *cell)
{
    for (int i = 0; i < cell->count && i < NEAR_ACCESSES; i++) {
        if (cell->near[i].write && cell->near[i].thread > 0) {
            return true;
        }
    }
    return false;
}

/* What is hashed already are the steps; what is written by a call of the library may be more. */
uint64_t fair_acts(void)
{
    uint64_t hash = 0;
    for (int i = 1; i < engine.count; i++) {
        mix(&hash, hashes[i]);
        mix(&hash, (uint64_t)(uintptr_t)engine.threads[i].result);
    }
    for (size_t i = 0; slots != NULL && i <= slot_mask; i++) {
        const struct cell *cell = slots[i].cell;
        if (cell != NULL && cell->execution == engine.execution && is_readable(cell) &&
            is_of_threads(cell)) {
            mix(&hash, cell->start);
            mix(&hash, *(const uint64_t *)cell->start);
        }
    }
    return hash_unknown ? 0 : hash;
}

struct watched *fair_watched(int *count)
{
    *count = watched_count;
    return watched;
}

const struct strategy fair_strategy = {.name = "fair",
                                       .takes_turns = true,
                                       .begin = begin,
                                       .choose = choose,
                                       .choose_number = choose_first,
                                       .choose_store = choose_first,
                                       .starts_thread = starts_thread,
                                       .sleeps = sleeps,
                                       .next = next};
