/*
 * message.c - the index of a book, whose owner alone enters what indexers send.
 *
 * Each indexer takes the lines of its share, one after the other, and enters every word: an entry
 * for each word, with the sum of the numbers of the lines that it stands in. However many work on
 * it, the index is the one that a single indexer would make: each word once, and no line left out.
 */
#include "channel.h"
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
    struct entry *entries;
};

struct share {
    int indexer, indexers; /* the first of so many takes lines 1, 1 + indexers, ... */
    long lines;            /* of the book */
};

struct found {
    long line;
    int count;
    char words[WORDS_A_LINE][LONGEST_WORD];
};

static const char *const vocabulary[] = {
    "access", "atomic",  "barrier", "channel", "counter", "deadlock", "event",   "fence",
    "global", "handoff", "index",   "join",    "kernel",  "lock",     "message", "nested",
    "order",  "publish", "queue",   "race",    "signal",  "thread",   "update",  "value",
    "waiter", "yield",   "acquire", "release", "relaxed", "owner",    "actor",   "mutex",
};
enum { VOCABULARY = sizeof vocabulary / sizeof *vocabulary };
static struct channel *desk;
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

static void index_line(long line)
{
    char text[LINE_SIZE];
    char *rest;
    struct found found = {.line = line};
    read_line(line, text);
    for (const char *word = strtok_r(text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        snprintf(found.words[found.count++], LONGEST_WORD, "%s", word);
    }
    must(channel_send(desk, &found), "channel_send");
}

static void *work(void *argument)
{
    const struct share *share = argument;
    start_together(&morning);
    for (long line = share->indexer + 1; line <= share->lines; line += share->indexers) {
        index_line(line);
    }
    return NULL;
}

/* The owner: nobody else has the index. */
static void *own(void *argument)
{
    struct bucket *words = argument;
    for (struct found found; channel_receive(desk, &found) == 0;) {
        for (int i = 0; i < found.count; i++) {
            enter(words, found.words[i], found.line);
        }
    }
    return NULL;
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
    pthread_t owner, indexers[MAX_THREADS];
    struct share shares[MAX_THREADS];
    struct bucket words[BUCKETS] = {{NULL}};
    must(channel_create(&desk, 64, sizeof(struct found)), "channel_create");
    must(pthread_create(&owner, NULL, own, words), "pthread_create");
    must(pthread_barrier_init(&morning, NULL, (unsigned)load.threads), "pthread_barrier_init");
    for (int i = 0; i < load.threads; i++) {
        shares[i] = (struct share){i, load.threads, load.work * load.threads};
        must(pthread_create(&indexers[i], NULL, work, &shares[i]), "pthread_create");
    }
    for (int i = 0; i < load.threads; i++) {
        must(pthread_join(indexers[i], NULL), "pthread_join");
    }
    must(channel_close(desk), "channel_close");
    must(pthread_join(owner, NULL), "pthread_join");
    must(pthread_barrier_destroy(&morning), "pthread_barrier_destroy");
    channel_destroy(desk);
    const long lines = look_up_all(words);
    end_index(words);
    return lines;
}
