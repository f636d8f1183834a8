/*
 * message.c - one thread owns strtok; readers send it their lines, and it counts them all.
 *
 * Each reader, a thread, has lines of its own, which nobody else touches. Every word of every line
 * is counted: words = readers x lines x 3.
 */
#include "channel.h"
#include "exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINE_SIZE = 12, CAPACITY = MAX_THREADS };

struct reader {
    pthread_t thread;
    char (*text)[LINE_SIZE]; /* strtok cuts it up */
    long lines;
};

static struct channel *lines_read; /* pointers; who sends a line doesn't touch it again */
static pthread_barrier_t next_line;

static void look_up(const char *word)
{
    static const struct timespec browsing = {.tv_nsec = 50000};
    (void)word;
    nanosleep(&browsing, NULL);
}

static long count_words(char *line)
{
    long words = 0;
    const char *word = strtok(line, " ");
    while (word != NULL) {
        look_up(word);
        words++;
        word = strtok(NULL, " ");
    }
    return words;
}

static void *read_text(void *argument)
{
    struct reader *reader = argument;
    for (long i = 0; i < reader->lines; i++) {
        start_together(&next_line); /* the text comes line by line, to all readers at once */
        char *line = reader->text[i];
        must(channel_send(lines_read, &line), "channel_send");
    }
    return NULL;
}

/* The owner: nobody else ever calls strtok. */
static void *own_strtok(void *argument)
{
    long *words = argument;
    for (char *line; channel_receive(lines_read, &line) == 0;) {
        *words += count_words(line);
    }
    return NULL;
}

static void open_book(struct reader *reader, long lines)
{
    *reader = (struct reader){.lines = lines, .text = calloc((size_t)lines, LINE_SIZE)};
    must(reader->text == NULL && lines > 0 ? ENOMEM : 0, "calloc");
    for (long i = 0; i < lines; i++) {
        strcpy(reader->text[i], "all is well");
    }
}

long total(struct workload load)
{
    struct reader readers[MAX_THREADS];
    pthread_t owner;
    long words = 0;
    must(channel_create(&lines_read, CAPACITY, sizeof(char *)), "channel_create");
    must(pthread_barrier_init(&next_line, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        open_book(&readers[i], load.work);
    }
    must(pthread_create(&owner, NULL, own_strtok, &words), "pthread_create");
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&readers[i].thread, NULL, read_text, &readers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(readers[i].thread, NULL), "pthread_join");
    }
    must(channel_close(lines_read), "channel_close");
    must(pthread_join(owner, NULL), "pthread_join");
    for (int i = 0; i < load.threads; i++) {
        free(readers[i].text);
    }
    must(pthread_barrier_destroy(&next_line), "pthread_barrier_destroy");
    channel_destroy(lines_read);
    return words;
}
