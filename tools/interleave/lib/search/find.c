/*
 * find.c - every schedule with no preemption, then every one with up to one, and so on: the first
 * failure that shows is the simplest there is (Musuvathi and Qadeer, "Iterative context bounding",
 * PLDI 2007).
 */
#include "search/strategies.h"

STATE static int bound = 0;
STATE static bool bounded = false;

void find_bound(int preemptions)
{
    bound = preemptions;
}

bool find_was_bounded(void)
{
    return bounded;
}

static void begin(void)
{
    path.length = path.kept = 0;
    bounded = false;
}

static int choose(void)
{
    int chosen;
    if (path_repeats(&chosen)) {
        return chosen;
    }
    const bool may_go_on = engine.favoured >= 0;
    struct node *node = path_push();
    node->is_number = false;
    node->chosen = (int16_t)(may_go_on ? engine.favoured : lowest(engine.enabled));
    node->untried = engine.enabled & ~only(node->chosen);
    if (may_go_on && engine.preemptions + engine.stale >= bound && node->untried != 0) {
        node->untried = 0;
        bounded = true;
    }
    return node->chosen;
}

static int choose_number(int count)
{
    int chosen;
    if (path_repeats(&chosen)) {
        return chosen;
    }
    struct node *node = path_push();
    node->is_number = true;
    node->chosen = 0;
    node->numbers = (int16_t)count;
    return 0;
}

/* Out of order counts as a preemption does: what needs neither is simpler. */
static int choose_store(int count)
{
    int chosen;
    if (engine.preemptions + engine.stale >= bound) {
        bounded = true;
        return 0;
    }
    if (path_repeats(&chosen)) {
        return chosen;
    }
    struct node *node = path_push();
    *node = (struct node){.is_number = true, .numbers = (int16_t)count};
    return 0;
}

static bool next(void)
{
    for (int i = path.length - 1; i >= 0; i--) {
        struct node *node = &path.nodes[i];
        if (node->is_number && node->chosen + 1 < node->numbers) {
            node->chosen++;
        } else if (!node->is_number && node->untried != 0) {
            node->chosen = (int16_t)lowest(node->untried);
            node->untried &= ~only(node->chosen);
        } else {
            continue;
        }
        path.kept = i + 1;
        return true;
    }
    return false;
}

const struct strategy find_strategy = {.name = "find",
                                       .bounds_preemptions = true,
                                       .begin = begin,
                                       .choose = choose,
                                       .choose_number = choose_number,
                                       .choose_store = choose_store,
                                       .next = next};
