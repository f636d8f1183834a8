/*
 * started.c - counts the threads that a program starts, and those that it joins or detaches.
 *
 * Linked with --wrap=pthread_create and so on, so that each such call comes here first. What comes
 * here jumps on where it can: under TSan, which reports who called, nothing of this is seen. So an
 * attempt counts as done; but in the plain program a thread is only started if that succeeds.
 */
#include "started.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <threads.h>
#include <time.h>

#define UNSEEN __attribute__((disable_sanitizer_instrumentation))
#define JUMP __attribute__((musttail)) return

static atomic_long started, left;

UNSEEN static bool is_joinable(const pthread_attr_t *attributes)
{
    int state = PTHREAD_CREATE_JOINABLE;
    if (attributes != NULL) {
        pthread_attr_getdetachstate(attributes, &state);
    }
    return state == PTHREAD_CREATE_JOINABLE;
}

UNSEEN static void count(bool joinable)
{
    atomic_fetch_add_explicit(&started, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&left, joinable, memory_order_relaxed);
}

UNSEEN static void count_gone(void)
{
    atomic_fetch_sub_explicit(&left, 1, memory_order_relaxed);
}

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __wrap_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

UNSEEN int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                                 void *(*function)(void *), void *argument)
{
    const bool joinable = is_joinable(attributes);
#if __has_feature(thread_sanitizer)
    count(joinable);
    JUMP __real_pthread_create(thread, attributes, function, argument);
#else
    const int error = __real_pthread_create(thread, attributes, function, argument);
    if (error == 0) {
        count(joinable);
    }
    return error;
#endif
}

/* Each takes the place of a function that joins or detaches a thread. */
#define GONE_AFTER(function, parameters, arguments) \
    int __real_##function parameters;               \
    int __wrap_##function parameters;               \
    UNSEEN int __wrap_##function parameters         \
    {                                               \
        count_gone();                               \
        JUMP __real_##function arguments;           \
    }

GONE_AFTER(pthread_join, (pthread_t thread, void **result), (thread, result))
GONE_AFTER(pthread_detach, (pthread_t thread), (thread))

/* Those that may try in vain, and again. */
#define GONE_IF_DONE(function, parameters, arguments, done) \
    int __real_##function parameters;                       \
    int __wrap_##function parameters;                       \
    UNSEEN int __wrap_##function parameters                 \
    {                                                       \
        const int error = __real_##function arguments;      \
        if (error == (done)) {                              \
            count_gone();                                   \
        }                                                   \
        return error;                                       \
    }

GONE_IF_DONE(pthread_tryjoin_np, (pthread_t thread, void **result), (thread, result), 0)
GONE_IF_DONE(pthread_timedjoin_np, (pthread_t thread, void **result, const struct timespec *until),
             (thread, result, until), 0)
/* Under TSan, C11's threads are pthreads (tools/tsan-report/c11_threads.c); and this join is none
 * that it follows, so it must be seen who calls it. */
#if !__has_feature(thread_sanitizer)
GONE_IF_DONE(pthread_clockjoin_np,
             (pthread_t thread, void **result, clockid_t clock, const struct timespec *until),
             (thread, result, clock, until), 0)

int __real_thrd_create(thrd_t *, thrd_start_t, void *);
int __wrap_thrd_create(thrd_t *, thrd_start_t, void *);

int __wrap_thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
    const int error = __real_thrd_create(thread, function, argument);
    if (error == thrd_success) {
        count(true);
    }
    return error;
}

GONE_IF_DONE(thrd_join, (thrd_t thread, int *result), (thread, result), thrd_success)
GONE_IF_DONE(thrd_detach, (thrd_t thread), (thread), thrd_success)
#endif

long threads_started(void)
{
    return atomic_load(&started);
}

long threads_left(void)
{
    return atomic_load(&left);
}
