/*
 * atomic.c - the index of a book: lines are handed out one by one, and each indexer has an index.
 *
 * Each indexer takes the lines of its share, one after the other, and enters every word: an entry
 * for each word, with the sum of the numbers of the lines that it stands in. However many work on
 * it, the index is the one that a single indexer would make: each word once, and no line left out.
 */
#include "exercise.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUCKETS = 64, WORDS_A_LINE = 4, LONGEST_WORD = 16, LINE_SIZE = WORDS_A_LINE * LONGEST_WORD };

struct entry {
    struct entry *next;
    long lines; /* the sum of their numbers */
    char word[LONGEST_WORD];
};

struct bucket {
    struct entry *entries;
};

struct indexer {
    pthread_t thread;
    struct bucket words[BUCKETS]; /* its own index: nobody else touches it before the join */
};

static const char *const vocabulary[] = {
    "access", "atomic",  "barrier", "channel", "counter", "deadlock", "event",   "fence",
    "global", "handoff", "index",   "join",    "kernel",  "lock",     "message", "nested",
    "order",  "publish", "queue",   "race",    "signal",  "thread",   "update",  "value",
    "waiter", "yield",   "acquire", "release", "relaxed", "owner",    "actor",   "mutex",
};
enum { VOCABULARY = sizeof vocabulary / sizeof *vocabulary };
static atomic_long next_line; /* that nobody has taken */
static long lines_of_book;
static pthread_barrier_t morning;

/* Line number of the book, counted from 1: lines differ, words repeat. */
static void read_line(long line, char text[static LINE_SIZE])
{
    int used = 0;
    for (long i = 0; i < WORDS_A_LINE; i++) {
        const char *word = vocabulary[(line * (i / 2 + 1) + i) % VOCABULARY];
        used += snprintf(text + used, (size_t)(LINE_SIZE - used), "%s%s", i == 0 ? "" : " ", word);
    }
}

static unsigned bucket_of(const char *word)
{
    unsigned hash = 5381;
    while (*word != '\0') {
        hash = hash * 33 + (unsigned char)*word++;
    }
    return hash % BUCKETS;
}

/* A new card, from the cupboard. */
static struct entry *new_entry(const char *word)
{
    static const struct timespec walk = {.tv_nsec = 50000};
    struct entry *entry = malloc(sizeof *entry);
    must(entry == NULL ? ENOMEM : 0, "malloc");
    nanosleep(&walk, NULL);
    *entry = (struct entry){.lines = 0};
    snprintf(entry->word, sizeof entry->word, "%s", word);
    return entry;
}

static struct entry *find(struct bucket *bucket, const char *word)
{
    struct entry *entry = bucket->entries;
    while (entry != NULL && strcmp(entry->word, word) != 0) {
        entry = entry->next;
    }
    return entry;
}

static void enter(struct bucket *words, const char *word, long lines)
{
    struct bucket *bucket = &words[bucket_of(word)];
    struct entry *entry = find(bucket, word);
    if (entry == NULL) {
        entry = new_entry(word);
        entry->next = bucket->entries;
        bucket->entries = entry;
    }
    entry->lines += lines;
}

static void index_line(struct bucket *words, long line)
{
    char text[LINE_SIZE];
    char *rest;
    read_line(line, text);
    for (const char *word = strtok_r(text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        enter(words, word, line);
    }
}

static void *work(void *argument)
{
    struct indexer *indexer = argument;
    start_together(&morning);
    for (long line; (line = atomic_fetch_add(&next_line, 1)) <= lines_of_book;) {
        index_line(indexer->words, line);
    }
    return NULL;
}

/* Adds all entries of one index to another one, and frees them. */
static void merge(struct bucket *into, struct bucket *from)
{
    for (int i = 0; i < BUCKETS; i++) {
        for (struct entry *entry = from[i].entries, *next; entry != NULL; entry = next) {
            next = entry->next;
            enter(into, entry->word, entry->lines);
            free(entry);
        }
    }
}

/* What a reader finds: of each word the first entry. */
static long look_up_all(struct bucket *words)
{
    long lines = 0;
    for (int i = 0; i < VOCABULARY; i++) {
        const struct entry *entry = find(&words[bucket_of(vocabulary[i])], vocabulary[i]);
        lines += entry != NULL ? entry->lines : 0;
    }
    return lines;
}

static void end_index(struct bucket *words)
{
    for (int i = 0; i < BUCKETS; i++) {
        for (struct entry *entry = words[i].entries, *next; entry != NULL; entry = next) {
            next = entry->next;
            free(entry);
        }
    }
}

long total(struct workload load)
{
    static struct indexer indexers[MAX_THREADS];
    atomic_store(&next_line, 1);
    lines_of_book = load.work * load.threads;
    must(pthread_barrier_init(&morning, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        indexers[i] = (struct indexer){.words = {{NULL}}};
        must(pthread_create(&indexers[i].thread, NULL, work, &indexers[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(indexers[i].thread, NULL), "pthread_join");
        if (i > 0) {
            merge(indexers[0].words, indexers[i].words);
        }
    }
    must(pthread_barrier_destroy(&morning), "pthread_barrier_destroy");
    const long lines = look_up_all(indexers[0].words);
    end_index(indexers[0].words);
    return lines;
}
