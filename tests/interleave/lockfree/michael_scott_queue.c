/*
 * michael_scott_queue.c - a queue with two ends, each exchanged (Michael and Scott, "Simple, fast,
 * and practical non-blocking and blocking concurrent queue algorithms", PODC 1996). Nodes are not
 * used again.
 *
 * Expect: proved
 * Expect -DWEAK_LINK: failed data race
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct node {
    _Atomic(struct node *) next;
    int value;
};

static struct node nodes[3];
static _Atomic(struct node *) head, tail;

#ifdef WEAK_LINK
#define LINK memory_order_relaxed
#else
#define LINK memory_order_release
#endif

static void enqueue(struct node *node, int value)
{
    node->value = value;
    for (;;) {
        struct node *last = atomic_load_explicit(&tail, memory_order_acquire);
        struct node *next = atomic_load_explicit(&last->next, memory_order_acquire);
        if (next != NULL) {
            atomic_compare_exchange_strong_explicit(&tail, &last, next, memory_order_release,
                                                    memory_order_relaxed);
        } else if (atomic_compare_exchange_strong_explicit(&last->next, &next, node, LINK,
                                                           memory_order_relaxed)) {
            atomic_compare_exchange_strong_explicit(&tail, &last, node, memory_order_release,
                                                    memory_order_relaxed);
            return;
        }
    }
}

static int dequeue(void)
{
    for (;;) {
        struct node *first = atomic_load_explicit(&head, memory_order_acquire);
        struct node *next = atomic_load_explicit(&first->next, memory_order_acquire);
        if (next == NULL) {
            return 0;
        }
        const int value = next->value;
        if (atomic_compare_exchange_strong_explicit(&head, &first, next, memory_order_release,
                                                    memory_order_relaxed)) {
            return value;
        }
    }
}

static void *put(void *argument)
{
    enqueue(&nodes[1], 1);
    return argument;
}

static void *put_and_take(void *argument)
{
    enqueue(&nodes[2], 2);
    *(int *)argument = dequeue();
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    int taken = 0;
    atomic_init(&head, &nodes[0]);
    atomic_init(&tail, &nodes[0]);
    pthread_create(&threads[0], NULL, put, NULL);
    pthread_create(&threads[1], NULL, put_and_take, &taken);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    assert(taken == 1 || taken == 2);
    assert(taken + dequeue() == 3);
    return 0;
}
