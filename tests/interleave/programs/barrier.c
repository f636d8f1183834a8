/*
 * barrier.c - two phases; without the barrier between them, one reads what isn't there yet.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

enum { THREADS = 3 };

static int phase_one[THREADS], sum[THREADS];
static pthread_barrier_t between;

static void *work(void *argument)
{
    const int me = *(int *)argument;
    phase_one[me] = me + 1;
#ifdef FIXED
    pthread_barrier_wait(&between);
#endif
    for (int i = 0; i < THREADS; i++) {
        sum[me] += phase_one[i];
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    int ids[THREADS];
    pthread_barrier_init(&between, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        ids[i] = i;
        pthread_create(&threads[i], NULL, work, &ids[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(sum[0] == 6 && sum[1] == 6 && sum[2] == 6);
    return 0;
}
