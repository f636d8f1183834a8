/*
 * rff.c - schedules that are fuzzed by who reads from whom: Wolff, Shi, Duck, Mathur,
 * Roychoudhury, "Greybox fuzzing for concurrency testing", ASPLOS 2024.
 *
 * Theory of operation. What an execution does is decided by which write each read sees. A pair is a
 * place, a site that writes there (or none: what was there at first), and a site that reads. An
 * abstract schedule is a few pairs that are wanted, or not wanted, in an execution. It is carried
 * out by partial order sampling (pos.c) in which threads are held back whose step would be against
 * it: a reader that waits for its writer, a writer that would write over what a reader is to see, a
 * reader of what it is not to see. If nobody else can go on, one of these goes on all the same.
 *
 * A schedule whose execution showed a combination of pairs that none had shown is kept. The next
 * ones are drawn from those kept, with a wish more, one less, another or one turned round. Each is
 * used the more often the rarer the combination that it led to: not at all if that came more often
 * than others on the average, else twice as often each time (Böhme, Pham, Roychoudhury,
 * "Coverage-based greybox fuzzing as Markov chain", CCS 2016).
 *
 * In the paper what is wished for is drawn evenly. Here a pair is drawn the less often the more
 * often it was seen or wished for: most pairs come by themselves in any schedule, and some never
 * can.
 *
 * Taking a mutex is a read and a write of it: it reads from whoever had it before.
 */
#include "search/random/classes.h"
#include "search/random/sampling.h"
#include "search/random/spots.h"
#include "world/world.h"

#include <stdlib.h>

enum {
    MOST_PAIRS = 1 << 12,
    PAIR_SLOTS = 4 * MOST_PAIRS,
    COMBINATIONS = 1 << 14,
    MOST_KEPT = 256,
    MOST_WISHES = 8,
    MOST_ENERGY = 16,
    UNIT = 1 << 20,
};

struct pair {
    const struct place *place;
    const void *from, *to;        /* sites; from may be NULL: what was there at first */
    uint32_t seen, wished, shown; /* executions with it; that it was wished for; the last with it */
};

struct wish {
    uint16_t pair;
    bool against;
};

struct schedule {
    struct wish wishes[MOST_WISHES];
    int count;
    uint32_t combination; /* that it led to */
    uint32_t used;        /* how often it was the one to be changed */
};

struct knowledge {
    struct pair pairs[MOST_PAIRS];
    uint16_t pair_slots[PAIR_SLOTS]; /* 0: free; else a number, from 1 */
    struct schedule kept[MOST_KEPT];
    uint32_t combinations[COMBINATIONS];   /* in how many executions; two may fall together */
    int pair_count, kept_count, different; /* combinations */
    int classes;                           /* that the pairs are made of */
    uint32_t executions;
};

STATE static struct knowledge *known = NULL;
STATE static struct schedule wanted = {.count = 0}; /* in this execution */
STATE static thread_set fulfilled = 0;              /* of its wishes, by number */
STATE static uint64_t combination = 0;              /* a hash of the pairs that were shown … */
STATE static uint32_t shown = 0;                    /* … in this execution; 0: none */
STATE static uint32_t drawn_for = 0;                /* the execution that is as wanted */
STATE static int parent = 0, energy = 0;            /* which one is changed, how often yet */

static uint64_t mixed(uint64_t hash, uintptr_t value)
{
    return (hash ^ (value >> 1)) * 0x9e3779b97f4a7c15u;
}

static uint64_t hash_of(const struct place *place, const void *from, const void *to)
{
    return mixed(mixed(mixed(1, (uintptr_t)place), (uintptr_t)from), (uintptr_t)to);
}

/* The pair, noted if it is new; NULL without room for it. */
static struct pair *pair_of(const struct place *place, const void *from, const void *to)
{
    for (size_t at = hash_of(place, from, to) >> 32;; at++) {
        uint16_t *slot = &known->pair_slots[at % PAIR_SLOTS];
        if (*slot == 0) {
            if (known->pair_count == MOST_PAIRS) {
                return NULL;
            }
            known->pairs[known->pair_count] = (struct pair){.place = place, .from = from, .to = to};
            *slot = (uint16_t)++known->pair_count;
        }
        struct pair *pair = &known->pairs[*slot - 1];
        if (pair->place == place && pair->from == from && pair->to == to) {
            return pair;
        }
    }
}

/* What is new at a place may read from all that write there, and be read by all. */
static void learn(void)
{
    for (; known->classes < classes_count(); known->classes++) {
        const struct step_class *added = classes_numbered(known->classes);
        if (added->reads) {
            pair_of(added->place, NULL, added->site);
        }
        for (int i = 0; i <= known->classes; i++) {
            const struct step_class *other = classes_numbered(i);
            if (other->place == added->place && added->reads && other->writes) {
                pair_of(added->place, other->site, added->site);
            }
            if (other->place == added->place && other->reads && added->writes) {
                pair_of(added->place, added->site, other->site);
            }
        }
    }
}

/* -- what is wished for -- */

/* One that may be had and wasn't often; -1: none. */
static int draw_pair(void)
{
    int drawn = -1;
    uint64_t all = 0;
    for (int i = 0; i < known->pair_count; i++) {
        const struct pair *pair = &known->pairs[i];
        if (spots_matters(pair->place)) {
            const uint64_t often = (uint64_t)pair->seen + pair->wished;
            const uint64_t weight = 1 + UNIT / (1 + often * often);
            all += weight;
            drawn = sampling_below(all) < weight ? i : drawn;
        }
    }
    return drawn;
}

