/*
 * hash_map.c - a hash map whose buckets are guarded by a few locks (lock striping), and which grows
 * under all of them.
 *
 *     hash_map [THREADS [KEYS]]
 *
 * The bug: the number of entries is counted under the lock of one stripe only.
 *
 * Expect: passed
 * Expect -DBUG: failed data race or wrong result
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STRIPES = 2, FIRST_BUCKETS = 2, MOST_THREADS = 16 };

struct entry {
    struct entry *next;
    uint64_t hash;
    char *key;
    long value;
};

struct map {
    pthread_mutex_t stripes[STRIPES];
    struct entry **buckets;
    size_t bucket_count; /* changes only under all stripes; a multiple of STRIPES */
#ifdef BUG
    size_t entries;
#else
    atomic_size_t entries;
#endif
};

static uint64_t hash_of(const char *key)
{
    uint64_t hash = 14695981039346656037u;
    for (; *key != '\0'; key++) {
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    }
    return hash;
}

static void map_open(struct map *map)
{
    memset(map, 0, sizeof *map);
    for (int i = 0; i < STRIPES; i++) {
        pthread_mutex_init(&map->stripes[i], NULL);
    }
    map->bucket_count = FIRST_BUCKETS;
    map->buckets = calloc(map->bucket_count, sizeof *map->buckets);
}

static void lock_all(struct map *map)
{
    for (int i = 0; i < STRIPES; i++) {
        pthread_mutex_lock(&map->stripes[i]);
    }
}

static void unlock_all(struct map *map)
{
    for (int i = STRIPES; i-- > 0;) {
        pthread_mutex_unlock(&map->stripes[i]);
    }
}

static void grow(struct map *map)
{
    lock_all(map);
    if (map->entries > 2 * map->bucket_count) {
        const size_t count = map->bucket_count * 2;
        struct entry **buckets = calloc(count, sizeof *buckets);
        for (size_t i = 0; buckets != NULL && i < map->bucket_count; i++) {
            for (struct entry *entry = map->buckets[i], *next; entry != NULL; entry = next) {
                next = entry->next;
                entry->next = buckets[entry->hash % count];
                buckets[entry->hash % count] = entry;
            }
        }
        if (buckets != NULL) {
            free(map->buckets);
            map->buckets = buckets;
            map->bucket_count = count;
        }
    }
    unlock_all(map);
}

/* Adds to the value of a key, which begins at 0. */
static void map_add(struct map *map, const char *key, long value)
{
    const uint64_t hash = hash_of(key);
    pthread_mutex_t *stripe = &map->stripes[hash % STRIPES];
    bool added = false;
    pthread_mutex_lock(stripe);
    struct entry **bucket = &map->buckets[hash % map->bucket_count];
    struct entry *entry = *bucket;
    while (entry != NULL && (entry->hash != hash || strcmp(entry->key, key) != 0)) {
        entry = entry->next;
    }
    if (entry == NULL) {
        entry = malloc(sizeof *entry);
        *entry = (struct entry){.next = *bucket, .hash = hash, .key = strdup(key)};
        *bucket = entry;
        map->entries++;
        added = true;
    }
    entry->value += value;
    const bool full = added && map->entries > 2 * map->bucket_count;
    pthread_mutex_unlock(stripe);
    if (full) {
        grow(map);
    }
}

static long map_sum(struct map *map)
{
    long sum = 0;
    lock_all(map);
    for (size_t i = 0; i < map->bucket_count; i++) {
        for (const struct entry *entry = map->buckets[i]; entry != NULL; entry = entry->next) {
            sum += entry->value;
        }
    }
    unlock_all(map);
    return sum;
}

static void map_close(struct map *map)
{
    for (size_t i = 0; i < map->bucket_count; i++) {
        for (struct entry *entry = map->buckets[i], *next; entry != NULL; entry = next) {
            next = entry->next;
            free(entry->key);
            free(entry);
        }
    }
    free(map->buckets);
    for (int i = 0; i < STRIPES; i++) {
        pthread_mutex_destroy(&map->stripes[i]);
    }
}

static struct map map;
static int keys;

static void *fill(void *argument)
{
    char key[32];
    for (int i = 0; i < keys; i++) {
        snprintf(key, sizeof key, "%s%d", i % 2 == 0 ? "shared" : (const char *)argument, i);
        map_add(&map, key, 1);
    }
    return NULL;
}

int main(int argc, char *argv[])
{
    const int count = argc > 1 ? atoi(argv[1]) : 2;
    char names[MOST_THREADS][8];
    pthread_t threads[MOST_THREADS];
    keys = argc > 2 ? atoi(argv[2]) : 2;
    if (count < 1 || count > MOST_THREADS) {
        return 2;
    }
    map_open(&map);
    for (int i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "own%d-", i);
        pthread_create(&threads[i], NULL, fill, names[i]);
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
    }
    const size_t entries = map.entries;
    const long sum = map_sum(&map);
    map_close(&map);
    const size_t expected = (size_t)((keys + 1) / 2 + count * (keys / 2));
    printf("%zu entries, sum %ld\n", entries, sum);
    return entries == expected && sum == (long)count * keys ? 0 : 1;
}
