/*
 * cache.c - a cache that many read and few write: found entries are read under the read lock,
 * missing ones are loaded and put in under the write lock, the oldest goes.
 *
 *     cache [READERS [REQUESTS]]
 *
 * The bug: after a miss the entry is put in without looking again, so that two that miss at the
 * same time put it in twice, and the count of what was loaded is wrong.
 *
 * Expect: passed
 * Expect -DBUG: failed assertion or wrong result
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROOM = 4, MOST_READERS = 16 };

struct entry {
    int key;
    long value;
    unsigned long age;
};

static struct {
    pthread_rwlock_t lock;
    struct entry entries[ROOM];
    int used;
    unsigned long clock;
} cache = {.lock = PTHREAD_RWLOCK_INITIALIZER};

static atomic_long loads, hits;
static int requests;

/* What takes long: from a disk, from the net. */
static long load(int key)
{
    atomic_fetch_add(&loads, 1);
    return (long)key * key + 1;
}

static const struct entry *look_up(int key)
{
    for (int i = 0; i < cache.used; i++) {
        if (cache.entries[i].key == key) {
            return &cache.entries[i];
        }
    }
    return NULL;
}

static struct entry *room_for_one(void)
{
    if (cache.used < ROOM) {
        return &cache.entries[cache.used++];
    }
    struct entry *oldest = &cache.entries[0];
    for (int i = 1; i < ROOM; i++) {
        if (cache.entries[i].age < oldest->age) {
            oldest = &cache.entries[i];
        }
    }
    return oldest;
}

static long cache_get(int key)
{
    pthread_rwlock_rdlock(&cache.lock);
    const struct entry *found = look_up(key);
    if (found != NULL) {
        const long value = found->value;
        pthread_rwlock_unlock(&cache.lock);
        atomic_fetch_add(&hits, 1);
        return value;
    }
    pthread_rwlock_unlock(&cache.lock);
    pthread_rwlock_wrlock(&cache.lock);
#ifndef BUG
    found = look_up(key);
    if (found != NULL) {
        const long value = found->value;
        pthread_rwlock_unlock(&cache.lock);
        atomic_fetch_add(&hits, 1);
        return value;
    }
#endif
    const long value = load(key);
    *room_for_one() = (struct entry){.key = key, .value = value, .age = ++cache.clock};
    pthread_rwlock_unlock(&cache.lock);
    return value;
}

static void *read_some(void *argument)
{
    const int first = *(const int *)argument;
    for (int i = 0; i < requests; i++) {
        const int key = (first + i) % 2;
        if (cache_get(key) != (long)key * key + 1) {
            return argument;
        }
    }
    return NULL;
}

int main(int argc, char *argv[])
{
    const int count = argc > 1 ? atoi(argv[1]) : 2;
    pthread_t readers[MOST_READERS];
    int firsts[MOST_READERS];
    bool right = true;
    requests = argc > 2 ? atoi(argv[2]) : 2;
    if (count < 1 || count > MOST_READERS) {
        return 2;
    }
    for (int i = 0; i < count; i++) {
        firsts[i] = i;
        pthread_create(&readers[i], NULL, read_some, &firsts[i]);
    }
    for (int i = 0; i < count; i++) {
        void *wrong;
        pthread_join(readers[i], &wrong);
        right = right && wrong == NULL;
    }
    printf("%ld loads, %ld hits\n", atomic_load(&loads), atomic_load(&hits));
    assert(atomic_load(&loads) <= 2);
    assert(atomic_load(&loads) + atomic_load(&hits) == (long)count * requests);
    return right ? 0 : 1;
}
