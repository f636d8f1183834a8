/*
 * never_joined.c - main tells what a guest has eaten without waiting for the guest.
 *
 * Sentence: Missing join: main starts guest and ends without joining or detaching it, so guest
 * still Row: starts guest Row: loads eaten → 0
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
    return atomic_load(&eaten) == 1 ? 0 : 1;
}
