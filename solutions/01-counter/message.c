/*
 * message.c - the counter with an owner: one thread alone has it, and adds up what it is sent.
 *
 * Each thread counts the visitors at one door: for each, it adds 1 to the counter.
 * With two threads and 1,000,000 increments each, it must end at 2,000,000.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

enum { BATCH = 1024, CAPACITY = 64 };

static struct channel *increments_made;
static pthread_barrier_t start;

/* Every program is interrupted now and then, anywhere. This one is at every 5,000th turn, for a
   moment, so that nobody has to wait for it. */
static void interruption(long turn)
{
    static const struct timespec moment = {.tv_nsec = 1000};
    if (turn % 5000 == 0) {
        nanosleep(&moment, NULL);
    }
}

static void *count(void *argument)
{
    const long increments = *(const long *)argument;
    start_together(&start);
    long made = 0;
    for (long i = 0; i < increments; i++) {
        interruption(i);
        made++;
        if (made == BATCH || i == increments - 1) {
            must(channel_send(increments_made, &made), "channel_send");
            made = 0;
        }
    }
    return NULL;
}

/* The owner: nobody else ever sees its value. */
static void *own_value(void *argument)
{
    long *value = argument;
    for (long made; channel_receive(increments_made, &made) == 0;) {
        *value += made;
    }
    return NULL;
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS], owner;
    long value = 0;
    must(channel_create(&increments_made, CAPACITY, sizeof(long)), "channel_create");
    must(pthread_barrier_init(&start, NULL, (unsigned)load.threads), "pthread_barrier_init");
    must(pthread_create(&owner, NULL, own_value, &value), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&crew[i], NULL, count, &load.work), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
    }
    must(channel_close(increments_made), "channel_close");
    must(pthread_join(owner, NULL), "pthread_join");
    must(pthread_barrier_destroy(&start), "pthread_barrier_destroy");
    channel_destroy(increments_made);
    return value;
}
