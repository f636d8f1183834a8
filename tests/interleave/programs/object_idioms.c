/*
 * object_idioms.c - what is done to synchronisation objects in right programs, whose lives must not
 * be mistaken for misuse.
 *
 * Expect -DZERO: proved
 * Expect -DASSIGNED: proved
 * Expect -DON_THE_HEAP: proved
 * Expect -DBLOCK_REUSED: proved
 * Expect -DFRAME_REUSED: proved
 * Expect -DFRAME_REUSED -O2: proved
 * Expect -DOTHER_FRAME: proved
 * Expect -DOTHER_FRAME -O2: proved
 * Expect -DIN_A_LOOP: proved
 * Expect -DBY_ONCE: proved
 * Expect -DBY_A_FLAG: proved
 * Expect -DBY_A_FLAG -DBARE: failed mutex misuse
 * Expect -DMOVED: proved
 * Expect -DKINDS: proved
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static int total;

static void *add(void *lock)
{
    pthread_mutex_lock(lock);
    total++;
    pthread_mutex_unlock(lock);
    return lock;
}

/* A second thread, and this one. */
static void share(pthread_mutex_t *lock)
{
    pthread_t thread;
    pthread_create(&thread, NULL, add, lock);
    add(lock);
    pthread_join(thread, NULL);
}

#if defined(ZERO)
static pthread_mutex_t lock; /* as PTHREAD_MUTEX_INITIALIZER leaves it */
static void run(void)
{
    share(&lock);
}
#elif defined(ASSIGNED)
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void run(void)
{
    for (int i = 0; i < 2; i++) { /* nobody else is left */
        lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
        share(&lock);
    }
    pthread_mutex_destroy(&lock);
    memset(&lock, 0, sizeof lock);
    share(&lock);
}
#elif defined(ON_THE_HEAP)
struct node {
    int value;
    pthread_mutex_t lock;
};
static void run(void)
{
    struct node *node = malloc(sizeof *node);
    *node = (struct node){1, PTHREAD_MUTEX_INITIALIZER};
    share(&node->lock);
    struct node *zeroed = calloc(2, sizeof *zeroed);
    share(&zeroed[1].lock);
    free(zeroed);
    free(node);
}
#elif defined(BLOCK_REUSED)
static void run(void)
{
    for (int i = 0; i < 2; i++) {
        pthread_mutex_t *lock = malloc(sizeof *lock);
        pthread_mutex_init(lock, NULL);
        share(lock);
        free(lock);
    }
}
#elif defined(FRAME_REUSED)
static void once(void)
{
    pthread_mutex_t lock;
    pthread_barrier_t barrier;
    pthread_mutex_init(&lock, NULL);
    pthread_barrier_init(&barrier, NULL, 1);
    share(&lock);
    pthread_barrier_wait(&barrier);
}
static void run(void)
{
    once();
    once();
}
#elif defined(OTHER_FRAME)
static void lock_it(void)
{
    pthread_mutex_t lock;
    pthread_mutex_init(&lock, NULL);
    share(&lock);
}
static int compute(void)
{
    int values[40];
    memset(values, 0, sizeof values);
    for (int i = 0; i < 40; i++) {
        values[i] += i;
    }
    return values[7];
}
static void wait_for_it(void)
{
    sem_t semaphore;
    sem_init(&semaphore, 0, 1);
    sem_wait(&semaphore);
}
static void run(void)
{
    lock_it();
    total += compute();
    wait_for_it();
    total += compute();
    lock_it();
}
#elif defined(IN_A_LOOP)
static void run(void)
{
    for (int i = 0; i < 2; i++) {
        pthread_mutex_t lock;
        pthread_mutex_init(&lock, NULL);
        share(&lock);
    }
}
#elif defined(BY_ONCE)
static pthread_mutex_t lock;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static void make(void)
{
    pthread_mutex_init(&lock, NULL);
}
static void *make_and_add(void *argument)
{
    pthread_once(&once, make);
    add(&lock);
    return argument;
}
static void run(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, make_and_add, NULL);
    make_and_add(NULL);
    pthread_join(thread, NULL);
}
#elif defined(BY_A_FLAG)
static pthread_mutex_t lock;
static atomic_int made;
#ifdef BARE
enum { ORDER = memory_order_relaxed };
#else
enum { ORDER = memory_order_release };
#endif
static void *wait_and_add(void *argument)
{
    while (atomic_load_explicit(&made, memory_order_acquire) == 0) {
    }
    add(&lock);
    return argument;
}
static void run(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wait_and_add, NULL);
    pthread_mutex_init(&lock, NULL);
    atomic_store_explicit(&made, 1, ORDER);
    add(&lock);
    pthread_join(thread, NULL);
}
#elif defined(MOVED)
struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    sem_t room;
};
static struct queue make(void)
{
    struct queue queue;
    pthread_mutex_init(&queue.lock, NULL);
    pthread_cond_init(&queue.changed, NULL);
    sem_init(&queue.room, 0, 2);
    return queue;
}
static void run(void)
{
    struct queue queue = make();
    share(&queue.lock);
    pthread_cond_signal(&queue.changed);
    sem_wait(&queue.room);
}
#else
static pthread_mutex_t kinds[] = {PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP,
                                  PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP,
                                  PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP};
static pthread_rwlock_t writers_first = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static void run(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        share(&kinds[i]);
    }
    pthread_rwlock_wrlock(&writers_first);
    pthread_rwlock_unlock(&writers_first);
}
#endif

int main(void)
{
    run();
    return total == 0;
}
