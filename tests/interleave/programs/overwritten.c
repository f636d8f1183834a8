/*
 * overwritten.c - a lock is given its first value anew. While somebody holds it or waits for it,
 * and where nothing orders that before or after its uses, it is wrong; of an idle one that only has
 * its static initialiser it isn't.
 *
 * Expect -DHELD: failed mutex misuse
 * Expect -DWAITED_FOR: failed mutex misuse
 * Expect -DREADERS: failed mutex misuse
 * Expect -DUNORDERED: failed mutex misuse or data race
 * Expect -DUNORDERED -DLOCAL: failed mutex misuse or data race
 * Expect -DPARTLY: failed mutex misuse or data race
 * Expect -DONCE: failed mutex misuse or data race
 * Expect -DBESIDE: proved
 * Expect -DIDLE: proved
 */
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#if defined(UNORDERED) || defined(PARTLY) || defined(ONCE)
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int value;

static void make(void)
{
    value = 1;
}

static void *use(void *it)
{
#ifdef ONCE
    pthread_once(&once, make);
#else
    pthread_mutex_lock(it);
    make();
    pthread_mutex_unlock(it);
#endif
    return it;
}

int main(void)
{
    pthread_t thread;
#ifdef LOCAL
    pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_t *const it = &own;
#else
    pthread_mutex_t *const it = &lock;
#endif
    pthread_create(&thread, NULL, use, it);
#ifdef ONCE
    once = PTHREAD_ONCE_INIT;
#elif defined(PARTLY)
    memset(it, 0, sizeof(int));
#else
    *it = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
#endif
    pthread_join(thread, NULL);
    return 0;
}
#elif defined(WAITED_FOR)
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int waits;

static void *wait(void *argument)
{
    pthread_mutex_lock(&lock);
    waits = 1;
    pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wait, NULL);
    pthread_mutex_lock(&lock);
    if (waits) {
        changed = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&lock);
        pthread_join(thread, NULL);
        return 0;
    }
    pthread_mutex_unlock(&lock);
    pthread_detach(thread);
    return 0;
}
#elif defined(READERS)
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;

int main(void)
{
    pthread_rwlock_rdlock(&table);
    memset(&table, 0, sizeof table);
    return pthread_rwlock_unlock(&table);
}
#elif defined(HELD)
int main(void)
{
    pthread_mutex_lock(&lock);
    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    return pthread_mutex_unlock(&lock);
}
#elif defined(BESIDE)
static struct {
    pthread_spinlock_t lock;
    int count; /* of the same eight bytes */
} counter;

static void *add(void *argument)
{
    pthread_spin_lock(&counter.lock);
    counter.count++;
    pthread_spin_unlock(&counter.lock);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_spin_init(&counter.lock, PTHREAD_PROCESS_PRIVATE);
    pthread_create(&thread, NULL, add, NULL);
    add(NULL);
    pthread_join(thread, NULL);
    return counter.count != 2;
}
#else
int main(void)
{
    for (int i = 0; i < 2; i++) {
        lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
        pthread_mutex_lock(&lock);
        pthread_mutex_unlock(&lock);
    }
    return 0;
}
#endif
