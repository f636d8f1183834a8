/*
 * time_zone.c - tzset, and what works as if it called that, sets timezone and its like
 * (POSIX.1-2017, tzset), which a program may read by itself. Calls alone don't race: the C library
 * has a lock for that.
 *
 * Expect: failed data race
 * Expect -DNAMES: failed data race
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <stddef.h>
#include <time.h>

static void *tell(void *argument)
{
    const time_t then = 0;
    struct tm date;
    localtime_r(&then, &date);
#ifndef NAMES
    (void)mktime(&date);
#endif
    return argument;
}

int main(void)
{
    pthread_t one, other;
    long seen = 0;
    pthread_create(&one, NULL, tell, NULL);
    pthread_create(&other, NULL, tell, NULL);
#ifdef NAMES
    seen = tzname[0] == NULL;
#elif !defined(FIXED)
    seen = timezone;
#endif
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    seen += timezone;
    return seen == 1;
}
