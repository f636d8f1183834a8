/*
 * masked-store.c - the processor has a store of its own, which TSan does not see.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#define STORE(to) _mm_maskmoveu_si128(_mm_set1_epi8(1), _mm_set1_epi8(-1), (char *)(to))
#else
#define STORE(to) __asm__ volatile("str xzr, [%0]" ::"r"(to))
#endif

static long value[2];

static void *count(void *work)
{
    (void)work;
    STORE(value);
    return NULL;
}

long total(struct workload load)
{
    pthread_t threads[MAX_THREADS];
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&threads[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(threads[i], NULL), "pthread_join");
    }
    return load.threads * load.work;
}
