/*
 * fresh_memory.c - a block is passed on as soon as it is allocated.
 *
 * Expect: failed data race
 * Expect -DCALLOC: failed data race
 * Expect -DREALLOC: failed data race
 * Expect -DALIGNED: failed data race
 * Expect -DSTRNDUP: failed data race
 * Expect -DASPRINTF: failed data race
 * Expect -DATOMIC_USE: failed data race
 * Expect -DFREED_UNUSED: failed data race
 * Expect -DRELEASE: proved
 * Expect -DRELEASE -DCALLOC: proved
 * Expect -DRELEASE -DREALLOC: proved
 * Expect -DRELEASE -DSTRNDUP: proved
 * Expect -DRELEASE -DASPRINTF: proved
 * Expect -DRELEASE -DATOMIC_USE: proved
 * Expect -DRELEASE -DFREED_UNUSED: proved
 *
 * To allocate is to write the block (C17 7.22.3p2). Who gets the pointer by a relaxed load isn't
 * ordered after that, even if nobody has written to the block since.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef RELEASE
enum { STORED = memory_order_release, LOADED = memory_order_acquire };
#else
enum { STORED = memory_order_relaxed, LOADED = memory_order_relaxed };
#endif

static _Atomic(char *) shared;

static char *fresh(void)
{
#if defined CALLOC
    return calloc(8, 2);
#elif defined REALLOC
    return realloc(malloc(4), 16);
#elif defined ALIGNED
    return aligned_alloc(64, 64);
#elif defined STRNDUP
    return strndup("four and more", 4);
#elif defined ASPRINTF
    char *text = NULL;
    return asprintf(&text, "%d", 4) > 0 ? text : NULL;
#else
    return malloc(16);
#endif
}

static void *give(void *unused)
{
    atomic_store_explicit(&shared, fresh(), STORED);
    return unused;
}

static void *use(void *unused)
{
    char *got = atomic_load_explicit(&shared, LOADED);
    if (got != NULL) {
#if defined ATOMIC_USE
        atomic_store_explicit((atomic_char *)got, 1, memory_order_relaxed);
#elif defined FREED_UNUSED
        free(got);
        atomic_store(&shared, NULL);
#else
        *got = 1;
#endif
    }
    return unused;
}

int main(void)
{
    pthread_t giver, user;
    pthread_create(&giver, NULL, give, NULL);
    pthread_create(&user, NULL, use, NULL);
    pthread_join(giver, NULL);
    pthread_join(user, NULL);
    free(shared);
    return 0;
}
