/*
 * copy_first.c - each reader copies a line before it is cut up.
 *
 * Caught by total: wrong-total
 * Caught by every-interleaving: use-after-free
 *
 * What the readers share is not the text: each had lines of its own from the start. It is the place
 * where strtok remembers how far it has come, and that is one for the whole program.
 *
 * Each reader, a thread, has lines of its own, which nobody else touches. Every word of every line
 * is counted: words = readers x lines x 3.
 */
#include "exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINE_SIZE = 12 };

struct reader {
    pthread_t thread;
    char (*text)[LINE_SIZE];
    long lines;
    long words; /* the reader's own count; nobody else touches it before the join */
};

static pthread_barrier_t next_line;

static void look_up(const char *word)
{
    static const struct timespec browsing = {.tv_nsec = 50000};
    (void)word;
    nanosleep(&browsing, NULL);
}

static long count_words(const char *line)
{
    char copy[LINE_SIZE];
    long words = 0;
    strcpy(copy, line);
    const char *word = strtok(copy, " ");
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
        reader->words += count_words(reader->text[i]);
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
    long words = 0;
    must(pthread_barrier_init(&next_line, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        open_book(&readers[i], load.work);
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_create(&readers[i].thread, NULL, read_text, &readers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(readers[i].thread, NULL), "pthread_join");
        words += readers[i].words;
    }
    for (int i = 0; i < load.threads; i++) {
        free(readers[i].text);
    }
    must(pthread_barrier_destroy(&next_line), "pthread_barrier_destroy");
    return words;
}
