/*
 * axioms.c - RC11 as it is written down (Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing sequential
 * consistency in C/C++11", PLDI 2017, section 3), by brute force over execution graphs: nothing
 * here is shared with the explorer, which builds executions step by step. Release sequences are
 * C17's (5.1.2.4p10), which a store of another thread ends.
 *
 * Relations are matrices of bits: row a has bit b if a is related to b.
 */
#include "program.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { MOST_EVENTS = LOCATIONS + MOST_THREADS * MOST_OPERATIONS };

typedef uint32_t relation[MOST_EVENTS];

struct graph {
    int count; /* the first LOCATIONS are the initial stores */
    int thread[MOST_EVENTS];
    struct operation_at at[MOST_EVENTS];
    int reads[MOST_EVENTS]; /* the store that is read, -1 */
    int rank[MOST_EVENTS];  /* of a store in its modification order */
    relation sb, rf, mo, fr;
    struct outcomes *outcomes;
};

static bool is_read(const struct graph *graph, int event)
{
    return event >= LOCATIONS &&
           (graph->at[event].operation == LOAD || graph->at[event].operation == UPDATE);
}

static bool is_write(const struct graph *graph, int event)
{
    return graph->at[event].operation == STORE || graph->at[event].operation == UPDATE;
}

static bool is_fence(const struct graph *graph, int event)
{
    return graph->at[event].operation == FENCE;
}

static bool same_location(const struct graph *graph, int a, int b)
{
    return !is_fence(graph, a) && !is_fence(graph, b) &&
           graph->at[a].location == graph->at[b].location;
}

static bool acquires(const struct graph *graph, int event)
{
    const memory_order order = graph->at[event].order;
    return order == memory_order_acquire || order == memory_order_acq_rel ||
           order == memory_order_seq_cst;
}

static bool releases(const struct graph *graph, int event)
{
    const memory_order order = graph->at[event].order;
    return order == memory_order_release || order == memory_order_acq_rel ||
           order == memory_order_seq_cst;
}

static bool is_seq_cst(const struct graph *graph, int event)
{
    return event >= LOCATIONS && graph->at[event].order == memory_order_seq_cst;
}

static bool has(const relation relation, int a, int b)
{
    return (relation[a] >> b & 1) != 0;
}

static void put(relation relation, int a, int b)
{
    relation[a] |= 1u << b;
}

static void compose(const struct graph *graph, const relation left, const relation right,
                    relation out)
{
    relation result = {0};
    for (int a = 0; a < graph->count; a++) {
        for (int b = 0; b < graph->count; b++) {
            result[a] |= has(left, a, b) ? right[b] : 0;
        }
    }
    memcpy(out, result, sizeof result);
}

static void add(relation to, const relation from)
{
    for (int a = 0; a < MOST_EVENTS; a++) {
        to[a] |= from[a];
    }
}

static void close(const struct graph *graph, relation relation)
{
    for (int middle = 0; middle < graph->count; middle++) {
        for (int a = 0; a < graph->count; a++) {
            relation[a] |= has(relation, a, middle) ? relation[middle] : 0;
        }
    }
}

static bool is_irreflexive(const struct graph *graph, const relation relation)
{
    for (int a = 0; a < graph->count; a++) {
        if (has(relation, a, a)) {
            return false;
        }
    }
    return true;
}

/* Is the write part of the release sequence that the head begins? */
static bool is_in_sequence(const struct graph *graph, int head, int write)
{
    if (!same_location(graph, head, write) || graph->rank[write] < graph->rank[head]) {
        return false;
    }
    for (int other = 0; other < graph->count; other++) {
        if (is_write(graph, other) && same_location(graph, head, other) &&
            graph->rank[other] > graph->rank[head] && graph->rank[other] <= graph->rank[write] &&
            graph->at[other].operation != UPDATE && graph->thread[other] != graph->thread[head]) {
            return false;
        }
    }
    return true;
}

