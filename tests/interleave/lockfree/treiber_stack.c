/*
 * treiber_stack.c - a stack whose top is exchanged (Treiber, "Systems programming: coping with
 * parallelism", IBM RJ 5118, 1986). Nodes are not used again, so there is no ABA.
 *
 * Expect: proved
 * Expect -DWEAK_PUSH: failed data race
 * Expect -DWEAK_POP: failed data race
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct node {
    struct node *below;
    int value;
};

static _Atomic(struct node *) top;
static struct node nodes[2];
static int popped[2];

#ifdef WEAK_PUSH
#define PUSH memory_order_relaxed
#else
#define PUSH memory_order_release
#endif
#ifdef WEAK_POP
#define POP memory_order_relaxed
#else
#define POP memory_order_acquire
#endif

static void push(struct node *node)
{
    struct node *seen = atomic_load_explicit(&top, memory_order_relaxed);
    do {
        node->below = seen;
    } while (!atomic_compare_exchange_weak_explicit(&top, &seen, node, PUSH, memory_order_relaxed));
}

static int pop(void)
{
    struct node *seen = atomic_load_explicit(&top, POP);
    while (seen != NULL &&
           !atomic_compare_exchange_weak_explicit(&top, &seen, seen->below, POP, POP)) {
    }
    return seen != NULL ? seen->value : 0;
}

static void *work(void *argument)
{
    const int me = *(const int *)argument;
    nodes[me].value = me + 1;
    push(&nodes[me]);
    popped[me] = pop();
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    int numbers[2] = {0, 1};
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, work, &numbers[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(popped[0] + popped[1] == 3);
    return 0;
}
