/* operations.c - see operations.h. Compiled as a program that is explored. */
#define _GNU_SOURCE /* PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP */
#include "operations.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>

static long plain[VARIABLES];
static atomic_long atomics[VARIABLES];
static _Alignas(8) atomic_int halves[HALVES]; /* of the same eight bytes */
static long *block;
static _Atomic(long *) published;
static char text[8];
static pthread_mutex_t mutexes[MUTEXES];
static pthread_cond_t condition;
static sem_t semaphore;
static pthread_rwlock_t rwlock;
static pthread_barrier_t barrier;
static pthread_barrier_t pairs;
static pthread_mutex_t late_mutex;
static sem_t late_semaphore;
static pthread_mutex_t robust;
static pthread_rwlock_t writers_first;
static mtx_t mtx;
static cnd_t cnd;
static once_flag once = ONCE_FLAG_INIT, slow_once = ONCE_FLAG_INIT;
static tss_t tss;

static void begin_robust(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&robust, &attributes);
}

static void begin_writers_first(void)
{
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&writers_first, &attributes);
}

static _Thread_local bool has_added;

static void add_once(void)
{
    plain[0] += 100;
    has_added = true;
}

static void add_slowly(void)
{
    const long before = atomic_load(&atomics[0]);
    atomic_store(&atomics[1], before + 7);
    has_added = true;
}

static void add_at_end(void *value)
{
    plain[1] += *(long *)value;
}

enum {
    NEEDS_MUTEXES = 1 << 0,
    NEEDS_CONDITION = 1 << 1,
    NEEDS_SEMAPHORE = 1 << 2,
    NEEDS_RWLOCK = 1 << 3,
    NEEDS_BARRIER = 1 << 4,
    NEEDS_PAIRS = 1 << 5,
    NEEDS_BLOCK = 1 << 6,
    NEEDS_ROBUST = 1 << 7,
    NEEDS_WRITERS_FIRST = 1 << 8,
    NEEDS_MTX = 1 << 9,
    NEEDS_CND = 1 << 10,
    NEEDS_KEY = 1 << 11
};

int operations_needs(enum operation operation)
{
    static const struct {
        enum operation first, last;
        int needs;
    } all[] = {{LOCK, TIMED_LOCK, NEEDS_MUTEXES},
               {WAIT, BROADCAST, NEEDS_MUTEXES | NEEDS_CONDITION},
               {TAKE, GIVE, NEEDS_SEMAPHORE},
               {READ_LOCK, RW_UNLOCK, NEEDS_RWLOCK},
               {ARRIVE, ARRIVE, NEEDS_BARRIER},
               {ARRIVE_AS_PAIR, ARRIVE_AS_PAIR, NEEDS_PAIRS},
               {DESTROY, DESTROY, NEEDS_MUTEXES},
               {DESTROY_CONDITION, DESTROY_CONDITION, NEEDS_CONDITION},
               {DESTROY_SEMAPHORE, DESTROY_SEMAPHORE, NEEDS_SEMAPHORE},
               {DESTROY_RWLOCK, DESTROY_RWLOCK, NEEDS_RWLOCK},
               {AWAIT_WITH_LOCK, AWAIT_WITH_LOCK, NEEDS_MUTEXES},
               {WRITE_BLOCK, FREE_BLOCK, NEEDS_BLOCK},
               {LOCK_ROBUST, UNLOCK_ROBUST, NEEDS_ROBUST},
               {READ_AFTER_WRITERS, UNLOCK_WRITERS_FIRST, NEEDS_WRITERS_FIRST},
               {MTX_LOCK, MTX_UNLOCK, NEEDS_MTX},
               {CND_WAIT, CND_BROADCAST, NEEDS_MTX | NEEDS_CND},
               {TSS_SET, TSS_GET, NEEDS_KEY}};
    int needs = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        needs |= operation >= all[i].first && operation <= all[i].last ? all[i].needs : 0;
    }
    return needs;
}

