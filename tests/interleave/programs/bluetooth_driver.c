/*
 * bluetooth_driver.c - a driver that is stopped while a request comes in, without a lock (Qadeer
 * and Wu, "KISS: keep it simple and sequential", PLDI 2004).
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct device {
    atomic_int pending; /* requests, and one for the driver itself */
    atomic_bool stopping, idle;
};

static struct device device = {.pending = 1};
static atomic_bool stopped;

static bool enter(struct device *entered)
{
#ifdef FIXED
    atomic_fetch_add(&entered->pending, 1);
    return !atomic_load(&entered->stopping);
#else
    if (atomic_load(&entered->stopping)) {
        return false;
    }
    atomic_fetch_add(&entered->pending, 1); /* before that, all may be stopped */
    return true;
#endif
}

static void leave(struct device *left)
{
    if (atomic_fetch_sub(&left->pending, 1) == 1) {
        atomic_store(&left->idle, true);
    }
}

static void *stop(void *argument)
{
    atomic_store(&device.stopping, true);
    leave(&device);
    if (atomic_load(&device.idle)) {
        atomic_store(&stopped, true);
    }
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, stop, NULL);
    if (enter(&device)) {
        assert(!atomic_load(&stopped));
    }
    leave(&device);
    pthread_join(thread, NULL);
    return 0;
}
