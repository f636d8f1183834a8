/*
 * prove.c - one execution for each class of schedules that differ only in the order of independent
 * steps: source-DPOR with sleep sets (Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic partial
 * order reduction", POPL 2014, algorithm 1).
 *
 * Two steps of different threads are dependent if they are at the same place and one of them
 * writes. After each step it is asked with which earlier ones it races, that is, which it could
 * have come before; at the node before such a step, a thread is noted that must be tried there as
 * well. A thread whose step was tried at a node sleeps in what is searched after, until a step
 * that depends on it comes.
 *
 * A lock is never the same as the unlock before it in the other order, as it can't be done then; so
 * a lock races with the lock before. Steps that a thread announced and couldn't do when the
 * execution ended race too: that is how a deadlock is known to be avoidable.
 */
#include "strategy.h"

static bool happened(const struct node *node, const struct clock *clock)
{
    return clock_at(clock, node->chosen) >= node->index;
}

/* The threads that could have made the first step of what came after the node at `from` but
 * doesn't depend on it, followed by the step of thread `last`, which has depends for a clock. */
static thread_set initials(int from, int last, const struct clock *depends)
{
    const struct node *excluded = &path.nodes[from];
    thread_set first = 0, initial = 0;
    uint32_t index[MAX_THREADS];
    for (int i = from + 1; i < path.length; i++) {
        const struct node *node = &path.nodes[i];
        if (node->is_number || node->depends == NULL || has(first, node->chosen) ||
            happened(excluded, node->depends)) {
            continue;
        }
        bool is_first = true;
        for_each_thread(id, first)
        {
            is_first = is_first && clock_at(node->depends, id) < index[id];
        }
        first |= only(node->chosen);
        index[node->chosen] = node->index;
        initial |= is_first ? only(node->chosen) : 0;
    }
    if (!has(first, last)) {
        bool is_first = true;
        for_each_thread(id, first)
        {
            is_first = is_first && clock_at(depends, id) < index[id];
        }
        initial |= is_first ? only(last) : 0;
    }
    return initial;
}

/* The step of the thread, whose clock after it is depends, races with the one at the node. */
static void must_try(int at, int thread, const struct clock *depends)
{
    struct node *node = &path.nodes[at];
    const thread_set initial = initials(at, thread, depends);
    if ((initial & (node->untried | node->done | node->sleep)) != 0) {
        return;
    }
    const thread_set possible = initial & node->enabled;
    if (possible != 0) {
        node->untried |= has(possible, thread) ? only(thread) : only(lowest(possible));
    }
}

static bool waits(enum step_kind kind)
{
    return kind == STEP_TAKE || kind == STEP_SHARED_LOCK || kind == STEP_EXCLUSIVE_LOCK ||
           kind == STEP_ONCE;
}

/* Notes what must be tried because of the races of a step; before: the thread's clock before it. */
static void look_for_races(const struct step *step, int thread, const struct clock *before,
                           const struct clock *after)
{
    for (int i = 0; i < step->places; i++) {
        const struct place *place = step->place[i];
        bool reads_since = false;
        int32_t at = place->execution == engine.execution ? place->last : -1;
        while (at >= 0) {
            const struct node *node = &path.nodes[at];
            const int which = node->place[0] == place ? 0 : 1;
            const bool concurrent = !happened(node, before);
            if (waits(step->kind)) {
                if (concurrent && (step->writes || node->writes)) {
                    must_try(at, thread, after);
                }
            } else if (node->kind == STEP_UNLOCK && step->kind == STEP_LOCK) {
                /* can't be reversed; the lock before it can */
            } else if (!node->writes) {
                if (step->writes && concurrent) {
                    must_try(at, thread, after);
                }
                reads_since = true;
            } else {
                if (concurrent && !(step->writes && reads_since)) {
                    must_try(at, thread, after);
                }
                break;
            }
            at = node->before[which];
        }
    }
}

/* The thread's clock after the step, from what it depends on. */
static void depend(const struct step *step, struct clock *clock)
{
    for (int i = 0; i < step->places; i++) {
        const struct place *place = step->place[i];
        if (place->execution != engine.execution) {
            continue;
        }
        if (place->left != NULL) {
            clock_join(clock, place->left);
        }
        for (int32_t at = place->last; at >= 0;) {
            const struct node *node = &path.nodes[at];
            if (node->writes || step->writes) {
                clock_join(clock, node->depends);
            }
            if (node->writes) {
                break;
            }
            at = node->before[node->place[0] == place ? 0 : 1];
        }
    }
}

