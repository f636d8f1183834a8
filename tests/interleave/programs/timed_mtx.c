/*
 * timed_mtx.c - a time limit from timespec_get, as C11 has it. An mtx_t without mtx_timed takes
 * none (C17 7.26.4.4p2).
 *
 * Expect: failed mutex misuse
 * Expect -DFIXED: proved
 */
#include <threads.h>
#include <time.h>

static mtx_t lock;
static int count;

static int add(void *argument)
{
    struct timespec until;
    (void)argument;
    if (timespec_get(&until, TIME_UTC) != TIME_UTC) {
        return 1;
    }
    until.tv_sec += 5;
    if (mtx_timedlock(&lock, &until) == thrd_success) {
        count++;
        mtx_unlock(&lock);
    }
    return 0;
}

int main(void)
{
    thrd_t thread;
    int result = 0;
#ifdef FIXED
    mtx_init(&lock, mtx_timed);
#else
    mtx_init(&lock, mtx_plain);
#endif
    thrd_create(&thread, add, NULL);
    result += add(NULL);
    thrd_join(thread, &result);
    mtx_destroy(&lock);
    return result;
}