static void begin_objects(int threads, int needs)
{
    for (int i = 0; i < MUTEXES && (needs & NEEDS_MUTEXES) != 0; i++) {
        pthread_mutex_init(&mutexes[i], NULL);
    }
    if ((needs & NEEDS_CONDITION) != 0) {
        pthread_cond_init(&condition, NULL);
    }
    if ((needs & NEEDS_SEMAPHORE) != 0) {
        sem_init(&semaphore, 0, 1);
    }
    if ((needs & NEEDS_RWLOCK) != 0) {
        pthread_rwlock_init(&rwlock, NULL);
    }
    if ((needs & NEEDS_BARRIER) != 0) {
        pthread_barrier_init(&barrier, NULL, (unsigned)threads);
    }
    if ((needs & NEEDS_PAIRS) != 0) {
        pthread_barrier_init(&pairs, NULL, 2);
    }
}

void operations_begin(int threads, int needs)
{
    begin_objects(threads, needs);
    if ((needs & NEEDS_BLOCK) != 0) {
        block = malloc(sizeof *block);
        *block = 0;
    }
    if ((needs & NEEDS_ROBUST) != 0) {
        begin_robust();
    }
    if ((needs & NEEDS_WRITERS_FIRST) != 0) {
        begin_writers_first();
    }
    if ((needs & NEEDS_MTX) != 0) {
        mtx_init(&mtx, mtx_timed);
    }
    if ((needs & NEEDS_CND) != 0) {
        cnd_init(&cnd);
    }
    if ((needs & NEEDS_KEY) != 0) {
        tss_create(&tss, add_at_end);
    }
}

static void update(void)
{
    atomic_fetch_add(&atomics[0], 100);
}

void operations_at_exit(void)
{
    atexit(update);
}

/* More than the first thread stores, and no more than others do. */
enum { MORE = 4 };

static long await(const atomic_long *variable)
{
    while (atomic_load(variable) == 0) {
    }
    return 0;
}

static long await_more(int which)
{
    while (atomic_load(&atomics[which]) < MORE) {
    }
    return 0;
}

static long await_and_swap(int which, long value)
{
    long expected = 0;
    while (!atomic_compare_exchange_strong(&atomics[which], &expected, value)) {
        expected = 0;
    }
    return 0;
}

static long await_half(int which)
{
    while (atomic_load(&halves[which]) == 0) {
    }
    return 0;
}

static long await_after_load(int which)
{
    long now = atomic_load(&atomics[which]);
    while (now < MORE) {
        now = atomic_load(&atomics[which]);
    }
    return now;
}

static long await_and_tell(int which)
{
    long now, before = 0;
    while ((now = atomic_load(&atomics[which])) < MORE) {
        before = now;
    }
    return before;
}

static long await_each(void)
{
    for (int i = 0; i < 2; i++) {
        while (atomic_load(&atomics[i]) == 0) {
        }
    }
    return 0;
}

static long await_with_lock(int which)
{
    long now;
    do {
        pthread_mutex_lock(&mutexes[0]);
        now = plain[which];
        pthread_mutex_unlock(&mutexes[0]);
    } while (now == 0);
    return now;
}

static void publish(long *made, long value, bool releases)
{
    if (made != NULL) {
        *made = value;
    }
    atomic_store_explicit(&published, made, releases ? memory_order_release : memory_order_relaxed);
}

static long read_published(void)
{
    const long *found = atomic_load_explicit(&published, memory_order_acquire);
    return found != NULL ? *found : -1;
}

static long free_published(void)
{
    long *found = atomic_exchange(&published, NULL);
    const long value = found != NULL ? *found : -1;
    free(found);
    return value;
}

static long scan_text(void)
{
    long number = -1;
    return sscanf(text, "%ld", &number) == 1 ? number : -1;
}

static void copy_text(bool whole)
{
    if (whole) {
        memcpy(text, "77", sizeof "77");
    } else {
        strcpy(text, "88");
    }
}

