/* acts.c - see acts.h. */
#include "acts.h"

#include "operations.h"

#include "interleave/trace/timeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *act_text(const struct act *act, const char *key)
{
    const char *text = json_string_value(json_object_get(act->event, key));
    return text != NULL ? text : "";
}

long act_number(const struct act *act, const char *key)
{
    return (long)json_integer_value(json_object_get(act->event, key));
}

const char *act_does(const struct act *act)
{
    return act_text(act, "do");
}

bool act_is(const struct act *act, const char *what)
{
    return strcmp(act_does(act), what) == 0;
}

/* -- one event -- */

static enum act_kind kind_of(const char *what)
{
    static const struct {
        const char *begins;
        enum act_kind kind;
    } kinds[] = {
        {"read", ACT_ACCESS},
        {"write", ACT_ACCESS},
        {"atomic ", ACT_ACCESS},
        {"pthread_mutex_lock", ACT_LOCK},
        {"pthread_mutex_timedlock", ACT_TRY},
        {"pthread_mutex_clocklock", ACT_TRY},
        {"pthread_mutex_trylock", ACT_TRY},
        {"pthread_mutex_unlock", ACT_UNLOCK},
        {"pthread_spin_lock", ACT_LOCK},
        {"pthread_spin_trylock", ACT_TRY},
        {"pthread_spin_unlock", ACT_UNLOCK},
        {"pthread_rwlock_rdlock", ACT_LOCK},
        {"pthread_rwlock_wrlock", ACT_LOCK},
        {"pthread_rwlock_unlock", ACT_UNLOCK},
        {"pthread_rwlock_t", ACT_TRY},
        {"pthread_rwlock_c", ACT_TRY},
        {"pthread_cond_wait", ACT_WAIT},
        {"pthread_cond_timedwait", ACT_WAIT},
        {"pthread_cond_clockwait", ACT_WAIT},
        {"pthread_cond_signal", ACT_SIGNAL},
        {"pthread_cond_broadcast", ACT_SIGNAL},
        {"is signalled and locks", ACT_WAKE},
        {"wakes and locks", ACT_WAKE},
        {"pthread_barrier_wait", ACT_BARRIER},
        {"leaves the barrier", ACT_BARRIER},
        {"sem_", ACT_SEMAPHORE},
        {"mtx_lock", ACT_LOCK},
        {"mtx_unlock", ACT_UNLOCK},
        {"mtx_t", ACT_TRY},
        {"cnd_wait", ACT_WAIT},
        {"cnd_timedwait", ACT_WAIT},
        {"cnd_signal", ACT_SIGNAL},
        {"cnd_broadcast", ACT_SIGNAL},
        {"pthread_create", ACT_START},
        {"thrd_create", ACT_START},
        {"pthread_join", ACT_JOIN},
        {"thrd_join", ACT_JOIN},
        {"free", ACT_FREE},
        {"prints", ACT_PRINT},
        {"operation", ACT_OPERATION},
        {"stuck", ACT_STUCK},
        {"fails", ACT_FAILS},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strncmp(what, kinds[i].begins, strlen(kinds[i].begins)) == 0) {
            return kinds[i].kind;
        }
    }
    return ACT_OTHER;
}

static int thread_named(struct acts *acts, const char *letter)
{
    for (int i = 0; i < acts->thread_count; i++) {
        if (strcmp(acts->threads[i], letter) == 0) {
            return i;
        }
    }
    if (acts->thread_count == MOST_THREADS) {
        return MOST_THREADS - 1;
    }
    acts->threads[acts->thread_count] = letter;
    return acts->thread_count++;
}

/* Which functions have been called, by the addresses to which they return. */
static unsigned long call_of(const json_t *event)
{
    size_t i;
    const json_t *frame;
    unsigned long hash = 17;
    json_array_foreach(json_object_get(event, "stack"), i, frame)
    {
        hash = hash * 31 + (unsigned long)json_integer_value(frame);
    }
    return hash;
}

struct act act_of(const json_t *event)
{
    struct act act = {.event = event, .thread = NO_ACT, .other = NO_ACT};
    act.kind = kind_of(act_does(&act));
    return act;
}

static void read_event(const json_t *event, struct acts *acts, struct act *act)
{
    *act = act_of(event);
    const char *what = act_does(act);
    act->thread = thread_named(acts, act_text(act, "thread"));
    act->pc = (unsigned long)act_number(act, "pc");
    act->object = (unsigned long)act_number(act, "object");
    act->call = call_of(event);
    if (act->kind == ACT_ACCESS) {
        act->address = (unsigned long)act_number(act, "address");
        act->size = (unsigned long)act_number(act, "size");
        act->writes = strstr(what, "write") != NULL || strstr(what, "update") != NULL;
        act->reads = !act->writes || strstr(what, "update") != NULL;
    }
    if (act->kind == ACT_START || act->kind == ACT_JOIN) {
        act->other = thread_named(acts, act_text(act, "note"));
    }
}

