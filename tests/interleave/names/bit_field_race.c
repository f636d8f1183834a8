/*
 * bit_field_race.c - two bit-fields of one word, each written by a thread of its own: the race is
 * between two names.
 *
 * Sentence: a bit-field of the same memory location (C17 3.14), and neither happens before
 * Row: door.open: 0 → 1
 */
#include <pthread.h>

static struct {
    unsigned open : 1;
    unsigned locked : 1;
} door;

static void *open_it(void *unused)
{
    door.open = 1;
    return unused;
}

static void *lock_it(void *unused)
{
    door.locked = 1;
    return unused;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, open_it, NULL);
    pthread_create(&other, NULL, lock_it, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
