/*
 * once.c - a flag checked by hand in place of pthread_once.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

static int made;

static void make(void)
{
    made++;
}

#ifdef FIXED
static pthread_once_t once = PTHREAD_ONCE_INIT;
#endif

static void *use(void *argument)
{
#ifdef FIXED
    pthread_once(&once, make);
#else
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
