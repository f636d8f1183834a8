/*
 * attributes.c - objects of the C library that a program sets and asks by functions, and that are
 * nothing but memory: attributes of threads and of what they meet at, sets of signals, numbers
 * drawn from a state of one's own.
 */
#include "calls/hidden.h"
#include "memory/memory.h"
#include "memory/touches.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>

/* -- attributes: made, ended, set by value and asked for -- */

#define MADE(type, name)                                     \
    TAKES_OVER(int, name, (type * attributes), (attributes), \
               writes(attributes, sizeof *attributes, HERE))
#define ENDED(type, name)                                    \
    TAKES_OVER(int, name, (type * attributes), (attributes), \
               (reads(attributes, sizeof *attributes, HERE), \
                writes(attributes, sizeof *attributes, HERE)))
#define SET(type, name, value)                                             \
    TAKES_OVER(int, name, (type * attributes, value to), (attributes, to), \
               (reads(attributes, sizeof *attributes, HERE),               \
                writes(attributes, sizeof *attributes, HERE)))
#define ASKED(type, name, value)                                                 \
    TAKES_OVER(int, name, (const type *attributes, value *to), (attributes, to), \
               (reads(attributes, sizeof *attributes, HERE), writes(to, sizeof *to, HERE)))
#define PAIR(type, name, value)                 \
    SET(type, pthread_##name##_set##value, int) \
    ASKED(type, pthread_##name##_get##value, int)

MADE(pthread_attr_t, pthread_attr_init)
ENDED(pthread_attr_t, pthread_attr_destroy)
PAIR(pthread_attr_t, attr, detachstate)
PAIR(pthread_attr_t, attr, inheritsched)
PAIR(pthread_attr_t, attr, schedpolicy)
PAIR(pthread_attr_t, attr, scope)
SET(pthread_attr_t, pthread_attr_setguardsize, size_t)
ASKED(pthread_attr_t, pthread_attr_getguardsize, size_t)
SET(pthread_attr_t, pthread_attr_setstacksize, size_t)
ASKED(pthread_attr_t, pthread_attr_getstacksize, size_t)
SET(pthread_attr_t, pthread_attr_setstackaddr, void *)
ASKED(pthread_attr_t, pthread_attr_getstackaddr, void *)
ASKED(pthread_attr_t, pthread_attr_getschedparam, struct sched_param)
TAKES_OVER(int, pthread_attr_setschedparam,
           (pthread_attr_t * attributes, const struct sched_param *from), (attributes, from),
           (reads(from, sizeof *from, HERE), writes(attributes, sizeof *attributes, HERE)))
TAKES_OVER(int, pthread_attr_setstack, (pthread_attr_t * attributes, void *stack, size_t size),
           (attributes, stack, size), writes(attributes, sizeof *attributes, HERE))
TAKES_OVER(int, pthread_attr_getstack,
           (const pthread_attr_t *attributes, void **stack, size_t *size),
           (attributes, stack, size),
           (reads(attributes, sizeof *attributes, HERE), writes(stack, sizeof *stack, HERE),
            writes(size, sizeof *size, HERE)))

MADE(pthread_mutexattr_t, pthread_mutexattr_init)
ENDED(pthread_mutexattr_t, pthread_mutexattr_destroy)
PAIR(pthread_mutexattr_t, mutexattr, type)
PAIR(pthread_mutexattr_t, mutexattr, pshared)
PAIR(pthread_mutexattr_t, mutexattr, protocol)
PAIR(pthread_mutexattr_t, mutexattr, prioceiling)
PAIR(pthread_mutexattr_t, mutexattr, robust)

MADE(pthread_condattr_t, pthread_condattr_init)
ENDED(pthread_condattr_t, pthread_condattr_destroy)
PAIR(pthread_condattr_t, condattr, pshared)
SET(pthread_condattr_t, pthread_condattr_setclock, clockid_t)
ASKED(pthread_condattr_t, pthread_condattr_getclock, clockid_t)

MADE(pthread_rwlockattr_t, pthread_rwlockattr_init)
ENDED(pthread_rwlockattr_t, pthread_rwlockattr_destroy)
PAIR(pthread_rwlockattr_t, rwlockattr, pshared)
SET(pthread_rwlockattr_t, pthread_rwlockattr_setkind_np, int)
ASKED(pthread_rwlockattr_t, pthread_rwlockattr_getkind_np, int)

MADE(pthread_barrierattr_t, pthread_barrierattr_init)
ENDED(pthread_barrierattr_t, pthread_barrierattr_destroy)
PAIR(pthread_barrierattr_t, barrierattr, pshared)

/* -- sets of signals -- */

#define CHANGES_SET(name)                                              \
    TAKES_OVER(int, name, (sigset_t * set, int number), (set, number), \
               (reads(set, sizeof *set, HERE), writes(set, sizeof *set, HERE)))
#define FILLS_SET(name) \
    TAKES_OVER(int, name, (sigset_t * set), (set), writes(set, sizeof *set, HERE))
#define COMBINES(name)                                                                 \
    TAKES_OVER(int, name, (sigset_t * to, const sigset_t *one, const sigset_t *other), \
               (to, one, other),                                                       \
               (reads(one, sizeof *one, HERE), reads(other, sizeof *other, HERE),      \
                writes(to, sizeof *to, HERE)))
FILLS_SET(sigemptyset)
FILLS_SET(sigfillset)
CHANGES_SET(sigaddset)
CHANGES_SET(sigdelset)
COMBINES(sigandset)
COMBINES(sigorset)
TAKES_OVER(int, sigismember, (const sigset_t *set, int number), (set, number),
           reads(set, sizeof *set, HERE))
TAKES_OVER(int, sigisemptyset, (const sigset_t *set), (set), reads(set, sizeof *set, HERE))

/* -- random numbers, from a state that the program has -- */

TAKES_OVER(int, rand_r, (unsigned *state), (state), writes(state, sizeof *state, HERE))

enum { STATE_48 = 3 * sizeof(unsigned short) };
#define DRAWS(result, name) \
    TAKES_OVER(result, name, (unsigned short state[3]), (state), writes(state, STATE_48, HERE))
DRAWS(double, erand48)
DRAWS(long, nrand48)
DRAWS(long, jrand48)

#define DRAWS_INTO(type, name)                                                         \
    TAKES_OVER(int, name, (struct drand48_data * state, type * to), (state, to),       \
               (reads(state, sizeof *state, HERE), writes(state, sizeof *state, HERE), \
                writes(to, sizeof *to, HERE)))
DRAWS_INTO(double, drand48_r)
DRAWS_INTO(long, lrand48_r)
DRAWS_INTO(long, mrand48_r)
#define DRAWS_FROM(type, name)                                                            \
    TAKES_OVER(int, name, (unsigned short state[3], struct drand48_data *data, type *to), \
               (state, data, to),                                                         \
               (writes(state, STATE_48, HERE), writes(data, sizeof *data, HERE),          \
                writes(to, sizeof *to, HERE)))
DRAWS_FROM(double, erand48_r)
DRAWS_FROM(long, nrand48_r)
DRAWS_FROM(long, jrand48_r)
TAKES_OVER(int, srand48_r, (long seed, struct drand48_data *data), (seed, data),
           writes(data, sizeof *data, HERE))
TAKES_OVER(int, random_r, (struct random_data * state, int32_t *to), (state, to),
           (reads(state, sizeof *state, HERE), writes(state, sizeof *state, HERE),
            writes(to, sizeof *to, HERE)))
TAKES_OVER(int, srandom_r, (unsigned seed, struct random_data *state), (seed, state),
           (reads(state, sizeof *state, HERE), writes(state, sizeof *state, HERE)))
TAKES_OVER(int, initstate_r, (unsigned seed, char *memory, size_t size, struct random_data *state),
           (seed, memory, size, state),
           (writes(memory, size, HERE), writes(state, sizeof *state, HERE)))
