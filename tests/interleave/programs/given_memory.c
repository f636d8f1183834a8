/*
 * given_memory.c - what the C library is told to write to, by one of its many functions, another
 * thread reads without the lock.
 *
 * Expect -DMEMPCPY: failed data race
 * Expect -DMEMCCPY: failed data race
 * Expect -DBCOPY: failed data race
 * Expect -DBZERO: failed data race
 * Expect -DSTPNCPY: failed data race
 * Expect -DSTRSEP: failed data race
 * Expect -DSTRTOLD: failed data race
 * Expect -DREST: failed data race
 * Expect -DWIDE: failed data race
 * Expect -DSEED: failed data race
 * Expect -DDATE: failed data race
 * Expect -DTEXT_OF_DATE: failed data race
 * Expect -DCLOCK: failed data race
 * Expect -DTIME: failed data race
 * Expect -DTIME_OF_DAY: failed data race
 * Expect -DALIGNED: failed data race
 * Expect -DMEMPCPY -DFIXED: proved
 * Expect -DREST -DFIXED: proved
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/time.h>
#include <time.h>
#include <wchar.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static union {
    char bytes[64];
    wchar_t wide[16];
    unsigned short seed[3];
    char *rest;
    struct tm date;
    struct timespec clock;
    struct timeval of_day;
    time_t time;
    void *memory;
} shared;

static void *write_it(void *argument)
{
    char own[] = "one two";
    (void)own;
    pthread_mutex_lock(&guard);
#if defined(MEMPCPY)
    mempcpy(shared.bytes, own, sizeof own);
#elif defined(MEMCCPY)
    memccpy(shared.bytes, own, ' ', sizeof own);
#elif defined(BCOPY)
    bcopy(own, shared.bytes, sizeof own);
#elif defined(BZERO)
    bzero(shared.bytes, sizeof own);
#elif defined(STPNCPY)
    stpncpy(shared.bytes, own, 4);
#elif defined(STRSEP)
    strsep(&shared.rest, " ");
#elif defined(STRTOLD)
    strtold("1.5", &shared.rest);
#elif defined(REST)
    strtok_r(own, " ", &shared.rest);
#elif defined(WIDE)
    wmemset(shared.wide, L'x', 3);
#elif defined(SEED)
    erand48(shared.seed);
#elif defined(DATE)
    gmtime_r(&(time_t){0}, &shared.date);
#elif defined(CLOCK)
    clock_gettime(CLOCK_MONOTONIC, &shared.clock);
#elif defined(TIME)
    time(&shared.time);
#elif defined(TIME_OF_DAY)
    gettimeofday(&shared.of_day, NULL);
#elif defined(ALIGNED)
    if (posix_memalign(&shared.memory, 64, 64) == 0) {
        free(shared.memory);
    }
#else
    strftime(shared.bytes, sizeof shared.bytes, "%Y", &(struct tm){.tm_year = 70});
#endif
    pthread_mutex_unlock(&guard);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, write_it, NULL);
#ifdef FIXED
    pthread_mutex_lock(&guard);
#endif
#ifdef TEXT_OF_DATE
    const char first = shared.bytes[3];
#else
    const char first = shared.bytes[0];
#endif
#ifdef FIXED
    pthread_mutex_unlock(&guard);
#endif
    pthread_join(thread, NULL);
    return first == 'z';
}
