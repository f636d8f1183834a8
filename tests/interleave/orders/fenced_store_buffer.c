/* As store_buffer.c, with fences: these must stay, and then nothing else need be ordered. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int left_comes, right_comes;
static int left_saw, right_saw;

static void *left(void *argument)
{
    atomic_store_explicit(&left_comes, 1, memory_order_release);         /* enough: relaxed */
    atomic_thread_fence(memory_order_seq_cst);                           /* enough: seq_cst */
    left_saw = atomic_load_explicit(&right_comes, memory_order_acquire); /* enough: relaxed */
    return argument;
}

static void *right(void *argument)
{
    atomic_store_explicit(&right_comes, 1, memory_order_release);        /* enough: relaxed */
    atomic_thread_fence(memory_order_seq_cst);                           /* enough: seq_cst */
    right_saw = atomic_load_explicit(&left_comes, memory_order_acquire); /* enough: relaxed */
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
