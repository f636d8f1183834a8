/*
 * wrong_free.c - a list whose head is a variable, from which one thread removes what is no node.
 *
 * Expect: failed use after free or data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stdlib.h>

struct node {
    struct node *next;
};

static struct node head = {&head};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *pop(void *argument)
{
    pthread_mutex_lock(&lock);
    struct node *first = head.next;
#ifdef FIXED
    if (first != &head) {
        head.next = first->next;
        free(first);
    }
#else
    head.next = first->next;
    free(first);
#endif
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    struct node *only = malloc(sizeof *only);
    only->next = &head;
    head.next = only;
    pthread_create(&threads[0], NULL, pop, NULL);
    pthread_create(&threads[1], NULL, pop, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
