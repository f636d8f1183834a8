/*
 * stealing.c - a queue whose owner takes from one end and a thief from the other; the last item
 * goes to both.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum { ITEMS = 2 };

static atomic_int head, tail;
static atomic_int taken[ITEMS];
#ifdef FIXED
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#endif

static void begin(void)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
#endif
}

static void end(void)
{
#ifdef FIXED
    pthread_mutex_unlock(&lock);
#endif
}

static int take(void)
{
    int item = -1;
    begin();
    const int last = atomic_load(&tail) - 1;
    if (last >= atomic_load(&head)) {
        item = last;
        atomic_store(&tail, last);
    }
    end();
    return item;
}

static int steal(void)
{
    int item = -1;
    begin();
    const int first = atomic_load(&head);
    if (first < atomic_load(&tail)) {
        item = first;
        atomic_store(&head, first + 1);
    }
    end();
    return item;
}

static void use(int item)
{
    if (item >= 0) {
        assert(atomic_fetch_add(&taken[item], 1) == 0);
    }
}

static void *thief(void *argument)
{
    use(steal());
    return argument;
}

int main(void)
{
    pthread_t thread;
    atomic_store(&tail, ITEMS);
    pthread_create(&thread, NULL, thief, NULL);
    use(take());
    use(take());
    pthread_join(thread, NULL);
    return 0;
}
