/* The lock of Mellor-Crummey and Scott: each thread waits at its own place in a queue. */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct place {
    _Atomic(struct place *) next;
    atomic_int waits;
};

static _Atomic(struct place *) last;
static int value;

static void acquire(struct place *mine)
{
    atomic_store_explicit(&mine->next, NULL, memory_order_relaxed); /* enough: relaxed */
    atomic_store_explicit(&mine->waits, 1, memory_order_relaxed);   /* enough: relaxed */
    struct place *before = atomic_exchange(&last, mine);            /* enough: acq_rel */
    if (before != NULL) {
        atomic_store(&before->next, mine);  /* enough: release */
        while (atomic_load(&mine->waits)) { /* enough: acquire */
        }
    }
}

static void release(struct place *mine)
{
    struct place *next = atomic_load(&mine->next); /* enough: acquire */
    struct place *expected = mine;
    if (next == NULL) {
        if (atomic_compare_exchange_strong(&last, &expected, NULL)) { /* enough: release/relaxed */
            return;
        }
        while ((next = atomic_load(&mine->next)) == NULL) { /* enough: acquire */
        }
    }
    atomic_store(&next->waits, 0); /* enough: release */
}

static void *add(void *argument)
{
    struct place mine;
    acquire(&mine);
    value++;
    release(&mine);
    return argument;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, add, NULL);
    pthread_create(&other, NULL, add, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return value == 2 ? 0 : 1;
}
