/*
 * overwritten_before_use.c - a thread gives a mutex its initial value anew, by assignment or memset
 * (-DBY_MEMSET), while another may hold it: that the bytes are a mutex's is known only from the
 * locks that come later in the first execution.
 *
 * Expect: failed mutex misuse or data race
 * Expect -DBY_MEMSET: failed mutex misuse or data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void *add(void *argument)
{
    pthread_mutex_lock(&lock);
    total++;
    pthread_mutex_unlock(&lock);
    return argument;
}

static void begin_anew(void)
{
#ifdef BY_MEMSET
    memset(&lock, 0, sizeof lock);
#else
    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
#endif
}

int main(void)
{
    pthread_t thread;
#ifdef FIXED
    begin_anew();
#endif
    pthread_create(&thread, NULL, add, NULL);
#ifndef FIXED
    begin_anew();
#endif
    add(NULL);
    pthread_join(thread, NULL);
    return total != 2;
}
