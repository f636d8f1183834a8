/*
 * joined_late.c - main reads what a guest has eaten before it waits for the guest.
 *
 * Sentence: Order violation: main reads eaten before guest changes it
 * Row: loads eaten → 0
 * Row: eaten: 0 → 1, atomically
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int eaten;

static void *guest(void *unused)
{
    atomic_fetch_add(&eaten, 1);
    return unused;
}

int main(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, guest, NULL) != 0) {
        return 0;
    }
    const int told = atomic_load(&eaten);
    return pthread_join(thread, NULL) != 0 || told != 1;
}
