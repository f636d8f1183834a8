/*
 * two_limits.c - two limits that belong together are moved one after the other, each under the
 * lock. The second was written before the threads started: it is not used before it is initialised.
 *
 * Sentence: Atomicity violation: between move's write of low and its write of high, which belong
 * Sentence: together, check reads both.
 */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int low = 1, high = 5;

static void set(int *limit, int value)
{
    pthread_mutex_lock(&lock);
    *limit = value;
    pthread_mutex_unlock(&lock);
}

static void *move(void *unused)
{
    set(&low, 10);
    set(&high, 20);
    return unused;
}

static void *check(void *unused)
{
    pthread_mutex_lock(&lock);
    const int from = low, to = high;
    pthread_mutex_unlock(&lock);
    assert(from <= to);
    return unused;
}

int main(void)
{
    pthread_t mover, checker;
    pthread_create(&mover, NULL, move, NULL);
    pthread_create(&checker, NULL, check, NULL);
    pthread_join(mover, NULL);
    pthread_join(checker, NULL);
    return 0;
}