/* The step of the chosen thread is done now, at the path's last node. */
static void perform(struct node *node)
{
    const int at = path.length - 1;
    struct thread *thread = &engine.threads[node->chosen];
    const struct step *step = &thread->next;
    struct clock *after = scratch(sizeof *after);
    node->depends = NULL;
    if (engine.weak && step->kind == STEP_ATOMIC) {
        thread->depended = clock_kept(&thread->depends);
    }
    clock_copy(after, &thread->depends);
    depend(step, after);
    if (at >= path.kept - 1) {
        look_for_races(step, thread->id, &thread->depends, after);
    }
    after->at[thread->id] = ++thread->steps;
    clock_copy(&thread->depends, after);
    node->depends = after;
    node->index = thread->steps;
    node->kind = step->kind;
    node->writes = step->writes;
    node->places = (int16_t)step->places;
    for (int i = 0; i < step->places; i++) {
        node->place[i] = step->place[i];
        place_renew(step->place[i]);
        node->before[i] = step->place[i]->last;
        step->place[i]->last = at;
    }
    for (int i = step->places; i < 2; i++) {
        node->place[i] = NULL;
    }
}

static bool independent(const struct step *step, const struct node *node)
{
    for (int i = 0; i < step->places; i++) {
        for (int j = 0; j < node->places; j++) {
            if (step->place[i] == node->place[j] && (step->writes || node->writes)) {
                return false;
            }
        }
    }
    return true;
}

/* Those that would only repeat what was searched, at a new node that comes last on the path. */
static thread_set asleep(void)
{
    int at = path.length - 2;
    while (at >= 0 && path.nodes[at].is_number) {
        at--;
    }
    if (at < 0) {
        return 0;
    }
    const struct node *before = &path.nodes[at];
    thread_set sleep = 0;
    for_each_thread(id, (before->sleep | before->done) & ~only(before->chosen))
    {
        if (independent(&engine.threads[id].next, before)) {
            sleep |= only(id);
        }
    }
    return sleep;
}

static void begin(void)
{
    path.length = path.kept = 0;
}

static int choose(void)
{
    if (path.length < path.kept) {
        struct node *node = &path.nodes[path.length++];
        perform(node);
        return node->chosen;
    }
    struct node *node = path_push();
    node->is_number = false;
    node->enabled = engine.enabled;
    node->done = 0;
    node->sleep = asleep();
    const thread_set awake = node->enabled & ~node->sleep;
    if (awake == 0) {
        path.length--;
        engine.redundant = true;
        engine_end();
    }
    const bool goes_on = engine.last >= 0 && has(awake, engine.last);
    node->chosen = (int16_t)(goes_on ? engine.last : lowest(awake));
    node->untried = only(node->chosen);
    perform(node);
    return node->chosen;
}

static int choose_number(int count)
{
    int chosen;
    if (path_repeats(&chosen)) {
        return chosen;
    }
    struct node *node = path_push();
    *node = (struct node){.is_number = true, .numbers = (int16_t)count};
    return 0;
}

/* Whichever it is, others see the same steps. */
static int choose_store(int count)
{
    return choose_number(count);
}

void prove_end(void)
{
    if (engine.redundant) {
        return;
    }
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[i];
        if (thread->state == ALIVE && thread->next.places > 0) {
            struct clock after;
            clock_copy(&after, &thread->depends);
            depend(&thread->next, &after);
            look_for_races(&thread->next, i, &thread->depends, &after);
        }
    }
}

static bool next(void)
{
    for (int i = path.length - 1; i >= 0; i--) {
        struct node *node = &path.nodes[i];
        if (node->is_number) {
            if (node->chosen + 1 < node->numbers) {
                node->chosen++;
                path.kept = i + 1;
                return true;
            }
            continue;
        }
        node->done |= only(node->chosen);
        const thread_set left = node->untried & ~node->done & ~node->sleep;
        if (left != 0) {
            node->chosen = (int16_t)lowest(left);
            path.kept = i + 1;
            return true;
        }
    }
    return false;
}

const struct strategy prove_strategy = {"prove", begin, choose, choose_number, choose_store, next};
