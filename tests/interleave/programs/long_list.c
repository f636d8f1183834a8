/*
 * long_list.c - a thread goes through a list, and locks each node, while main waits for the lock of
 * the list: it doesn't loop in place. With LOOPS, the list has no end, and that is a livelock.
 *
 * Expect: proved
 * Expect -DLOOPS: failed livelock
 */
#include <pthread.h>
#include <stddef.h>

enum { NODES = 1500 };

struct node {
    pthread_mutex_t lock;
    struct node *next;
};
static struct node nodes[NODES];
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;

static void *walk(void *unused)
{
    pthread_mutex_lock(&list_lock);
    for (struct node *node = nodes; node != NULL; node = node->next) {
        pthread_mutex_lock(&node->lock);
        pthread_mutex_unlock(&node->lock);
    }
    pthread_mutex_unlock(&list_lock);
    return unused;
}

int main(void)
{
    pthread_t thread;
    for (int i = 0; i < NODES; i++) {
        pthread_mutex_init(&nodes[i].lock, NULL);
        nodes[i].next = i + 1 < NODES ? &nodes[i + 1] : NULL;
    }
#ifdef LOOPS
    nodes[3].next = nodes;
#endif
    pthread_create(&thread, NULL, walk, NULL);
    pthread_mutex_lock(&list_lock);
    pthread_mutex_unlock(&list_lock);
    pthread_join(thread, NULL);
    return 0;
}
