/*
 * look_up_early.c - the index of a book; three of its four bugs are mended.
 *
 * Caught by total: wrong-total
 * Caught by race-free: data-race
 * Caught by every-interleaving: wrong-total
 *
 * What is left: the index is read before those who make it are done.
 *
 * Each indexer takes the lines of its share, one after the other, and enters every word: an entry
 * for each word, with the sum of the numbers of the lines that it stands in. However many work on
 * it, the index is the one that a single indexer would make: each word once, and no line left out.
 */
#include "exercise.h"

#include <errno.h>
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
    pthread_mutex_t lock;
    struct entry *entries; /* guarded by lock, and so are they */
};

struct share {
    int indexer, indexers; /* the first of so many takes lines 1, 1 + indexers, ... */
    long lines;            /* of the book */
};

static const char *const vocabulary[] = {
    "access", "atomic",  "barrier", "channel", "counter", "deadlock", "event",   "fence",
    "global", "handoff", "index",   "join",    "kernel",  "lock",     "message", "nested",
    "order",  "publish", "queue",   "race",    "signal",  "thread",   "update",  "value",
    "waiter", "yield",   "acquire", "release", "relaxed", "owner",    "actor",   "mutex",
};
enum { VOCABULARY = sizeof vocabulary / sizeof *vocabulary };
static struct bucket words[BUCKETS];
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

static void enter(const char *word, long line)
{
    struct bucket *bucket = &words[bucket_of(word)];
    must(pthread_mutex_lock(&bucket->lock), "pthread_mutex_lock");
    struct entry *entry = find(bucket, word);
    if (entry == NULL) {
        entry = new_entry(word);
        entry->next = bucket->entries;
        bucket->entries = entry;
    }
    entry->lines += line;
    must(pthread_mutex_unlock(&bucket->lock), "pthread_mutex_unlock");
}

static void index_line(long line)
{
    char text[LINE_SIZE];
    char *rest;
    read_line(line, text);
    for (const char *word = strtok_r(text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        enter(word, line);
    }
}

static void *work(void *argument)
{
    const struct share *share = argument;
    start_together(&morning);
    const struct share mine = *share;
    for (long line = mine.indexer + 1; line <= mine.lines; line += mine.indexers) {
        index_line(line);
    }
    return NULL;
}

/* What a reader finds: of each word the first entry. */
static long look_up_all(void)
{
    long lines = 0;
    for (int i = 0; i < VOCABULARY; i++) {
        struct entry *entry = words[bucket_of(vocabulary[i])].entries;
        while (entry != NULL && strcmp(entry->word, vocabulary[i]) != 0) {
            entry = entry->next;
        }
        lines += entry != NULL ? entry->lines : 0;
    }
    return lines;
}

static void begin_index(void)
{
    for (int i = 0; i < BUCKETS; i++) {
        must(pthread_mutex_init(&words[i].lock, NULL), "pthread_mutex_init");
        words[i].entries = NULL;
    }
}

static void end_index(void)
{
    for (int i = 0; i < BUCKETS; i++) {
        for (struct entry *entry = words[i].entries, *next; entry != NULL; entry = next) {
            next = entry->next;
            free(entry);
        }
        must(pthread_mutex_destroy(&words[i].lock), "pthread_mutex_destroy");
    }
}

long total(struct workload load)
{
    pthread_t indexers[MAX_THREADS];
    struct share shares[MAX_THREADS];
    begin_index();
    must(pthread_barrier_init(&morning, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        shares[i] = (struct share){i, load.threads, load.work * load.threads};
        must(pthread_create(&indexers[i], NULL, work, &shares[i]), "pthread_create");
    }
    const long lines = look_up_all();
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(indexers[i], NULL), "pthread_join");
    }
    must(pthread_barrier_destroy(&morning), "pthread_barrier_destroy");
    end_index();
    return lines;
}
