/*
 * happens.c - see happens.h.
 *
 * A thread's clock goes up by one each time it releases something: a lock, a store, the start of a
 * thread. An event of a call is told after its effect, that of an atomic access before it; so where
 * the clock went up between two events of a thread, the kind of both says which of them released.
 */
#include "happens.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An event as far as it matters here. */
struct moment {
    int act;    /* the one that shows it: its own, or that of its operation */
    int thread; /* an index of acts.threads */
    long at;    /* of its thread's clock */
    int before; /* the moment of its thread before it, or NO_ACT */
    bool access, atomic;
    struct act own; /* what the event is by itself */
};

struct moments {
    struct moment *all;
    int count;
    int last[MOST_THREADS]; /* of each thread so far, or NO_ACT */
};

static bool is_fence(const struct act *act)
{
    return act_is(act, "atomic_thread_fence");
}

/* Does it take effect only after it is told? */
static bool is_told_first(const struct moment *moment)
{
    return moment->atomic || is_fence(&moment->own) || moment->own.kind == ACT_WAIT ||
           act_is(&moment->own, "pthread_barrier_wait");
}

static bool is_release(const struct moment *moment)
{
    return moment->own.kind == ACT_UNLOCK || moment->own.kind == ACT_START ||
           act_is(&moment->own, "sem_post");
}

/* -- the events of each thread -- */

static int thread_of(const struct acts *acts, const char *letter)
{
    for (int i = 0; i < acts->thread_count; i++) {
        if (strcmp(acts->threads[i], letter) == 0) {
            return i;
        }
    }
    return NO_ACT;
}

static int by_number(const void *left, const void *right)
{
    const long *a = left, *b = right;
    return (a[0] > b[0]) - (a[0] < b[0]);
}

/* The acts by the numbers of their events, sorted: pairs of number and act. The caller frees them.
 */
static long *numbered(const struct acts *acts)
{
    long *pairs = calloc((size_t)acts->count + 1, 2 * sizeof *pairs);
    for (int i = 0; pairs != NULL && i < acts->count; i++) {
        pairs[2 * i] = act_number(&acts->all[i], "n");
        pairs[2 * i + 1] = i;
    }
    if (pairs != NULL) {
        qsort(pairs, (size_t)acts->count, 2 * sizeof *pairs, by_number);
    }
    return pairs;
}

/* The act with that number; NO_ACT if there is none. */
static int act_numbered(const long *pairs, int count, long number)
{
    const long *found = bsearch(&number, pairs, (size_t)count, 2 * sizeof *pairs, by_number);
    return found != NULL ? (int)found[1] : NO_ACT;
}

static void note_moment(const json_t *event, const struct acts *acts, const long *pairs,
                        struct moments *moments)
{
    const int index = moments->count++;
    struct moment *moment = &moments->all[index];
    *moment = (struct moment){.own = act_of(event)};
    const struct act *own = &moment->own;
    const long inside = act_number(own, "inside");
    moment->thread = thread_of(acts, act_text(own, "thread"));
    moment->act = act_numbered(pairs, acts->count, inside != 0 ? inside : act_number(own, "n"));
    moment->at = act_number(own, "at");
    moment->access = own->kind == ACT_ACCESS;
    moment->atomic = strncmp(act_does(own), "atomic ", strlen("atomic ")) == 0;
    moment->before = NO_ACT;
    if (moment->thread != NO_ACT) {
        moment->before = moments->last[moment->thread];
        moments->last[moment->thread] = index;
    }
}

/* -- edges -- */

/* What of a thread was the release, where its clock was known up to `at`; NO_ACT: nothing. */
static int released(const struct moments *moments, int thread, long at, int until)
{
    int last = thread != NO_ACT ? moments->last[thread] : NO_ACT, after = NO_ACT;
    while (last != NO_ACT && (last >= until || moments->all[last].at > at)) {
        after = last;
        last = moments->all[last].before;
    }
    if (after == NO_ACT || after >= until || moments->all[after].at != at + 1 ||
        moments->all[after].access) {
        return last;
    }
    return last == NO_ACT || is_release(&moments->all[after]) || !is_told_first(&moments->all[last])
               ? after
               : last;
}