/* -- what conflicts -- */

/* A part of one thread's execution, from one start or join that it makes to the next. */
struct part {
    int thread;
    int number;      /* of those of its thread, from 0 */
    uint16_t *known; /* of each thread, how many parts come before this one */
};

/* What one part of a thread does with eight bytes. */
struct use {
    unsigned long granule;
    int part;
    uint8_t read, written; /* a bit for each byte */
};

struct uses {
    struct part *parts;
    int part_count;
    uint16_t *known; /* the memory of all parts' */
    int *part_of;    /* of each act */
    struct use *all;
    size_t count;
};

static bool part_begins(struct uses *uses, int thread, int number, const uint16_t *known,
                        int threads)
{
    struct part *part = &uses->parts[uses->part_count];
    part->thread = thread;
    part->number = number;
    part->known = uses->known + (size_t)uses->part_count * (size_t)threads;
    memcpy(part->known, known, (size_t)threads * sizeof *known);
    uses->part_count++;
    return true;
}

/* Divides all threads into parts. */
static void divide(const struct acts *acts, struct uses *uses)
{
    const int threads = acts->thread_count;
    int now[MOST_THREADS]; /* the part at hand of each thread, or NO_ACT */
    static const uint16_t nothing[MOST_THREADS];
    for (int i = 0; i < threads; i++) {
        now[i] = NO_ACT;
    }
    for (int i = 0; i < acts->count; i++) {
        const struct act *act = &acts->all[i];
        if (now[act->thread] == NO_ACT) {
            now[act->thread] = uses->part_count;
            part_begins(uses, act->thread, 0, nothing, threads);
        }
        uses->part_of[i] = now[act->thread];
        if (act->other == NO_ACT) {
            continue;
        }
        const struct part mine = uses->parts[now[act->thread]];
        uint16_t known[MOST_THREADS];
        memcpy(known, mine.known, (size_t)threads * sizeof *known);
        if (act->kind == ACT_START) {
            known[act->thread] = (uint16_t)(mine.number + 1);
            now[act->other] = uses->part_count;
            part_begins(uses, act->other, 0, known, threads);
            memcpy(known, mine.known, (size_t)threads * sizeof *known);
        } else if (now[act->other] != NO_ACT) {
            const struct part *joined = &uses->parts[now[act->other]];
            for (int j = 0; j < threads; j++) {
                known[j] = known[j] > joined->known[j] ? known[j] : joined->known[j];
            }
            known[act->other] = (uint16_t)(joined->number + 1);
        }
        now[act->thread] = uses->part_count;
        part_begins(uses, act->thread, mine.number + 1, known, threads);
    }
}

static bool unordered(const struct part *one, const struct part *other)
{
    return one->thread != other->thread && other->known[one->thread] <= one->number &&
           one->known[other->thread] <= other->number;
}

enum { MOST_GRANULES = 64 }; /* of one access */

static unsigned long granules_of(const struct act *act)
{
    if (act->kind != ACT_ACCESS || act->size == 0) {
        return 0;
    }
    const unsigned long all = ((act->address + act->size - 1) >> 3) - (act->address >> 3) + 1;
    return all < MOST_GRANULES ? all : MOST_GRANULES;
}

/* Of those eight bytes, which the access touches. */
static uint8_t bytes_of(const struct act *act, unsigned long granule)
{
    const unsigned long start = granule << 3;
    uint8_t bytes = 0;
    for (unsigned long i = 0; i < 8; i++) {
        if (start + i >= act->address && start + i < act->address + act->size) {
            bytes |= (uint8_t)(1U << i);
        }
    }
    return bytes;
}

static int by_granule(const void *left, const void *right)
{
    const struct use *a = left, *b = right;
    return a->granule != b->granule ? (a->granule > b->granule) - (a->granule < b->granule)
                                    : a->part - b->part;
}

static void collect(const struct acts *acts, struct uses *uses)
{
    for (int i = 0; i < acts->count; i++) {
        const struct act *act = &acts->all[i];
        const unsigned long granules = granules_of(act);
        for (unsigned long at = 0; at < granules; at++) {
            const unsigned long granule = (act->address >> 3) + at;
            const uint8_t bytes = bytes_of(act, granule);
            uses->all[uses->count++] = (struct use){.granule = granule,
                                                    .part = uses->part_of[i],
                                                    .read = act->reads ? bytes : 0,
                                                    .written = act->writes ? bytes : 0};
        }
    }
    qsort(uses->all, uses->count, sizeof *uses->all, by_granule);
    size_t kept = 0;
    for (size_t i = 0; i < uses->count; i++) {
        if (kept > 0 && by_granule(&uses->all[kept - 1], &uses->all[i]) == 0) {
            uses->all[kept - 1].read |= uses->all[i].read;
            uses->all[kept - 1].written |= uses->all[i].written;
        } else {
            uses->all[kept++] = uses->all[i];
        }
    }
    uses->count = kept;
}

