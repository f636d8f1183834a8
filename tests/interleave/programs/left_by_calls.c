/*
 * What a call leaves where the program wants it is written like anything else: the handle of a new
 * thread, which may not be there yet when that thread looks for it; a result; a number asked for.
 *
 * Expect: failed data race
 * Expect -DPASSED: proved
 * Expect -DRESULT: failed data race
 * Expect -DRESULT -DAFTERWARDS: proved
 * Expect -DVALUE: failed data race
 * Expect -DVALUE -DAFTERWARDS: proved
 * Expect -DSTATE: failed data race
 * Expect -DSTATE -DAFTERWARDS: proved
 * Expect -DOPTIONS: failed data race
 * Expect -DOPTIONS -DAFTERWARDS: proved
 * Expect -DC11: failed data race
 * Expect -DFREED: failed data race or use after free
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdlib.h>
#include <threads.h>
#include <unistd.h>

#if defined(RESULT)
static void *result;

static void *nothing(void *argument)
{
    return argument;
}

static void ask(void)
{
    pthread_t other;
    pthread_create(&other, NULL, nothing, NULL);
    pthread_join(other, &result);
}
#define LEFT (result != NULL)
#elif defined(VALUE)
static sem_t seats;
static int result;

static void ask(void)
{
    sem_getvalue(&seats, &result);
}
#define LEFT (result != 0)
#elif defined(STATE)
static int result;

static void ask(void)
{
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &result);
}
#define LEFT (result != 0)
#elif defined(OPTIONS)
static void ask(void)
{
    char *const words[] = {(char[]){"program"}, (char[]){"-a"}, NULL};
    getopt(2, words, "a");
}
#define LEFT (optind != 0)
#endif

#ifdef LEFT
static void *run(void *argument)
{
    ask();
    return argument;
}

int main(void)
{
    pthread_t asker;
#ifdef VALUE
    sem_init(&seats, 0, 3);
#endif
    pthread_create(&asker, NULL, run, NULL);
#ifdef AFTERWARDS
    pthread_join(asker, NULL);
#endif
    const int left = LEFT;
#ifndef AFTERWARDS
    pthread_join(asker, NULL);
#endif
    return left > 1;
}
#elif defined(C11)
static thrd_t worker;

static int run(void *argument)
{
    (void)argument;
    return !thrd_equal(worker, thrd_current());
}

int main(void)
{
    thrd_create(&worker, run, NULL);
    thrd_join(worker, NULL);
    return 0;
}
#elif defined(FREED)
static void *run(void *argument)
{
    free(argument);
    return NULL;
}

int main(void)
{
    pthread_t other, *place = malloc(sizeof *place);
    pthread_create(&other, NULL, run, place);
    pthread_create(place, NULL, run, NULL);
    pthread_join(other, NULL);
    return 0;
}
#else
static pthread_t worker;

static void *run(void *argument)
{
#ifdef PASSED
    const pthread_t me = pthread_self();
#else
    const pthread_t me = worker;
#endif
    return pthread_equal(me, pthread_self()) ? argument : NULL;
}

int main(void)
{
    pthread_create(&worker, NULL, run, NULL);
    pthread_join(worker, NULL);
    return 0;
}
#endif
