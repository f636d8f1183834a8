/*
 * back_off.c - spin locks that sleep longer and longer; two of them, taken in both orders or in
 * one.
 *
 * Expect: failed livelock
 * Expect -DFIXED: bounded
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

static atomic_flag left = ATOMIC_FLAG_INIT, right = ATOMIC_FLAG_INIT;
static int count;

static void lock(atomic_flag *flag)
{
    struct timespec pause = {.tv_nsec = 1000};
    while (atomic_flag_test_and_set_explicit(flag, memory_order_acquire)) {
        nanosleep(&pause, NULL);
        pause.tv_nsec += 1000;
    }
}

static void unlock(atomic_flag *flag)
{
    atomic_flag_clear_explicit(flag, memory_order_release);
}

static void *left_first(void *argument)
{
    lock(&left);
    lock(&right);
    count++;
    unlock(&right);
    unlock(&left);
    return argument;
}

#ifndef FIXED
static void *right_first(void *argument)
{
    lock(&right);
    lock(&left);
    count++;
    unlock(&left);
    unlock(&right);
    return argument;
}
#else
#define right_first left_first
#endif

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, left_first, NULL);
    pthread_create(&threads[1], NULL, right_first, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return count != 2;
}
