/*
 * object_lives.c - what may be done to a synchronisation object when. LATE: it is initialised while
 * the thread may use it already; TWICE; RAW: nobody initialises it, in memory that isn't zero;
 * DESTROYED: it is used once more after its end; OVER: its bytes are set to zero while it lives.
 * AGAIN: after its end it begins a second life, which is right.
 *
 * Expect -DMUTEX -DLATE: failed mutex misuse
 * Expect -DMUTEX -DTWICE: failed mutex misuse
 * Expect -DMUTEX -DRAW: failed mutex misuse
 * Expect -DMUTEX -DDESTROYED: failed mutex misuse
 * Expect -DMUTEX -DOVER: failed mutex misuse
 * Expect -DMUTEX: proved
 * Expect -DMUTEX -DAGAIN: proved
 * Expect -DCONDITION -DLATE: failed mutex misuse
 * Expect -DCONDITION -DTWICE: failed mutex misuse
 * Expect -DCONDITION -DRAW: failed mutex misuse
 * Expect -DCONDITION -DDESTROYED: failed mutex misuse
 * Expect -DCONDITION -DOVER: failed mutex misuse
 * Expect -DCONDITION: proved
 * Expect -DCONDITION -DAGAIN: proved
 * Expect -DRWLOCK -DLATE: failed mutex misuse
 * Expect -DRWLOCK -DTWICE: failed mutex misuse
 * Expect -DRWLOCK -DRAW: failed mutex misuse
 * Expect -DRWLOCK -DDESTROYED: failed mutex misuse
 * Expect -DRWLOCK -DOVER: failed mutex misuse
 * Expect -DRWLOCK: proved
 * Expect -DRWLOCK -DAGAIN: proved
 * Expect -DBARRIER -DLATE: failed mutex misuse
 * Expect -DBARRIER -DTWICE: failed mutex misuse
 * Expect -DBARRIER -DRAW: failed mutex misuse
 * Expect -DBARRIER -DDESTROYED: failed mutex misuse
 * Expect -DBARRIER -DOVER: failed mutex misuse
 * Expect -DBARRIER: proved
 * Expect -DBARRIER -DAGAIN: proved
 * Expect -DSEMAPHORE -DLATE: failed mutex misuse
 * Expect -DSEMAPHORE -DTWICE: failed mutex misuse
 * Expect -DSEMAPHORE -DRAW: failed mutex misuse
 * Expect -DSEMAPHORE -DDESTROYED: failed mutex misuse
 * Expect -DSEMAPHORE -DOVER: failed mutex misuse
 * Expect -DSEMAPHORE: proved
 * Expect -DSEMAPHORE -DAGAIN: proved
 * Expect -DSPINLOCK -DLATE: failed mutex misuse
 * Expect -DSPINLOCK -DTWICE: failed mutex misuse
 * Expect -DSPINLOCK -DRAW: failed mutex misuse
 * Expect -DSPINLOCK -DDESTROYED: failed mutex misuse
 * Expect -DSPINLOCK -DOVER: failed mutex misuse
 * Expect -DSPINLOCK: proved
 * Expect -DSPINLOCK -DAGAIN: proved
 * Expect -DMTX -DLATE: failed mutex misuse
 * Expect -DMTX -DTWICE: failed mutex misuse
 * Expect -DMTX -DRAW: failed mutex misuse
 * Expect -DMTX -DDESTROYED: failed mutex misuse
 * Expect -DMTX -DOVER: failed mutex misuse
 * Expect -DMTX: proved
 * Expect -DMTX -DAGAIN: proved
 * Expect -DCND -DLATE: failed mutex misuse
 * Expect -DCND -DTWICE: failed mutex misuse
 * Expect -DCND -DRAW: failed mutex misuse
 * Expect -DCND -DDESTROYED: failed mutex misuse
 * Expect -DCND -DOVER: failed mutex misuse
 * Expect -DCND: proved
 * Expect -DCND -DAGAIN: proved
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#if defined(MUTEX)
typedef pthread_mutex_t object;
static void begin(object *it)
{
    pthread_mutex_init(it, NULL);
}
static void use(object *it)
{
    pthread_mutex_lock(it);
    pthread_mutex_unlock(it);
}
static void end(object *it)
{
    pthread_mutex_destroy(it);
}
#elif defined(CONDITION)
typedef pthread_cond_t object;
static void begin(object *it)
{
    pthread_cond_init(it, NULL);
}
static void use(object *it)
{
    pthread_cond_signal(it);
}
static void end(object *it)
{
    pthread_cond_destroy(it);
}
#elif defined(RWLOCK)
typedef pthread_rwlock_t object;
static void begin(object *it)
{
    pthread_rwlock_init(it, NULL);
}
static void use(object *it)
{
    pthread_rwlock_rdlock(it);
    pthread_rwlock_unlock(it);
}
static void end(object *it)
{
    pthread_rwlock_destroy(it);
}
#elif defined(BARRIER)
typedef pthread_barrier_t object;
static void begin(object *it)
{
    pthread_barrier_init(it, NULL, 1);
}
static void use(object *it)
{
    pthread_barrier_wait(it);
}
static void end(object *it)
{
    pthread_barrier_destroy(it);
}
#elif defined(SEMAPHORE)
typedef sem_t object;
static void begin(object *it)
{
    sem_init(it, 0, 1);
}
static void use(object *it)
{
    sem_wait(it);
    sem_post(it);
}
static void end(object *it)
{
    sem_destroy(it);
}
#elif defined(SPINLOCK)
typedef pthread_spinlock_t object;
static void begin(object *it)
{
    pthread_spin_init(it, PTHREAD_PROCESS_PRIVATE);
}
static void use(object *it)
{
    pthread_spin_lock(it);
    pthread_spin_unlock(it);
}
static void end(object *it)
{
    pthread_spin_destroy(it);
}
#elif defined(MTX)
typedef mtx_t object;
static void begin(object *it)
{
    mtx_init(it, mtx_plain);
}
static void use(object *it)
{
    mtx_lock(it);
    mtx_unlock(it);
}
static void end(object *it)
{
    mtx_destroy(it);
}
#else
typedef cnd_t object;
static void begin(object *it)
{
    cnd_init(it);
}
static void use(object *it)
{
    cnd_broadcast(it);
}
static void end(object *it)
{
    cnd_destroy(it);
}
#endif

#ifdef RAW
static object *shared;
#else
static object storage;
static object *const shared = &storage;
#endif

static void *come_to_it(void *argument)
{
    use(shared);
    return argument;
}

int main(void)
{
    pthread_t thread;
#ifdef RAW
    shared = malloc(sizeof *shared);
#elif !defined(LATE)
    begin(shared);
#endif
#ifdef TWICE
    begin(shared);
#endif
    pthread_create(&thread, NULL, come_to_it, NULL);
#ifdef LATE
    begin(shared);
#elif defined(OVER)
    memset((void *)shared, 0, sizeof *shared);
#endif
    pthread_join(thread, NULL);
#ifdef AGAIN
    end(shared);
    begin(shared);
    use(shared);
#endif
    end(shared);
#ifdef DESTROYED
    use(shared);
#endif
    return 0;
}
