/*
 * copied_after_free.c - memcpy reads what has been freed: the access that fails is in no row of its
 * own, as a function of the C library makes it.
 *
 * Sentence: Use after free: greet uses a struct guest from copied_after_free.c:
 * Sentence: after leave has freed it.
 * Row: frees guest
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct guest {
    atomic_int users;
    char name[24];
};

static struct guest *guest;

static void *leave(void *unused)
{
    if (atomic_fetch_sub(&guest->users, 1) == 1) {
        free(guest);
    }
    return unused;
}

static void *greet(void *unused)
{
    char name[24];
    const int before = atomic_fetch_sub(&guest->users, 1);
    memcpy(name, guest->name, sizeof name);
    if (before == 1) {
        free(guest);
    }
    return name[0] == '\0' ? unused : NULL;
}

int main(void)
{
    pthread_t one, other;
    guest = calloc(1, sizeof *guest);
    guest->users = 2;
    pthread_create(&one, NULL, leave, NULL);
    pthread_create(&other, NULL, greet, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
