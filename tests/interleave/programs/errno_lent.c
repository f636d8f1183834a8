/*
 * errno_lent.c - errno is a thread's own, and ends with it (C17 7.5p2): a pointer to it that is
 * lent must not be used any longer.
 *
 * Expect: failed use after free
 * Expect -DFIXED: proved
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

static int *lent;
static sem_t is_lent, is_read;

static void *lend(void *argument)
{
    errno = EINTR;
    lent = &errno;
    sem_post(&is_lent);
#ifdef FIXED
    sem_wait(&is_read);
#endif
    return argument;
}

int main(void)
{
    pthread_t thread;
    sem_init(&is_lent, 0, 0);
    sem_init(&is_read, 0, 0);
    pthread_create(&thread, NULL, lend, NULL);
    sem_wait(&is_lent);
#ifndef FIXED
    pthread_join(thread, NULL);
#endif
    const int seen = *lent;
#ifdef FIXED
    sem_post(&is_read);
    pthread_join(thread, NULL);
#endif
    sem_destroy(&is_lent);
    sem_destroy(&is_read);
    return seen == ENOMEM;
}
