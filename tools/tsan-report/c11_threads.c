/*
 * c11_threads.c - <threads.h> (C17 7.26) by the pthread calls that TSan watches.
 *
 * TSan (14 to 22) intercepts pthread calls and none of <threads.h>: it takes what a mtx_t guards
 * for a data race, and crashes in a thread that thrd_create has started. Linked into a TSan build,
 * these definitions stand in the way of the C library's, so a program with C11 threads is judged as
 * one with pthreads is. In glibc the types are the same: a mtx_t has the size and the alignment of
 * a pthread_mutex_t, and so on, and each is initialised before its use (the C library's
 * initialisers are not: once_flag is all zero, as PTHREAD_ONCE_INIT is).
 *
 * Built without lines of its own, so what is told of a call names the place in the program that
 * made it.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "a mtx_t is a pthread_mutex_t");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "a cnd_t is a pthread_cond_t");
_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "a once_flag is a pthread_once_t");
_Static_assert(sizeof(tss_t) == sizeof(pthread_key_t), "a tss_t is a pthread_key_t");
_Static_assert(sizeof(thrd_t) == sizeof(pthread_t), "a thrd_t is a pthread_t");

static int as_c11(int error)
{
    switch (error) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ENOMEM:
    case EAGAIN:
        return thrd_nomem;
    case ETIMEDOUT:
        return thrd_timedout;
    default:
        return thrd_error;
    }
}

/* What a new thread is to do; freed by it. */
struct start {
    thrd_start_t function;
    void *argument;
};

static void *run(void *argument)
{
    const struct start start = *(struct start *)argument;
    free(argument);
    return (void *)(intptr_t)start.function(start.argument);
}

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
    struct start *start = malloc(sizeof *start);
    if (start == NULL) {
        return thrd_nomem;
    }
    *start = (struct start){function, argument};
    const int error = pthread_create(thread, NULL, run, start);
    if (error != 0) {
        free(start);
    }
    return as_c11(error);
}

int thrd_join(thrd_t thread, int *result)
{
    void *returned;
    const int error = pthread_join(thread, &returned);
    if (error == 0 && result != NULL) {
        *result = (int)(intptr_t)returned;
    }
    return as_c11(error);
}

int thrd_detach(thrd_t thread)
{
    return as_c11(pthread_detach(thread));
}

_Noreturn void thrd_exit(int result)
{
    pthread_exit((void *)(intptr_t)result);
}

thrd_t thrd_current(void)
{
    return pthread_self();
}

int thrd_equal(thrd_t left, thrd_t right)
{
    return pthread_equal(left, right);
}

int thrd_sleep(const struct timespec *duration, struct timespec *remaining)
{
    const int failed = nanosleep(duration, remaining);
    return failed == 0 ? 0 : errno == EINTR ? -1 : -2;
}

void thrd_yield(void)
{
    sched_yield();
}

int mtx_init(mtx_t *mutex, int type)
{
    pthread_mutexattr_t attributes;
    if ((type & ~(mtx_timed | mtx_recursive)) != 0) {
        return thrd_error;
    }
    int error = pthread_mutexattr_init(&attributes);
    if (error == 0) {
        pthread_mutexattr_settype(&attributes, (type & mtx_recursive) != 0 ? PTHREAD_MUTEX_RECURSIVE
                                                                           : PTHREAD_MUTEX_NORMAL);
        error = pthread_mutex_init((pthread_mutex_t *)mutex, &attributes);
        pthread_mutexattr_destroy(&attributes);
    }
    return as_c11(error);
}

int mtx_lock(mtx_t *mutex)
{
    return as_c11(pthread_mutex_lock((pthread_mutex_t *)mutex));
}

int mtx_trylock(mtx_t *mutex)
{
    return as_c11(pthread_mutex_trylock((pthread_mutex_t *)mutex));
}

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until)
{
    return as_c11(pthread_mutex_timedlock((pthread_mutex_t *)mutex, until));
}

int mtx_unlock(mtx_t *mutex)
{
    return as_c11(pthread_mutex_unlock((pthread_mutex_t *)mutex));
}

void mtx_destroy(mtx_t *mutex)
{
    pthread_mutex_destroy((pthread_mutex_t *)mutex);
}

int cnd_init(cnd_t *condition)
{
    return as_c11(pthread_cond_init((pthread_cond_t *)condition, NULL));
}

int cnd_signal(cnd_t *condition)
{
    return as_c11(pthread_cond_signal((pthread_cond_t *)condition));
}

int cnd_broadcast(cnd_t *condition)
{
    return as_c11(pthread_cond_broadcast((pthread_cond_t *)condition));
}

int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
    return as_c11(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex));
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
                  const struct timespec *restrict until)
{
    return as_c11(
        pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until));
}

void cnd_destroy(cnd_t *condition)
{
    pthread_cond_destroy((pthread_cond_t *)condition);
}

void call_once(once_flag *flag, void (*function)(void))
{
    pthread_once((pthread_once_t *)flag, function);
}

int tss_create(tss_t *key, tss_dtor_t destructor)
{
    return as_c11(pthread_key_create(key, destructor));
}

void *tss_get(tss_t key)
{
    return pthread_getspecific(key);
}

int tss_set(tss_t key, void *value)
{
    return as_c11(pthread_setspecific(key, value));
}

void tss_delete(tss_t key)
{
    pthread_key_delete(key);
}
