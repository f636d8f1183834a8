/*
 * one_place.c - the same place in a block, reached by a member, and in a function by a pointer to
 * it: it has one name, the one that says more.
 *
 * Name: letter->sent
 * Never: *flag
 * Sentence: after it has seen the store in letter->sent
 * Sentence: nothing forbids that it gives the older value, which nobody has set
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct letter {
    long text;
    atomic_long sent;
};

static struct letter *letter;

static long look(atomic_long *flag)
{
    return atomic_load_explicit(flag, memory_order_relaxed);
}

static void *answer(void *unused)
{
    if (look(&letter->sent) == 1 && letter->text != 7) {
        abort();
    }
    return unused;
}

int main(void)
{
    pthread_t clerk;
    letter = malloc(sizeof *letter);
    if (letter == NULL) {
        return 0;
    }
    atomic_init(&letter->sent, 0);
    if (pthread_create(&clerk, NULL, answer, NULL) != 0) {
        return 0;
    }
    letter->text = 7;
    atomic_store_explicit(&letter->sent, 1, memory_order_relaxed);
    pthread_join(clerk, NULL);
    free(letter);
    return 0;
}
