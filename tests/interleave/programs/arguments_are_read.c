/*
 * arguments_are_read.c - a call of the C library reads what its arguments point to: another thread
 * that writes there races with it.
 *
 * Expect -DSLEEPS: failed data race
 * Expect -DWAITS_UNTIL: failed data race
 * Expect -DLOCKS_UNTIL: failed data race
 * Expect -DTAKES_UNTIL: failed data race
 * Expect -DJOINS_UNTIL: failed data race
 * Expect -DFUTEX: failed data race
 * Expect -DOPENS: failed data race
 * Expect -DNAMES: failed data race
 * Expect -DSTARTS: failed data race
 * Expect -DINITIALISES: failed data race
 * Expect -DCOPIES_NOTHING: failed data race
 * Expect -DPRINTS_NOTHING: failed data race
 * Expect -DLOOKS_UP: failed data race
 * Expect -DALL -DFIXED: proved
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static struct timespec limit;
static struct timeval time_left;
static struct itimerval timer;
static char text[32] = "/nowhere";
static pthread_attr_t attributes;
static pthread_mutexattr_t mutex_attributes;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static sem_t semaphore;
static pthread_t idle;

static void *do_nothing(void *argument)
{
    return argument;
}

static void call(void)
{
#if defined SLEEPS || defined ALL
    nanosleep(&limit, NULL);
#endif
#if defined SLEEPS_UNTIL || defined ALL
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &limit, NULL);
#endif
#if defined WAITS_UNTIL || defined ALL
    pthread_mutex_lock(&mutex);
    pthread_cond_timedwait(&condition, &mutex, &limit);
    pthread_mutex_unlock(&mutex);
#endif
#if defined LOCKS_UNTIL || defined ALL
    if (pthread_mutex_timedlock(&mutex, &limit) == 0) {
        pthread_mutex_unlock(&mutex);
    }
#endif
#if defined TAKES_UNTIL || defined ALL
    sem_timedwait(&semaphore, &limit);
#endif
#if defined READS_UNTIL || defined ALL
    if (pthread_rwlock_timedrdlock(&rwlock, &limit) == 0) {
        pthread_rwlock_unlock(&rwlock);
    }
#endif
#ifdef JOINS_UNTIL
    pthread_timedjoin_np(idle, NULL, &limit);
#endif
#if defined SELECTS || defined ALL
    select(0, NULL, NULL, NULL, &time_left);
#endif
#ifdef SETS_TIMER
    setitimer(ITIMER_REAL, &timer, NULL);
#endif
#ifdef FUTEX
    static int word;
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &limit, NULL, 0);
#endif
#if defined OPENS || defined ALL
    (void)!open(text, O_RDONLY);
#endif
#if defined OPENS_STREAM || defined ALL
    (void)!fopen(text, "r");
#endif
#if defined NAMES || defined ALL
    sem_unlink(text);
#endif
#ifdef STARTS
    pthread_t thread;
    pthread_create(&thread, &attributes, do_nothing, NULL);
    pthread_join(thread, NULL);
#endif
#if defined INITIALISES || defined ALL
    pthread_mutex_t own;
    pthread_mutex_init(&own, &mutex_attributes);
    pthread_mutex_destroy(&own);
#endif
#if defined COPIES_NOTHING || defined ALL
    free(strdup(text + strlen("/nowhere")));
#endif
#if defined PRINTS_NOTHING || defined ALL
    puts(text + strlen("/nowhere"));
#endif
#if defined LOOKS_UP || defined ALL
    (void)!getenv("HERE");
#endif
#ifdef LENGTH
    static char small[2] = {0};
    strcat(small, text + strlen("/nowhere"));
#endif
}

static void *call_it(void *argument)
{
    call();
    return argument;
}

static void *write_them(void *argument)
{
    limit.tv_nsec = 1;
    time_left.tv_usec = 1;
    timer.it_value.tv_usec = 0;
    memset(text, 0, sizeof text);
    pthread_attr_init(&attributes);
    pthread_mutexattr_init(&mutex_attributes);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    static char variable[] = "HERE=1";
    sem_init(&semaphore, 0, 1);
    pthread_attr_init(&attributes);
    pthread_mutexattr_init(&mutex_attributes);
#ifdef LOOKS_UP
    strcpy(text, variable);
    putenv(text);
#endif
    pthread_create(&idle, NULL, do_nothing, NULL);
    pthread_create(&threads[0], NULL, call_it, NULL);
#ifdef FIXED
    pthread_join(threads[0], NULL);
#endif
    pthread_create(&threads[1], NULL, write_them, NULL);
    pthread_join(threads[1], NULL);
#ifndef FIXED
    pthread_join(threads[0], NULL);
#endif
#ifndef JOINS_UNTIL
    pthread_join(idle, NULL);
#endif
    return 0;
}
