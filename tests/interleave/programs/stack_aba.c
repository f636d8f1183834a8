/*
 * stack_aba.c - a lock-free stack that takes a node for unchanged because it is at the same
 * address.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

enum { NODES = 3, NONE = -1 };

static int below[NODES];
static atomic_int top;
static atomic_bool in_use[NODES];
#ifdef FIXED
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#endif

static int pop(void)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    int node = atomic_load(&top);
    while (node != NONE && !atomic_compare_exchange_strong(&top, &node, below[node])) {
    }
    if (node != NONE) {
        assert(!atomic_exchange(&in_use[node], true));
    }
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
    return node;
}

static void push(int node)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
    atomic_store(&in_use[node], false);
    below[node] = atomic_load(&top);
    while (!atomic_compare_exchange_strong(&top, &below[node], node)) {
    }
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
}

static void *one(void *argument)
{
    pop();
    pop();
    return argument;
}

static void *two(void *argument)
{
    const int first = pop();
    const int second = pop();
    if (first != NONE) {
        push(first);
    }
    (void)second;
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < NODES; i++) {
        below[i] = i - 1;
    }
    atomic_store(&top, NODES - 1);
    pthread_create(&threads[0], NULL, one, NULL);
    pthread_create(&threads[1], NULL, two, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
