/*
 * both_wish.c - two threads announce that they want to enter, and each waits until the other
 * doesn't.
 *
 * Sentence: Livelock: enter 1 looks at wish[1] again and again; enter 2 looks at wish[0] again and
 * Sentence: again, and no thread is left that makes a change.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool wish[2];
static int sides[2] = {0, 1};

static void *enter(void *argument)
{
    const int side = *(int *)argument;
    atomic_store(&wish[side], true);
    while (atomic_load(&wish[1 - side])) {
    }
    atomic_store(&wish[side], false);
    return NULL;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, enter, &sides[0]);
    pthread_create(&other, NULL, enter, &sides[1]);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
