/* programs.c - what is explored for the benchmark; relacy.cpp has the same for Relacy. */
#include "programs.h"

#include <pthread.h>
#include <stdatomic.h>

static atomic_int shared;
static int guarded;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

/* Sizes are constants, as they are in Relacy's templates. */
#define LOAD_AND_STORE(name, threads, increments)            \
    static void *name##_thread(void *argument)               \
    {                                                        \
        for (int i = 0; i < (increments); i++) {             \
            atomic_store(&shared, atomic_load(&shared) + 1); \
        }                                                    \
        return argument;                                     \
    }                                                        \
    static long name(void *argument)                         \
    {                                                        \
        (void)argument;                                      \
        start_and_join(threads, name##_thread);              \
        return atomic_load(&shared);                         \
    }

#define WITH_MUTEX(name, threads, increments)    \
    static void *name##_thread(void *argument)   \
    {                                            \
        for (int i = 0; i < (increments); i++) { \
            pthread_mutex_lock(&guard);          \
            guarded = guarded + 1;               \
            pthread_mutex_unlock(&guard);        \
        }                                        \
        return argument;                         \
    }                                            \
    static long name(void *argument)             \
    {                                            \
        (void)argument;                          \
        start_and_join(threads, name##_thread);  \
        return guarded;                          \
    }

enum { MOST_THREADS = 4 };

static void start_and_join(int count, void *(*function)(void *))
{
    pthread_t threads[MOST_THREADS];
    for (int i = 0; i < count; i++) {
        pthread_create(&threads[i], NULL, function, NULL);
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
    }
}

LOAD_AND_STORE(atomic_2x3, 2, 3)
LOAD_AND_STORE(atomic_3x3, 3, 3)
WITH_MUTEX(mutex_2x3, 2, 3)

const struct benched benched[] = {
    {"atomic-2x3", "2 threads, 3 times an atomic load, then a store", atomic_2x3, false},
    {"mutex-2x3", "2 threads, 3 increments each with a mutex", mutex_2x3, false},
    {"atomic-3x3", "3 threads, 3 times an atomic load, then a store", atomic_3x3, true},
};
const int benched_count = sizeof benched / sizeof *benched;
