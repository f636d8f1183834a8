/*
 * once.c - a flag checked by hand in place of pthread_once.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 * Expect -DC11: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <threads.h>

static int made;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static once_flag once_too = ONCE_FLAG_INIT;
/* A step while it is made: the other one comes and has to wait. */
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static void make(void)
{
    pthread_mutex_lock(&guard);
    made++;
    pthread_mutex_unlock(&guard);
}

static void *use(void *argument)
{
#if defined(FIXED)
    pthread_once(&once, make);
#elif defined(C11)
    call_once(&once_too, make);
#else
    (void)once;
    (void)once_too;
    if (made == 0) {
        make();
    }
#endif
    assert(made == 1);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, use, NULL);
    pthread_create(&threads[1], NULL, use, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
