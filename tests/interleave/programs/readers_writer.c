/*
 * readers_writer.c - a reader-writer lock that a writer takes for reading.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 * Expect -DFIXED -DTWICE: proved
 * Expect -DTWICE: failed data race or assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

static int one, two;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void *read_both(void *argument)
{
    pthread_rwlock_rdlock(&lock);
#ifdef TWICE /* as a function does that calls another one: it is given back as often */
    pthread_rwlock_rdlock(&lock);
    pthread_rwlock_unlock(&lock);
#endif
    assert(one == two);
    pthread_rwlock_unlock(&lock);
    return argument;
}

static void *write_both(void *argument)
{
#ifdef FIXED
    pthread_rwlock_wrlock(&lock);
#else
    pthread_rwlock_rdlock(&lock);
#endif
    one++;
    two++;
    pthread_rwlock_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t threads[3];
    pthread_create(&threads[0], NULL, read_both, NULL);
    pthread_create(&threads[1], NULL, write_both, NULL);
    pthread_create(&threads[2], NULL, read_both, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
