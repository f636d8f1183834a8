/*
 * calls.h - a call of each function of the C library that the explorer models, by name; see
 * calls.def. The calls alone are instrumented.
 */
#ifndef CALLS_H
#define CALLS_H

#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <regex.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>
#include <wchar.h>

/* Memory for a call; one that writes does so to a member that is meant for that. */
struct memory {
    char text[40], other[16], to[64], path[BUFSIZ];
    char *place, *rest, *line;
    char *words[2];
    wchar_t wide[16], wide_other[8], wide_to[32];
    wchar_t *wide_place, *wide_rest;
    int number, count;
    size_t room;
    float single, single_too;
    double real, real_too;
    long double extended, extended_too;
    mbstate_t state;
    time_t time;
    struct tm date;
    struct timespec moment;
    struct timeval of_day;
    struct stat status;
    struct statx extended_status;
    struct statfs system;
    struct statvfs virtual;
    struct utsname machine;
    struct rlimit limit;
    struct iovec part;
    fpos_t position;
    pthread_attr_t thread;
    struct sched_param priority;
    pthread_mutexattr_t mutex;
    pthread_condattr_t condition;
    pthread_rwlockattr_t rwlock;
    pthread_barrierattr_t barrier;
    sigset_t set, set_too;
    struct drand48_data data;
    struct random_data random;
    void *link[2], *next_link[2];
    fenv_t environment;
    fexcept_t exceptions;
    femode_t modes;
    regex_t expression, expression_too;
    regmatch_t matches[2];
    int file;     /* neither is written to: */
    FILE *stream; /* they read a small file */
};

enum call_kind {
    READS,  /* one in each of two threads is no data race; one and a write is */
    WRITES, /* one in each of two threads is a data race if they have the same memory */
    HIDDEN, /* that is one even if they don't */
    FREE,   /* it never is */
    OUTSIDE /* one alone ends the claim of proof: it goes past the explorer */
};

struct call {
    const char *name;
    enum call_kind kind;
    void (*make)(struct memory *s);
};

extern const struct call calls[];
extern const size_t call_count;

/* That of calls which take one: to be set before. */
extern locale_t locale_of_calls;

/* All that calls need, the same each time. */
void memory_fill(struct memory *s);

/* Writes all of it that a call may read. */
void memory_write(struct memory *s);

#endif
