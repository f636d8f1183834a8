/*
 * walks.c - two threads walk the same list, each with a lock of its own. A turn of either loop does
 * what the turn before did, so the story has one of each.
 *
 * Rows: 2
 * Row: node->visits: 0 → 1
 * Sentence: Data race: walk 1 writes node->visits and walk 2 reads it
 * Sentence: walk 1 holds mutex "locks[0]", and walk 2 holds mutex "locks[1]": different locks do
 */
#include <pthread.h>
#include <stdlib.h>

enum { NODES = 4 };

struct node {
    struct node *next;
    int visits;
};

static struct node *first;
static pthread_mutex_t locks[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void *walk(void *lock)
{
    pthread_mutex_lock(lock);
    for (struct node *node = first; node != NULL; node = node->next) {
        node->visits++;
    }
    pthread_mutex_unlock(lock);
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < NODES; i++) {
        struct node *node = calloc(1, sizeof *node);
        node->next = first;
        first = node;
    }
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, walk, &locks[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
