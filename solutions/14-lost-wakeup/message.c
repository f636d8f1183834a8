/*
 * message.c - the laundrette where the machine sends a message: it is kept until somebody reads it.
 *
 * The customer puts the laundry in, presses the button, reads a page, waits for the end of the wash
 * and takes the laundry out. Wool is done sooner than the page, cotton later. Nobody waits for
 * ever, and everything that is taken out is clean.
 */
#include "channel.h"
#include "exercise.h"

#include <stddef.h>
#include <time.h>

struct machine {
    pthread_barrier_t button; /* customer and machine begin together */
    struct channel *done;     /* the machine's, to its customer: what comes out is clean */
};

struct customer {
    struct machine machine;
    long loads; /* how many there are to wash */
    long clean; /* how many were clean when they were taken out; nobody else's before the join */
};

static struct customer customers[MAX_THREADS];

static void wash(bool wool)
{
    static const struct timespec quickly = {.tv_nsec = 20000}, thoroughly = {.tv_nsec = 2000000};
    nanosleep(wool ? &quickly : &thoroughly, NULL);
}

static void read_a_page(void)
{
    static const struct timespec reading = {.tv_nsec = 500000};
    nanosleep(&reading, NULL);
}

/* Waits until the wash is done; says whether what comes out is clean. */
static bool take_out(struct machine *machine)
{
    bool clean;
    must(channel_receive(machine->done, &clean), "channel_receive");
    return clean;
}

static void finish(struct machine *machine)
{
    const bool clean = true;
    must(channel_send(machine->done, &clean), "channel_send");
}

static void *run_machine(void *argument)
{
    struct customer *customer = argument;
    for (long i = 0; i < customer->loads; i++) {
        start_together(&customer->machine.button);
        wash(i % 2 == 1); /* cotton, wool, cotton, wool, ... */
        finish(&customer->machine);
    }
    return NULL;
}

static void *do_laundry(void *argument)
{
    struct customer *customer = argument;
    for (long i = 0; i < customer->loads; i++) {
        start_together(&customer->machine.button);
        read_a_page();
        customer->clean += take_out(&customer->machine);
    }
    return NULL;
}

static void install(struct machine *machine)
{
    must(pthread_barrier_init(&machine->button, NULL, 2), "pthread_barrier_init");
    must(channel_create(&machine->done, 1, sizeof(bool)), "channel_create");
}

static void scrap(struct machine *machine)
{
    channel_destroy(machine->done);
    must(pthread_barrier_destroy(&machine->button), "pthread_barrier_destroy");
}

long total(struct workload load)
{
    pthread_t crew[MAX_THREADS], machines[MAX_THREADS];
    long clean = 0;
    for (int i = 0; i < load.threads; i++) {
        customers[i] = (struct customer){.loads = load.work};
        install(&customers[i].machine);
        must(pthread_create(&machines[i], NULL, run_machine, &customers[i]), "pthread_create");
        must(pthread_create(&crew[i], NULL, do_laundry, &customers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(crew[i], NULL), "pthread_join");
        must(pthread_join(machines[i], NULL), "pthread_join");
        scrap(&customers[i].machine);
        clean += customers[i].clean;
    }
    return clean;
}
