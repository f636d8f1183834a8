/*
 * written_after_free.c - a write that comes after the block was freed: it isn't made, so it has no
 * value.
 *
 * Sentence: Use after free: fill writes cup->level after main has freed the block that it is in
 * Row: writes cup->level
 */
#include <pthread.h>
#include <stdlib.h>

struct cup {
    int level;
};

static struct cup *cup;

static void *fill(void *unused)
{
    cup->level = 3;
    return unused;
}

int main(void)
{
    pthread_t waiter;
    cup = malloc(sizeof *cup);
    if (cup == NULL || pthread_create(&waiter, NULL, fill, NULL) != 0) {
        return 0;
    }
    free(cup);
    return pthread_join(waiter, NULL);
}
