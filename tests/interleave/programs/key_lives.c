/*
 * key_lives.c - a key for thread-specific data is used before there is one, after it is gone, or
 * while it goes; one that is deleted and made anew is another.
 *
 * Expect: proved
 * Expect -DLATE: failed mutex misuse or data race
 * Expect -DNEVER: failed mutex misuse
 * Expect -DDELETED: failed mutex misuse
 * Expect -DUNORDERED: failed mutex misuse
 * Expect -DANEW: proved
 * Expect -DC11: proved
 * Expect -DC11 -DDELETED: failed mutex misuse
 */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

static int destroyed; /* by the thread, before it is joined */

static void destroy(void *value)
{
    free(value);
    destroyed++;
}

#ifdef C11
static tss_t key;
#define make() assert(tss_create(&key, destroy) == thrd_success)
#define forget() tss_delete(key)
#define set(value) assert(tss_set(key, value) == thrd_success)
#define get() tss_get(key)
#else
static pthread_key_t key;
#define make() assert(pthread_key_create(&key, destroy) == 0)
#define forget() pthread_key_delete(key)
#define set(value) assert(pthread_setspecific(key, value) == 0)
#define get() pthread_getspecific(key)
#endif

static void *use(void *argument)
{
    assert(get() == NULL);
    set(malloc(1));
    return get() != NULL ? argument : NULL;
}

int main(void)
{
    pthread_t thread;
#if !defined(LATE) && !defined(NEVER)
    make();
#endif
#ifdef ANEW
    set(&thread);
    forget();
    make();
#endif
#ifdef DELETED
    forget();
#endif
    pthread_create(&thread, NULL, use, NULL);
#if defined(LATE)
    make();
#elif defined(UNORDERED)
    forget();
#endif
    pthread_join(thread, NULL);
    return destroyed != 1 || get() != NULL;
}
