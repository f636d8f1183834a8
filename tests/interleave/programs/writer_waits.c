/*
 * writer_waits.c - a reader that reads once more inside. Where writers come first, one that waits
 * keeps it out, and each waits for the other; where readers do, as by default, it is right. Who
 * only tries is turned away, and goes on.
 *
 * Expect: proved
 * Expect -DWRITERS_FIRST: failed deadlock
 * Expect -DWRITERS_FIRST -DSTATIC: failed deadlock
 * Expect -DWRITERS_FIRST -DTRIES: proved
 * Expect -DWRITERS_FIRST -DTIMED_WRITER: proved
 * Expect -DWRITERS_FIRST -DTWO_READERS: proved
 */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <time.h>

#ifdef STATIC
static pthread_rwlock_t table = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
#else
static pthread_rwlock_t table;
#endif
static int value;

static void *write_value(void *argument)
{
#ifdef TIMED_WRITER
    static const struct timespec until = {0};
    if (pthread_rwlock_timedwrlock(&table, &until) == ETIMEDOUT) {
        return argument;
    }
#else
    pthread_rwlock_wrlock(&table);
#endif
    value++;
    pthread_rwlock_unlock(&table);
    return argument;
}

static void *read_value(void *argument)
{
    pthread_rwlock_rdlock(&table);
    assert(value <= 1);
    pthread_rwlock_unlock(&table);
    return argument;
}

int main(void)
{
    pthread_t writer;
#ifndef STATIC
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
#ifdef WRITERS_FIRST
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
#endif
    pthread_rwlock_init(&table, &attributes);
#endif
    pthread_create(&writer, NULL, write_value, NULL);
#ifdef TWO_READERS
    pthread_t reader;
    pthread_create(&reader, NULL, read_value, NULL);
    read_value(NULL);
    pthread_join(reader, NULL);
#else
    pthread_rwlock_rdlock(&table);
#ifdef TRIES
    if (pthread_rwlock_tryrdlock(&table) == 0) {
        pthread_rwlock_unlock(&table);
    }
#else
    read_value(NULL);
#endif
    pthread_rwlock_unlock(&table);
#endif
    return pthread_join(writer, NULL);
}
