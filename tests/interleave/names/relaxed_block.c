/*
 * relaxed_block.c - a block is handed over by a relaxed store: what malloc does to it races with
 * what the other thread writes there.
 *
 * Row: loads handed → a pointer (relaxed)
 * Sentence: Data race: use writes *block, in a block that make allocates, after it has seen the
 * Sentence: store in handed, but these two give no order: a release store and an acquire load would
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic(int *) handed;

static void *make(void *unused)
{
    atomic_store_explicit(&handed, malloc(sizeof(int)), memory_order_relaxed);
    return unused;
}

static void *use(void *unused)
{
    int *block = atomic_load_explicit(&handed, memory_order_relaxed);
    if (block != NULL) {
        *block = 1;
    }
    return unused;
}

int main(void)
{
    pthread_t maker, user;
    pthread_create(&maker, NULL, make, NULL);
    pthread_create(&user, NULL, use, NULL);
    pthread_join(maker, NULL);
    pthread_join(user, NULL);
    free(handed);
    return 0;
}