long operation_do(enum operation operation, int which, long value)
{
    static const struct timespec until = {0};
    long expected = 0;
    int zero = 0;
    switch (operation) {
    case READ:
        return plain[which];
    case WRITE:
        plain[which] = value;
        return 0;
    case INCREMENT:
        plain[which] = plain[which] + 1;
        return 0;
    case ATOMIC_LOAD:
        return atomic_load(&atomics[which]);
    case ATOMIC_LOAD_RELAXED:
        return atomic_load_explicit(&atomics[which], memory_order_relaxed);
    case ATOMIC_STORE:
        atomic_store(&atomics[which], value);
        return 0;
    case ATOMIC_STORE_RELAXED:
        atomic_store_explicit(&atomics[which], value, memory_order_relaxed);
        return 0;
    case ATOMIC_ADD:
        return atomic_fetch_add(&atomics[which], value);
    case ATOMIC_SWAP_IF_0:
        return atomic_compare_exchange_strong(&atomics[which], &expected, value);
    case FENCE:
        atomic_thread_fence(memory_order_seq_cst);
        return 0;
    case LOCK:
        return pthread_mutex_lock(&mutexes[which]);
    case UNLOCK:
        return pthread_mutex_unlock(&mutexes[which]);
    case TRY:
        return pthread_mutex_trylock(&mutexes[which]) == 0;
    case TIMED_LOCK:
        return pthread_mutex_timedlock(&mutexes[which], &until) == 0;
    case WAIT:
        return pthread_cond_wait(&condition, &mutexes[0]);
    case TIMED_WAIT:
        return pthread_cond_timedwait(&condition, &mutexes[0], &until) == 0;
    case SIGNAL:
        return pthread_cond_signal(&condition);
    case BROADCAST:
        return pthread_cond_broadcast(&condition);
    case TAKE:
        return sem_wait(&semaphore);
    case TRY_TAKE:
        return sem_trywait(&semaphore) == 0;
    case TIMED_TAKE:
        return sem_timedwait(&semaphore, &until) == 0;
    case GIVE:
        return sem_post(&semaphore);
    case READ_LOCK:
        return pthread_rwlock_rdlock(&rwlock);
    case WRITE_LOCK:
        return pthread_rwlock_wrlock(&rwlock);
    case TRY_READ_LOCK:
        return pthread_rwlock_tryrdlock(&rwlock) == 0;
    case TRY_WRITE_LOCK:
        return pthread_rwlock_trywrlock(&rwlock) == 0;
    case TIMED_WRITE_LOCK:
        return pthread_rwlock_timedwrlock(&rwlock, &until) == 0;
    case RW_UNLOCK:
        return pthread_rwlock_unlock(&rwlock);
    case ARRIVE:
        return pthread_barrier_wait(&barrier) != 0;
    case ARRIVE_AS_PAIR:
        return pthread_barrier_wait(&pairs) != 0;
    case DESTROY:
        return pthread_mutex_destroy(&mutexes[which]);
    case DESTROY_CONDITION:
        return pthread_cond_destroy(&condition);
    case DESTROY_SEMAPHORE:
        return sem_destroy(&semaphore);
    case DESTROY_RWLOCK:
        return pthread_rwlock_destroy(&rwlock);
    case STORE_HALF:
        atomic_store(&halves[which], (int)value);
        return 0;
    case LOAD_HALF:
        return atomic_load(&halves[which]);
    case ADD_HALF:
        return atomic_fetch_add(&halves[which], (int)value);
    case SWAP_HALF_IF_0:
        return atomic_compare_exchange_strong(&halves[which], &zero, (int)value);
    case LOAD_BOTH_HALVES:
        return (long)(atomic_load((atomic_long *)(void *)halves) % 1000003);
    case SWAP_IF_SAME:
        expected = value;
        return atomic_compare_exchange_strong(&atomics[which], &expected, value + 1);
    case AWAIT_MORE:
        return await_more(which);
    case AWAIT_AFTER_LOAD:
        return await_after_load(which);
    case AWAIT_AND_TELL:
        return await_and_tell(which);
    case AWAIT_AND_SWAP:
        return await_and_swap(which, value);
    case AWAIT_EACH:
        return await_each();
    case AWAIT_HALF:
        return await_half(which);
    case AWAIT_WITH_LOCK:
        return await_with_lock(which);
    case AWAIT:
        return await(&atomics[which]);
    case WRITE_BLOCK:
        *block = value;
        return 0;
    case READ_BLOCK:
        return *block;
    case FREE_BLOCK:
        free(block);
        return 0;
    case EXIT:
        exit((int)value);
    case EXIT_AT_ONCE:
        _Exit((int)value);
    case BEGIN_MUTEX:
        return pthread_mutex_init(&late_mutex, NULL);
    case BEGIN_SEMAPHORE:
        return sem_init(&late_semaphore, 0, 1);
    case LOCK_LATE:
        return pthread_mutex_lock(&late_mutex);
    case UNLOCK_LATE:
        return pthread_mutex_unlock(&late_mutex);
    case GIVE_LATE:
        return sem_post(&late_semaphore);
    case OVERWRITE_MUTEX:
        memset(&late_mutex, 0, sizeof late_mutex);
        return 0;
    case END_MUTEX:
        return pthread_mutex_destroy(&late_mutex);
    case END_SEMAPHORE:
        return sem_destroy(&late_semaphore);
    case LOCK_ROBUST:
        return pthread_mutex_lock(&robust);
    case TRY_ROBUST:
        return pthread_mutex_trylock(&robust);
    case MAKE_CONSISTENT:
        return pthread_mutex_consistent(&robust);
    case UNLOCK_ROBUST:
        return pthread_mutex_unlock(&robust);
    case READ_AFTER_WRITERS:
        return pthread_rwlock_rdlock(&writers_first);
    case TRY_READ_AFTER_WRITERS:
        return pthread_rwlock_tryrdlock(&writers_first) == 0 &&
               pthread_rwlock_unlock(&writers_first) == 0;
    case WRITE_BEFORE_READERS:
        return pthread_rwlock_wrlock(&writers_first);
    case UNLOCK_WRITERS_FIRST:
        return pthread_rwlock_unlock(&writers_first);
    case MTX_LOCK:
        return mtx_lock(&mtx);
    case MTX_TRY:
        return mtx_trylock(&mtx) == thrd_success && mtx_unlock(&mtx) == thrd_success;
    case MTX_TIMED:
        return mtx_timedlock(&mtx, &until) == thrd_success && mtx_unlock(&mtx) == thrd_success;
    case MTX_UNLOCK:
        return mtx_unlock(&mtx);
    case CND_WAIT:
        return cnd_wait(&cnd, &mtx);
    case CND_TIMED_WAIT:
        return cnd_timedwait(&cnd, &mtx, &until) == thrd_success;
    case CND_SIGNAL:
        return cnd_signal(&cnd);
    case CND_BROADCAST:
        return cnd_broadcast(&cnd);
    case CALL_ONCE:
        call_once(&once, add_once);
        return has_added;
    case CALL_ONCE_SLOWLY:
        call_once(&slow_once, add_slowly);
        return has_added;
    case TSS_SET:
        return tss_set(tss, &atomics[which]);
    case TSS_GET:
        return tss_get(tss) != NULL;
    case PUBLISH:
        publish(malloc(sizeof(long)), value, which == 1);
        return 0;
    case READ_PUBLISHED:
        return read_published();
    case GROW_PUBLISHED:
        publish(realloc(atomic_exchange(&published, NULL), 2 * sizeof(long)), value, which == 1);
        return 0;
    case FREE_PUBLISHED:
        return free_published();
    case COPY_TEXT:
        copy_text(which == 1);
        return 0;
    case PRINT_TEXT:
        return snprintf(text, sizeof text, "%ld", value);
    case SCAN_TEXT:
        return scan_text();
    case MEASURE_TEXT:
        return (long)strlen(text);
    case OPERATIONS:
        break;
    }
    return 0;
}

long operations_end(int variables)
{
    long all = 0;
    for (int i = 0; i < variables; i++) {
        all = all * 31 + plain[i];
        all = all * 31 + atomics[i];
    }
    for (int i = 0; i < variables && i < HALVES; i++) {
        all = all * 31 + halves[i];
    }
    return all;
}
