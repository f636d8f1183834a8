/*
 * pairs.c - a barrier for two, at which four threads arrive: who meets whom is luck.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_barrier_t pair;
static atomic_int letter;

static void *write_it(void *argument)
{
    letter = 1;
    pthread_barrier_wait(&pair);
    return argument;
}

static void *read_it(void *argument)
{
    pthread_barrier_wait(&pair);
    assert(letter == 1);
    return argument;
}

#ifndef FIXED
static void *pass_by(void *argument)
{
    pthread_barrier_wait(&pair);
    return argument;
}
#endif

int main(void)
{
    void *(*const functions[])(void *) = {
        write_it,
        read_it,
#ifndef FIXED
        pass_by,
        pass_by,
#endif
    };
    enum { THREADS = sizeof functions / sizeof *functions };
    pthread_t threads[THREADS];
    pthread_barrier_init(&pair, NULL, 2);
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, functions[i], NULL);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
