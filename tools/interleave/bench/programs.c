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
LOAD_AND_STORE(atomic_2x6, 2, 6)
WITH_MUTEX(mutex_2x3, 2, 3)
WITH_MUTEX(mutex_3x3, 3, 3)

/* One lock for what each thread has for itself. */
static void *own_count(void *count)
{
    for (int i = 0; i < 2; i++) {
        pthread_mutex_lock(&guard);
        ++*(int *)count;
        pthread_mutex_unlock(&guard);
    }
    return NULL;
}

static long own_counts(void *argument)
{
    pthread_t threads[MOST_THREADS];
    static int counts[MOST_THREADS * 16]; /* not in one line of the cache */
    (void)argument;
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, own_count, &counts[(size_t)i * 16]);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    return counts[0];
}

/* Who was last? */
static void *sign(void *name)
{
    atomic_store(&shared, *(int *)name);
    return NULL;
}

static long last_signature(void *argument)
{
    pthread_t threads[5];
    static int names[5] = {1, 2, 3, 4, 5};
    (void)argument;
    for (int i = 0; i < 5; i++) {
        pthread_create(&threads[i], NULL, sign, &names[i]);
    }
    for (int i = 0; i < 5; i++) {
        pthread_join(threads[i], NULL);
    }
    return atomic_load(&shared);
}

/* Philosophers who take the lower fork first. */
enum { PHILOSOPHERS = 6 };
static pthread_mutex_t forks[PHILOSOPHERS];

static void *dine(void *seat)
{
    const int left = *(int *)seat, right = (left + 1) % PHILOSOPHERS;
    pthread_mutex_lock(&forks[left < right ? left : right]);
    pthread_mutex_lock(&forks[left < right ? right : left]);
    pthread_mutex_unlock(&forks[left]);
    pthread_mutex_unlock(&forks[right]);
    return NULL;
}

static long philosophers(void *argument)
{
    pthread_t threads[PHILOSOPHERS];
    int seats[PHILOSOPHERS];
    (void)argument;
    for (int i = 0; i < PHILOSOPHERS; i++) {
        seats[i] = i;
        pthread_mutex_init(&forks[i], NULL);
    }
    for (int i = 0; i < PHILOSOPHERS; i++) {
        pthread_create(&threads[i], NULL, dine, &seats[i]);
    }
    for (int i = 0; i < PHILOSOPHERS; i++) {
        pthread_join(threads[i], NULL);
    }
    return 0;
}

const struct benched benched[] = {
    {"atomic-2x3", "2 threads, 3 times an atomic load, then a store", atomic_2x3, false},
    {"mutex-2x3", "2 threads, 3 increments each with a mutex", mutex_2x3, false},
    {"atomic-3x3", "3 threads, 3 times an atomic load, then a store", atomic_3x3, true},
};
const int benched_count = sizeof benched / sizeof *benched;

const struct benched repeated[] = {
    {"atomic-2x6", "2 threads, 6 times an atomic load, then a store", atomic_2x6, true},
    {"atomic-3x3", "3 threads, 3 times an atomic load, then a store", atomic_3x3, true},
    {"mutex-3x3", "3 threads, 3 increments each with a mutex", mutex_3x3, true},
};
const int repeated_count = sizeof repeated / sizeof *repeated;

const struct benched proved[] = {
    {"atomic-2x3", "2 threads, 3 times an atomic load, then a store", atomic_2x3, false},
    {"mutex-2x3", "2 threads, 3 increments each with a mutex", mutex_2x3, false},
    {"own-counts", "3 threads, 2 increments each of a counter of their own, one mutex", own_counts,
     false},
    {"last-signature", "5 threads, one atomic store each, read after the joins", last_signature,
     false},
    {"philosophers", "6 philosophers who take the lower fork first", philosophers, false},
};
const int proved_count = sizeof proved / sizeof *proved;
