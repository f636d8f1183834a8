/*
 * counted_twice.c - the assertion fails unless one update is lost: it passes only when one thread
 * comes between the other's read and write.
 *
 * Sentence: before guest 2 reads it, and nothing in the program orders the two.
 * Decides: does step 2 while guest 1 (A) is within step 1: then step 2 makes guests 1.
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

static int guests;

static void *guest(void *unused)
{
    ++guests;
    assert(guests < 2);
    return unused;
}

int main(void)
{
    pthread_t one, two;
    if (pthread_create(&one, NULL, guest, NULL) != 0 ||
        pthread_create(&two, NULL, guest, NULL) != 0) {
        return 0;
    }
    pthread_join(one, NULL);
    return pthread_join(two, NULL);
}