static bool conflict_in(const struct uses *uses, const struct act *act, int part,
                        unsigned long granule)
{
    const struct use key = {.granule = granule, .part = part};
    const struct use *mine = bsearch(&key, uses->all, uses->count, sizeof key, by_granule);
    const uint8_t bytes = bytes_of(act, granule);
    if (mine == NULL) {
        return false;
    }
    const struct use *first = mine, *end = uses->all + uses->count;
    while (first > uses->all && first[-1].granule == granule) {
        first--;
    }
    for (const struct use *use = first; use < end && use->granule == granule; use++) {
        const uint8_t theirs = act->writes ? use->read | use->written : use->written;
        if ((theirs & bytes) != 0 && unordered(&uses->parts[part], &uses->parts[use->part])) {
            return true;
        }
    }
    return false;
}

static void mark(struct acts *acts, const struct uses *uses)
{
    for (int i = 0; i < acts->count; i++) {
        struct act *act = &acts->all[i];
        const unsigned long granules = granules_of(act);
        for (unsigned long at = 0; at < granules && !act->conflicts; at++) {
            act->conflicts = conflict_in(uses, act, uses->part_of[i], (act->address >> 3) + at);
        }
    }
}

static int find_conflicts(struct acts *acts)
{
    size_t parts = (size_t)acts->thread_count, room = 1;
    for (int i = 0; i < acts->count; i++) {
        parts += acts->all[i].other != NO_ACT ? 2 : 0;
        room += granules_of(&acts->all[i]);
    }
    struct uses uses = {
        .parts = calloc(parts, sizeof *uses.parts),
        .known = calloc(parts * (size_t)acts->thread_count, sizeof *uses.known),
        .part_of = calloc((size_t)acts->count + 1, sizeof *uses.part_of),
        .all = calloc(room, sizeof *uses.all),
    };
    const bool whole =
        uses.parts != NULL && uses.known != NULL && uses.part_of != NULL && uses.all != NULL;
    if (whole) {
        divide(acts, &uses);
        collect(acts, &uses);
        mark(acts, &uses);
    }
    free(uses.parts);
    free(uses.known);
    free(uses.part_of);
    free(uses.all);
    return whole ? 0 : ENOMEM;
}

/* -- all of them -- */

/* What a full timeline would show is an ordered part of the trace. */
static void find_counted(const json_t *trace, struct acts *acts)
{
    json_t *shown = timeline_that_matters(trace);
    size_t at = 0;
    for (int i = 0; i < acts->count && at < json_array_size(shown); i++) {
        if (json_array_get(shown, at) == acts->all[i].event) {
            acts->all[i].counts = true;
            at++;
        }
    }
    json_decref(shown);
}

int acts_read(const json_t *trace, const json_t *race, struct acts *acts)
{
    json_t *folded = operations_folded(trace, race);
    const size_t count = json_array_size(folded);
    *acts = (struct acts){.all = calloc(count + 1, sizeof *acts->all), .trace = folded};
    if (acts->all == NULL || (folded == NULL && trace != NULL)) {
        acts_release(acts);
        return ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        read_event(json_array_get(folded, i), acts, &acts->all[acts->count++]);
    }
    find_counted(folded, acts);
    const int error = acts->count > 0 ? find_conflicts(acts) : 0;
    if (error != 0) {
        acts_release(acts);
    }
    return error;
}

void acts_release(struct acts *acts)
{
    free(acts->all);
    json_decref(acts->trace);
    *acts = (struct acts){0};
}

/* -- what they have to do with one another -- */

bool acts_overlap(const struct act *one, const struct act *other)
{
    return one->kind == ACT_ACCESS && other->kind == ACT_ACCESS &&
           one->address < other->address + other->size && other->address < one->address + one->size;
}

bool acts_conflict(const struct act *one, const struct act *other)
{
    return one->thread != other->thread && (one->writes || other->writes) &&
           acts_overlap(one, other);
}

int acts_next(const struct acts *acts, int i, int thread, act_test *test, const struct act *given)
{
    for (int j = i + 1; j < acts->count; j++) {
        if (acts->all[j].thread == thread && (test == NULL || test(&acts->all[j], given))) {
            return j;
        }
    }
    return NO_ACT;
}

int acts_last(const struct acts *acts, int i, int thread, act_test *test, const struct act *given)
{
    for (int j = i - 1; j >= 0; j--) {
        if (acts->all[j].thread == thread && (test == NULL || test(&acts->all[j], given))) {
            return j;
        }
    }
    return NO_ACT;
}

int acts_read_from(const struct acts *acts, int i)
{
    const struct act *read = &acts->all[i];
    if (!read->reads || !read->conflicts) {
        return NO_ACT;
    }
    for (int j = i - 1; j >= 0; j--) {
        const struct act *act = &acts->all[j];
        if (act->writes && acts_overlap(act, read)) {
            return act->conflicts && act->thread != read->thread ? j : NO_ACT;
        }
    }
    return NO_ACT;
}