static void synchronises(const struct graph *graph, relation out)
{
    for (int read = LOCATIONS; read < graph->count; read++) {
        if (!is_read(graph, read)) {
            continue;
        }
        for (int head = LOCATIONS; head < graph->count; head++) {
            if (!is_write(graph, head) || !is_in_sequence(graph, head, graph->reads[read])) {
                continue;
            }
            for (int from = LOCATIONS; from < graph->count; from++) {
                const bool begins =
                    releases(graph, from) &&
                    (from == head || (is_fence(graph, from) && has(graph->sb, from, head)));
                for (int to = LOCATIONS; begins && to < graph->count; to++) {
                    if (acquires(graph, to) &&
                        (to == read || (is_fence(graph, to) && has(graph->sb, read, to)))) {
                        put(out, from, to);
                    }
                }
            }
        }
    }
}

static bool psc_has_cycle(const struct graph *graph, const relation hb, const relation eco)
{
    relation far = {0}, scb = {0}, same = {0}, left = {0}, right = {0}, psc = {0}, fences = {0};
    for (int a = 0; a < graph->count; a++) {
        for (int b = 0; b < graph->count; b++) {
            if (has(graph->sb, a, b) && !same_location(graph, a, b)) {
                put(far, a, b);
            }
            if (has(hb, a, b) && same_location(graph, a, b)) {
                put(same, a, b);
            }
            if (is_seq_cst(graph, a) && is_fence(graph, a) && (a == b || has(hb, a, b))) {
                put(left, a, b);
            }
            if (is_seq_cst(graph, b) && is_fence(graph, b) && (a == b || has(hb, a, b))) {
                put(right, a, b);
            }
        }
        if (is_seq_cst(graph, a)) {
            put(left, a, a);
            put(right, a, a);
        }
    }
    compose(graph, far, hb, scb);
    compose(graph, scb, far, scb);
    add(scb, graph->sb);
    add(scb, same);
    add(scb, graph->mo);
    add(scb, graph->fr);
    compose(graph, left, scb, psc);
    compose(graph, psc, right, psc);
    relation hb_eco_hb;
    compose(graph, hb, eco, hb_eco_hb);
    compose(graph, hb_eco_hb, hb, hb_eco_hb);
    add(hb_eco_hb, hb);
    for (int a = 0; a < graph->count; a++) {
        for (int b = 0; b < graph->count; b++) {
            if (has(hb_eco_hb, a, b) && is_fence(graph, a) && is_fence(graph, b) &&
                is_seq_cst(graph, a) && is_seq_cst(graph, b)) {
                put(fences, a, b);
            }
        }
    }
    add(psc, fences);
    close(graph, psc);
    return !is_irreflexive(graph, psc);
}

/* The values follow from what is read, which has no cycle. */
static long value_of(const struct graph *graph, int write)
{
    const struct operation_at *at = &graph->at[write];
    return at->operation == UPDATE ? at->value + value_of(graph, graph->reads[write]) : at->value;
}

static void note_outcome(const struct graph *graph)
{
    long outcome = 0;
    for (int event = LOCATIONS; event < graph->count; event++) {
        if (is_read(graph, event)) {
            outcome = outcome * 10 + value_of(graph, graph->reads[event]);
        }
    }
    for (int location = 0; location < LOCATIONS; location++) {
        int last = location;
        for (int event = LOCATIONS; event < graph->count; event++) {
            last = is_write(graph, event) && graph->at[event].location == location &&
                           graph->rank[event] > graph->rank[last]
                       ? event
                       : last;
        }
        outcome = outcome * 10 + value_of(graph, last);
    }
    outcomes_add(graph->outcomes, outcome);
}

