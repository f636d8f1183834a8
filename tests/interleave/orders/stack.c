/* Treiber's stack: one thread pushes a node, another one takes what is there. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct node {
    int value;
    struct node *next;
};

static _Atomic(struct node *) top;
static struct node nodes[2];

static void push(struct node *node, int value)
{
    struct node *first = atomic_load(&top); /* enough: relaxed */
    node->value = value;
    do {
        node->next = first;
    } while (!atomic_compare_exchange_strong(&top, &first, node)); /* enough: release/relaxed */
}

static struct node *pop(void)
{
    struct node *first = atomic_load(&top); /* enough: acquire */
    bool taken = first == NULL;
    while (!taken) {
        struct node *next = first->next;
        taken = atomic_compare_exchange_strong(&top, &first, next); /* enough: acquire/acquire */
        taken = taken || first == NULL;
    }
    return first;
}

static void *give(void *argument)
{
    push(argument, 1);
    return NULL;
}

int main(void)
{
    pthread_t one;
    struct node *node;
    push(&nodes[0], 1);
    pthread_create(&one, NULL, give, &nodes[1]);
    const int sum = (node = pop()) != NULL ? node->value : 0;
    pthread_join(one, NULL);
    return sum == 1 ? 0 : 1;
}
