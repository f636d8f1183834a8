/*
 * threads-of-c11.c - <threads.h> in place of pthreads.
 *
 * Passes
 */
#include "exercise.h"

#include <stddef.h>
#include <threads.h>

static once_flag made = ONCE_FLAG_INIT;
static mtx_t lock;
static long value;

static void make_lock(void)
{
    must(mtx_init(&lock, mtx_plain) != thrd_success, "mtx_init");
}

static int count(void *work)
{
    call_once(&made, make_lock);
    for (long left = *(long *)work; left > 0; left--) {
        must(mtx_lock(&lock) != thrd_success, "mtx_lock");
        value++;
        must(mtx_unlock(&lock) != thrd_success, "mtx_unlock");
    }
    return 0;
}

long total(struct workload load)
{
    thrd_t threads[MAX_THREADS];
    value = 0;
    for (int i = 0; i < load.threads; i++) {
        must(thrd_create(&threads[i], count, &load.work) != thrd_success, "thrd_create");
    }
    for (int i = 0; i < load.threads; i++) {
        int result;
        must(thrd_join(threads[i], &result) != thrd_success, "thrd_join");
    }
    return value;
}
