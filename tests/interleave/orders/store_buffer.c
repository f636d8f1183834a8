/* Dekker's first lines: each says that it comes, and then looks for the other one. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int left_comes, right_comes;
static int left_saw, right_saw;

static void *left(void *argument)
{
    atomic_store(&left_comes, 1);         /* enough: seq_cst */
    left_saw = atomic_load(&right_comes); /* enough: seq_cst */
    return argument;
}

static void *right(void *argument)
{
    atomic_store(&right_comes, 1);        /* enough: seq_cst */
    right_saw = atomic_load(&left_comes); /* enough: seq_cst */
    return argument;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, left, NULL);
    pthread_create(&other, NULL, right, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    assert(left_saw || right_saw);
    return 0;
}
