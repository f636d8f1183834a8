/*
 * A thread and its handler are one thread for the order in memory: relaxed atomics are enough
 * between them, where between threads they are not. Without its mark of being busy, the handler
 * finds the pair half written.
 *
 * Expect: proved
 * Expect -DNO_MARK: failed assertion
 * Expect -DRETURNS: proved
 * Expect -DANOTHER: failed assertion
 */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int busy, one, two;

static int get(atomic_int *from)
{
    return atomic_load_explicit(from, memory_order_relaxed);
}

static void set(atomic_int *to, int value)
{
    atomic_store_explicit(to, value, memory_order_relaxed);
}

static void look(void)
{
#ifndef NO_MARK
    if (get(&busy)) {
        return;
    }
#endif
    const int second = get(&two), first = get(&one);
    assert(first == second);
}

static void handle(int number)
{
    (void)number;
#ifdef RETURNS
    set(&one, 1);
    set(&two, 1);
#else
    look();
#endif
}

static void *work(void *unused)
{
#ifdef RETURNS
    if (get(&two)) { /* so the handler was here */
        assert(get(&one));
    }
#else
    set(&busy, 1);
    set(&one, 1);
    set(&two, 1);
    set(&busy, 0);
#endif
    return unused;
}

#ifdef ANOTHER
static void *watch(void *unused)
{
    look();
    return unused;
}
#endif

int main(void)
{
    pthread_t thread;
    signal(SIGUSR1, handle);
    pthread_create(&thread, NULL, work, NULL);
#ifdef ANOTHER
    pthread_t other;
    pthread_create(&other, NULL, watch, NULL);
    pthread_join(other, NULL);
#endif
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    return 0;
}