static bool draw_wish(struct wish *wish)
{
    const int pair = draw_pair();
    if (pair >= 0) {
        *wish = (struct wish){.pair = (uint16_t)pair};
        known->pairs[pair].wished++;
    }
    return pair >= 0;
}

static void mutate(struct schedule *schedule)
{
    enum { ADD, REPLACE, TURN, REMOVE, WAYS };
    const uint64_t way = schedule->count == 0 ? ADD : sampling_below(WAYS);
    const uint64_t at = schedule->count == 0 ? 0 : sampling_below((uint64_t)schedule->count);
    if (way == ADD && schedule->count < MOST_WISHES) {
        schedule->count += draw_wish(&schedule->wishes[schedule->count]);
    } else if (way == TURN) {
        schedule->wishes[at].against = !schedule->wishes[at].against;
    } else if (way == REMOVE) {
        schedule->wishes[at] = schedule->wishes[--schedule->count];
    } else {
        draw_wish(&schedule->wishes[at]);
    }
}

/* How often a schedule is to be changed now. */
static int energy_of(const struct schedule *schedule)
{
    const uint32_t often = known->combinations[schedule->combination];
    if (known->different > 0 && often > known->executions / (uint32_t)known->different) {
        return 0;
    }
    const uint32_t doubled = schedule->used < 5 ? 1u << schedule->used : MOST_ENERGY;
    const uint32_t share = often > 0 ? doubled / often : doubled;
    return share < 1 ? 1 : share > MOST_ENERGY ? MOST_ENERGY : (int)share;
}

static void draw(void)
{
    for (int tried = 0; energy == 0; tried++) {
        parent = (parent + 1) % known->kept_count;
        energy = tried < known->kept_count ? energy_of(&known->kept[parent]) : 1;
        known->kept[parent].used += energy > 0;
    }
    energy--;
    wanted = known->kept[parent];
    wanted.used = 0;
    mutate(&wanted);
}

/* -- one execution -- */

static void start(void)
{
    path.length = path.kept = 0;
    pos_forget();
    fulfilled = 0;
    drawn_for = engine.begun + 1;
}

static void begin(void)
{
    sampling_begin();
    spots_begin();
    classes_begin();
    if (known == NULL) {
        known = __real_malloc(sizeof *known);
        if (known == NULL) {
            abort();
        }
    }
    __real_memset(known, 0, sizeof *known);
    known->kept_count = 1; /* the schedule that wishes for nothing */
    wanted = (struct schedule){.count = 0};
    parent = energy = 0;
    shown = 0;
    start();
}

/* Whether the step would be against the wish, as things are. */
static bool is_against(const struct step *step, const struct wish *wish)
{
    const struct pair *pair = &known->pairs[wish->pair];
    if (!(step->places > 0 && step->place[0] == pair->place) &&
        !(step->places > 1 && step->place[1] == pair->place)) {
        return false;
    }
    const bool is_reader = step->pc == pair->to && !step->blind;
    const bool is_written = spots_before(pair->place, false) == pair->from;
    return wish->against ? is_reader && is_written
                         : (is_reader ? !is_written : is_written && step->writes);
}

static thread_set not_against(thread_set threads)
{
    thread_set free = threads;
    for_each_thread(id, threads)
    {
        for (int i = 0; i < wanted.count; i++) {
            if (!has(fulfilled, i) && is_against(&engine.threads[id].next, &wanted.wishes[i])) {
                free &= ~only(id);
                break;
            }
        }
    }
    return free;
}

static void show(struct pair *pair)
{
    if (pair->shown == engine.begun) {
        return;
    }
    pair->shown = engine.begun;
    pair->seen++;
    uint64_t number = (uint64_t)(pair - known->pairs);
    combination += random_number(&number); /* in whatever order they come */
    for (int i = 0; i < wanted.count; i++) {
        if (&known->pairs[wanted.wishes[i].pair] == pair && !wanted.wishes[i].against) {
            fulfilled |= only(i);
        }
    }
}

/* The execution has ended. Where the ways to draw take turns, it may have been another's. */
static void end(void)
{
    const uint32_t slot = (uint32_t)(combination >> 40) % COMBINATIONS;
    if (shown == 0) {
        return;
    }
    known->executions++;
    if (shown == drawn_for) {
        wanted.combination = slot;
    }
    if (known->combinations[slot]++ == 0) {
        known->different++;
        if (shown == drawn_for) {
            const int at = known->kept_count < MOST_KEPT ? known->kept_count++
                                                         : 1 + (int)sampling_below(MOST_KEPT - 1);
            known->kept[at] = wanted;
        }
    }
    shown = 0;
}

static void note(int thread)
{
    const struct step *step = &engine.threads[thread].next;
    if (shown != engine.begun) {
        end();
        shown = engine.begun;
        combination = 0;
    }
    classes_note(thread);
    learn();
    for (int i = 0; i < step->places; i++) {
        struct pair *pair =
            step->blind ? NULL
                        : pair_of(step->place[i], spots_before(step->place[i], false), step->pc);
        if (pair != NULL) {
            show(pair);
        }
    }
    spots_note(thread);
}

static int choose(void)
{
    const thread_set free = wanted.count > 0 ? not_against(engine.enabled) : engine.enabled;
    return pos_choose(free != 0 ? free : engine.enabled);
}

static bool next(void)
{
    end();
    draw();
    start();
    return true;
}

const struct strategy rff_strategy = {.name = "rff",
                                      .samples = true,
                                      .begin = begin,
                                      .choose = choose,
                                      .note = note,
                                      .choose_number = sampling_number,
                                      .choose_store = sampling_store,
                                      .next = next};
