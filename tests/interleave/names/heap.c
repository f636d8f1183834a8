/*
 * heap.c - what lies on the heap is called by how it is reached, locks by the call's argument.
 *
 * Name: node->value
 * Name: node->next
 * Name: node->lock
 * Name: head->lock
 * Name: *lock
 * Name: queue->items
 * Name: queue->items[1]
 * Name: queue->cells[1]
 * Name: numbers[3]
 * Name: queue->cells[0..1]
 * Words: frees numbers
 * Kind: node->value in a struct node from heap.c:46
 * Never: queue->items[queue->count]
 * Never: numbers[i]
 * Never: *last
 * Object: malloc a struct queue from heap.c:60
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *next;
    int value;
    pthread_mutex_t lock;
};
struct queue {
    struct node **items;
    int cells[4];
    size_t count;
};
static struct node *head;
static struct queue *queue;

static void with(pthread_mutex_t *lock)
{
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
}

static void *push(void *unused)
{
    struct node *node = malloc(sizeof *node);
    node->value = 1;
    node->next = head;
    pthread_mutex_init(&node->lock, NULL);
    pthread_mutex_lock(&node->lock);
    pthread_mutex_unlock(&node->lock);
    head = node;
    queue->items[queue->count] = node;
    return unused;
}

int main(void)
{
    pthread_t thread;
    queue = calloc(1, sizeof *queue);
    queue->items = calloc(4, sizeof *queue->items);
    queue->count = 1;
    queue->cells[queue->count]++;
    int *numbers = calloc(4, sizeof *numbers), *last = &numbers[3];
    for (int i = 2; i < 4; i++) {
        numbers[i] = i;
    }
    *last = 5;
    memcpy(queue->cells, numbers, 2 * sizeof *numbers);
    pthread_create(&thread, NULL, push, NULL);
    pthread_join(thread, NULL);
    pthread_mutex_lock(&head->lock);
    pthread_mutex_unlock(&head->lock);
    with(&head->lock);
    free(numbers);
    return 1;
}