/* All is chosen: is it consistent? */
static void judge(struct graph *graph)
{
    relation hb = {0}, eco = {0}, check = {0};
    for (int event = LOCATIONS; event < graph->count; event++) {
        if (is_read(graph, event) && is_write(graph, event) &&
            graph->rank[event] != graph->rank[graph->reads[event]] + 1) {
            return; /* atomicity */
        }
    }
    memset(graph->rf, 0, sizeof graph->rf);
    memset(graph->mo, 0, sizeof graph->mo);
    memset(graph->fr, 0, sizeof graph->fr);
    for (int a = 0; a < graph->count; a++) {
        for (int b = 0; b < graph->count; b++) {
            if (is_write(graph, b) && is_write(graph, a) && same_location(graph, a, b) &&
                graph->rank[a] < graph->rank[b]) {
                put(graph->mo, a, b);
            }
            if (is_write(graph, b) && is_read(graph, a) && a != b && same_location(graph, a, b) &&
                graph->rank[graph->reads[a]] < graph->rank[b]) {
                put(graph->fr, a, b);
            }
        }
        if (is_read(graph, a)) {
            put(graph->rf, graph->reads[a], a);
        }
    }
    add(check, graph->sb);
    add(check, graph->rf);
    close(graph, check);
    if (!is_irreflexive(graph, check)) {
        return; /* no thin air */
    }
    synchronises(graph, hb);
    add(hb, graph->sb);
    close(graph, hb);
    add(eco, graph->rf);
    add(eco, graph->mo);
    add(eco, graph->fr);
    close(graph, eco);
    compose(graph, hb, eco, check);
    add(check, hb);
    if (is_irreflexive(graph, check) && !psc_has_cycle(graph, hb, eco)) {
        note_outcome(graph);
    }
}

/* Would the store come before one of its own thread's that it comes after? That can't be, whatever
 * else is chosen. */
static bool overtakes_its_own(const struct graph *graph, int event, int rank)
{
    for (int other = LOCATIONS; other < event; other++) {
        if (is_write(graph, other) && same_location(graph, other, event) &&
            has(graph->sb, other, event) && graph->rank[other] >= rank) {
            return true;
        }
    }
    return false;
}

/* Puts the stores of a location, from event on, at every place in its modification order. */
static void order_stores(struct graph *graph, int event)
{
    if (event == graph->count) {
        judge(graph);
        return;
    }
    if (!is_write(graph, event)) {
        order_stores(graph, event + 1);
        return;
    }
    int before = 0; /* stores there are */
    for (int other = 0; other < event; other++) {
        before += is_write(graph, other) && same_location(graph, other, event);
    }
    for (int rank = 1; rank <= before; rank++) {
        if (overtakes_its_own(graph, event, rank)) {
            continue;
        }
        int kept[MOST_EVENTS];
        memcpy(kept, graph->rank, sizeof kept);
        for (int other = 0; other < event; other++) {
            if (is_write(graph, other) && same_location(graph, other, event) &&
                graph->rank[other] >= rank) {
                graph->rank[other]++;
            }
        }
        graph->rank[event] = rank;
        order_stores(graph, event + 1);
        memcpy(graph->rank, kept, sizeof kept);
    }
}

static void choose_reads(struct graph *graph, int event)
{
    if (event == graph->count) {
        order_stores(graph, LOCATIONS);
        return;
    }
    if (!is_read(graph, event)) {
        choose_reads(graph, event + 1);
        return;
    }
    for (int write = 0; write < graph->count; write++) {
        if (write != event && is_write(graph, write) && same_location(graph, write, event) &&
            !has(graph->sb, event, write)) {
            graph->reads[event] = write;
            choose_reads(graph, event + 1);
        }
    }
}

void outcomes_by_axioms(const struct program *program, struct outcomes *outcomes)
{
    struct graph graph = {.outcomes = outcomes};
    outcomes->count = 0;
    for (int location = 0; location < LOCATIONS; location++) {
        graph.at[graph.count] = (struct operation_at){STORE, location, 0, memory_order_relaxed};
        graph.thread[graph.count++] = -1;
    }
    for (int thread = 0; thread < program->threads; thread++) {
        for (int i = 0; i < program->count[thread]; i++) {
            graph.at[graph.count] = program->at[thread][i];
            graph.thread[graph.count++] = thread;
        }
    }
    for (int a = 0; a < graph.count; a++) {
        for (int b = LOCATIONS; b < graph.count; b++) {
            if (a < LOCATIONS || (a < b && graph.thread[a] == graph.thread[b])) {
                put(graph.sb, a, b);
            }
        }
    }
    choose_reads(&graph, LOCATIONS);
}