/* By which event a thread learned what it knows at this one. */
static int learned(const struct moments *moments, int now, int from)
{
    const struct moment *moment = &moments->all[now];
    const int before = moment->before;
    if (before == NO_ACT) {
        return now;
    }
    const struct moment *last = &moments->all[before], *source = &moments->all[from];
    const bool was_atomic = last->atomic || is_fence(&last->own);
    if (moment->own.kind == ACT_JOIN &&
        strcmp(act_text(&moment->own, "note"), act_text(&source->own, "thread")) == 0) {
        return now;
    }
    if (source->atomic || is_fence(&source->own)) {
        return was_atomic || moment->access ? before : now;
    }
    return moment->access ? before : now;
}

static const char *reason_of(const struct moment *from, const struct moment *to)
{
    if (from->own.kind == ACT_START) {
        return "start → first step";
    }
    if (to->own.kind == ACT_JOIN) {
        return "end → join";
    }
    if (act_is(&from->own, "pthread_barrier_wait")) {
        return "arrival → barrier opens";
    }
    if (from->own.kind == ACT_SEMAPHORE) {
        return "post → wait";
    }
    if (from->own.kind == ACT_UNLOCK || from->own.kind == ACT_WAIT) {
        return "unlock → lock";
    }
    if (from->atomic || is_fence(&from->own)) {
        return "release → acquire";
    }
    return "happens before";
}

static int add_edge(struct edges *edges, size_t *room, struct edge edge)
{
    if ((size_t)edges->count == *room) {
        const size_t more = *room * 2 + 64;
        struct edge *all = realloc(edges->all, more * sizeof *all);
        if (all == NULL) {
            return ENOMEM;
        }
        edges->all = all;
        *room = more;
    }
    edges->all[edges->count++] = edge;
    return 0;
}

static int add_known(const struct moments *moments, int now, const struct acts *acts,
                     struct edges *edges, size_t *room)
{
    const char *letter;
    json_t *at;
    json_object_foreach(json_object_get(moments->all[now].own.event, "knows"), letter, at)
    {
        const int from =
            released(moments, thread_of(acts, letter), (long)json_integer_value(at), now);
        const int to = from != NO_ACT ? learned(moments, now, from) : NO_ACT;
        if (to == NO_ACT || moments->all[from].act == NO_ACT || moments->all[to].act == NO_ACT ||
            from >= to) {
            continue;
        }
        const struct edge edge = {moments->all[from].act, moments->all[to].act,
                                  reason_of(&moments->all[from], &moments->all[to])};
        if (edge.from < edge.to && add_edge(edges, room, edge) != 0) {
            return ENOMEM;
        }
    }
    return 0;
}

/* Which signal woke a waiter. */
static int add_wakes(const struct acts *acts, struct edges *edges, size_t *room)
{
    int error = 0;
    for (int i = 0; i < acts->count && error == 0; i++) {
        const struct act *wake = &acts->all[i];
        for (int j = i - 1; j >= 0 && wake->kind == ACT_WAKE; j--) {
            const struct act *act = &acts->all[j];
            if (act->object == wake->object && act->kind == ACT_SIGNAL) {
                error = add_edge(edges, room, (struct edge){j, i, "signal → wake"});
                break;
            }
            if (act->object == wake->object && act->thread == wake->thread) {
                break; /* where it began to wait */
            }
        }
    }
    return error;
}

int happens_before(const json_t *trace, const struct acts *acts, struct edges *edges)
{
    struct moments moments = {.all = calloc(json_array_size(trace) + 1, sizeof *moments.all)};
    long *pairs = numbered(acts);
    size_t i, room = 0;
    const json_t *event;
    int error = moments.all != NULL && pairs != NULL ? 0 : ENOMEM;
    *edges = (struct edges){0};
    for (int thread = 0; thread < MOST_THREADS; thread++) {
        moments.last[thread] = NO_ACT;
    }
    for (i = 0; error == 0 && i < json_array_size(trace); i++) {
        event = json_array_get(trace, i);
        note_moment(event, acts, pairs, &moments);
        error = add_known(&moments, (int)i, acts, edges, &room);
    }
    error = error != 0 ? error : add_wakes(acts, edges, &room);
    free(moments.all);
    free(pairs);
    if (error != 0) {
        free(edges->all);
        *edges = (struct edges){0};
    }
    return error;
}
