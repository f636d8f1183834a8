/*
 * message.c - a print shop with an archivist: printers say when they are done, one thread shreds.
 *
 * One printer makes the poster, in strips, and each of the others a postcard, ten copies of all.
 * They share the picture, and whoever is the last to use it shreds it, for customers want nothing
 * to stay behind. Every sheet is printed: pictures x (strips + postcards) x copies.
 */
#include "channel.h"
#include "exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { STRIPS = 4, COPIES = 10, CAPACITY = MAX_THREADS };

struct picture {
    long number;
    int users; /* printers that still need it; only touched by the archivist */
    long copies;
};

struct printer {
    pthread_t thread;
    int strips; /* of which its prints are made: a postcard is one */
    long pictures;
    long printed; /* the printer's own count; nobody else touches it before the join */
};

static struct picture **pictures;
static struct channel *done; /* with a picture: a message from each printer of it */
static pthread_barrier_t next_picture;

static void dry(void)
{
    static const struct timespec pause = {.tv_nsec = 100000};
    nanosleep(&pause, NULL);
}

static void shred(struct picture *picture)
{
    picture->copies = 0;
    free(picture);
}

static void print(struct printer *printer, struct picture *picture)
{
    for (int strip = 0; strip < printer->strips; strip++) {
        printer->printed += picture->copies;
        dry();
    }
    must(channel_send(done, &picture), "channel_send");
}

static void *print_all(void *argument)
{
    struct printer *printer = argument;
    for (long i = 0; i < printer->pictures; i++) {
        start_together(&next_picture);
        print(printer, pictures[i]);
    }
    return NULL;
}

/* The archivist: nobody else ever shreds a picture. */
static void *archive(void *nothing)
{
    (void)nothing;
    for (struct picture *picture; channel_receive(done, &picture) == 0;) {
        if (--picture->users == 0) {
            shred(picture);
        }
    }
    return NULL;
}

static struct picture *receive(long number, int users)
{
    struct picture *picture = malloc(sizeof *picture);
    must(picture == NULL ? ENOMEM : 0, "malloc");
    picture->number = number;
    picture->copies = COPIES;
    picture->users = users;
    return picture;
}

long total(struct workload load)
{
    struct printer printers[MAX_THREADS];
    pthread_t archivist;
    long printed = 0;
    pictures = calloc((size_t)load.work, sizeof *pictures);
    must(pictures == NULL && load.work > 0 ? ENOMEM : 0, "calloc");
    for (long i = 0; i < load.work; i++) {
        pictures[i] = receive(i, load.threads);
    }
    must(channel_create(&done, CAPACITY, sizeof(struct picture *)), "channel_create");
    must(pthread_barrier_init(&next_picture, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        printers[i] = (struct printer){.strips = i == 0 ? STRIPS : 1, .pictures = load.work};
    }
    must(pthread_create(&archivist, NULL, archive, NULL), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&printers[i].thread, NULL, print_all, &printers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(printers[i].thread, NULL), "pthread_join");
        printed += printers[i].printed;
    }
    must(channel_close(done), "channel_close");
    must(pthread_join(archivist, NULL), "pthread_join");
    must(pthread_barrier_destroy(&next_picture), "pthread_barrier_destroy");
    channel_destroy(done);
    free(pictures);
    return printed;
}
