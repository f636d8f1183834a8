/*
 * twostage_100.c - 100 threads write under two locks, one after the other; one reads in between.
 *
 * Expect: failed assertion
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

enum { WRITERS = 100 - 1 };

static int data1, data2;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t two = PTHREAD_MUTEX_INITIALIZER;

static void *stage(void *argument)
{
#ifdef FIXED
    pthread_mutex_lock(&one);
    data1 = 1;
    pthread_mutex_lock(&two);
    data2 = data1 + 1;
    pthread_mutex_unlock(&two);
    pthread_mutex_unlock(&one);
#else
    pthread_mutex_lock(&one);
    data1 = 1;
    pthread_mutex_unlock(&one);
    pthread_mutex_lock(&two);
    data2 = 2;
    pthread_mutex_unlock(&two);
#endif
    return argument;
}

static void *check(void *argument)
{
    pthread_mutex_lock(&one);
    const int seen1 = data1;
#ifndef FIXED
    pthread_mutex_unlock(&one);
#endif
    pthread_mutex_lock(&two);
    const int seen2 = data2;
    pthread_mutex_unlock(&two);
#ifdef FIXED
    pthread_mutex_unlock(&one);
#endif
    assert(seen1 == 0 || seen2 == seen1 + 1);
    return argument;
}

int main(void)
{
    pthread_t threads[WRITERS + 1];
    for (int i = 0; i < WRITERS; i++) {
        pthread_create(&threads[i], NULL, stage, NULL);
    }
    pthread_create(&threads[WRITERS], NULL, check, NULL);
    for (int i = 0; i <= WRITERS; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}
