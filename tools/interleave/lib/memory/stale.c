/* stale.c - see stale.h. */
#include "memory/stale.h"

#include "core/path.h"
#include "engine/engine.h"

enum { FAR = 512 }; /* nodes: what is further away isn't looked for */

/* What is looked at of the path: the nodes between the first newer store and the load. */
STATE static struct stretch {
    const struct newer *newer;
    int count;
    int begin, end;        /* nodes: the first newer store; the load */
    int last[MAX_THREADS]; /* each thread's last node so far, -1: none since begin */
    bool follows[FAR];     /* of each node: a newer store leads to it */
} stretch = {.count = 0};

static bool knows_newer(const struct clock *clock)
{
    for (int i = 0; i < stretch.count; i++) {
        if (clock_at(clock, stretch.newer[i].thread) >= stretch.newer[i].step) {
            return true;
        }
    }
    return false;
}

static bool is_newer(const struct node *node)
{
    for (int i = 0; i < stretch.count; i++) {
        if (node->chosen == stretch.newer[i].thread && node->index == stretch.newer[i].step) {
            return true;
        }
    }
    return false;
}

/* A step that depends on nothing but its thread's step before and what was at its places. */
static bool is_access(const struct node *node)
{
    return node->kind == STEP_ATOMIC || node->kind == STEP_READ || node->kind == STEP_WRITE;
}

/* Whether the thread's step at the node `at` depends, beside what was at its places, on no more
 * than its step before does, or, of its first step, on nothing that knows a newer store. */
static bool adds_nothing(int thread, int at)
{
    for (int i = at - 1; i >= 0; i--) {
        const struct node *node = &path.nodes[i];
        if (!node->is_number && node->chosen == thread) {
            return is_access(node);
        }
        if (at - i == FAR) {
            return false;
        }
    }
    return !knows_newer(engine.threads[thread].started_with);
}

/* A load that a later thread made, of those that the first thread started: it may be the one that
 * comes too late. */
static bool may_stand_in(const struct node *node)
{
    return !node->is_number && node->kind == STEP_ATOMIC && node->chosen > self->id &&
           node->touch_count == 1 && !node->touches[0].writes && node->depends != NULL &&
           engine.threads[node->chosen].started_by == 0;
}

/* Whether a newer store leads to the step by way of its places, without what only comes after a
 * load that may stand in. */
static bool follows_by_places(const struct node *node)
{
    for (int i = 0; i < node->touch_count; i++) {
        const struct touch *touch = &node->touches[i];
        if (touch->place->left != NULL) {
            return true;
        }
        for (const struct touch *before = touch->before;
             before != NULL && before->node >= stretch.begin; before = before->before) {
            if ((touch->writes || before->writes) && !may_stand_in(&path.nodes[before->node]) &&
                stretch.follows[before->node - stretch.begin]) {
                return true;
            }
        }
    }
    return false;
}

/* The same in all ways, of the node at `at`. */
static bool follows(int at)
{
    const struct node *node = &path.nodes[at];
    const int own = stretch.last[node->chosen];
    if (is_newer(node) || (own >= 0 && stretch.follows[own - stretch.begin])) {
        return true;
    }
    if (!knows_newer(node->depends)) {
        return false;
    }
    const bool is_simple = is_access(node) && adds_nothing(node->chosen, at);
    return !is_simple || follows_by_places(node);
}

/* Whether a newer store leads to what the running thread did before its load. */
static bool leads_to_load(void)
{
    for (int i = 0; i < engine.count; i++) {
        stretch.last[i] = -1;
    }
    for (int i = stretch.begin; i < stretch.end; i++) {
        const struct node *node = &path.nodes[i];
        bool *const marked = &stretch.follows[i - stretch.begin];
        *marked = false;
        if (!node->is_number && node->depends != NULL) {
            *marked = follows(i);
            stretch.last[node->chosen] = i;
        }
    }
    const int own = stretch.last[self->id];
    return !adds_nothing(self->id, stretch.end) ||
           (own >= 0 && stretch.follows[own - stretch.begin]);
}

/* The first node of a newer store; -1: it is none's. */
static int first_newer(void)
{
    for (int i = stretch.end - 1, left = stretch.count; i >= 0; i--) {
        const struct node *node = &path.nodes[i];
        if (!node->is_number && node->depends != NULL && is_newer(node) && --left == 0) {
            return i;
        }
    }
    return -1;
}

bool stale_elsewhere(const struct newer *newer, int count)
{
    int end = path.length - 1;
    while (end >= 0 && path.nodes[end].is_number) {
        end--;
    }
    if (engine.interruptible || engine.in_section || engine.count == MAX_THREADS ||
        self->started_by != 0 || end < 0) {
        return false;
    }
    stretch.newer = newer;
    stretch.count = count;
    stretch.end = end;
    stretch.begin = first_newer();
    return stretch.begin >= 0 && end - stretch.begin <= FAR && !leads_to_load();
}
