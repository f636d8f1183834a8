/*
 * thread_local_lent.c - a thread lends a variable of its own, thread-local or on its stack, which
 * is gone when it ends; it must wait till the other is done with it.
 *
 * Expect: failed use after free
 * Expect -DFIXED: proved
 * Expect -DON_STACK: failed use after free
 * Expect -DON_STACK -DFIXED: proved
 * Expect -DAFTER_JOIN: failed use after free
 * Expect -DBUSY: failed use after free
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stddef.h>

static _Thread_local int own;
static _Atomic(int *) lent;
static atomic_int other;
static sem_t done;

static void *lend(void *argument)
{
#ifdef ON_STACK
    int value = 1;
    atomic_store(&lent, &value);
#else
    own = 1;
    atomic_store(&lent, &own);
#endif
#ifdef BUSY /* at something else, so that the end comes late */
    atomic_store(&other, 1);
#endif
#ifdef FIXED
    sem_wait(&done);
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    sem_init(&done, 0, 0);
    pthread_create(&thread, NULL, lend, NULL);
#ifdef AFTER_JOIN
    pthread_join(thread, NULL);
#endif
    int *borrowed = atomic_load(&lent);
    const int value = borrowed != NULL ? *borrowed : 1;
    sem_post(&done);
#ifndef AFTER_JOIN
    pthread_join(thread, NULL);
#endif
    return value != 1;
}
