/*
 * pipeline.c - words go through three stages, each a thread with a bounded queue before it: one
 * makes them, one turns them round, one counts their letters.
 *
 *     pipeline [WORDS [CAPACITY]]
 *
 * The bug: the queue has one condition variable for both sides and signals instead of broadcasting,
 * so that the wrong side may be woken.
 *
 * Expect: passed
 * Expect -DBUG: failed lost wake-up or deadlock
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CAPACITY = 16, LETTERS = 12 };

struct word {
    char text[LETTERS];
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct word slots[MOST_CAPACITY];
    int capacity, used, next;
    bool closed;
};

struct stage {
    struct queue *in, *out;
    long letters;
};

static void queue_open(struct queue *queue, int capacity)
{
    memset(queue, 0, sizeof *queue);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->changed, NULL);
    queue->capacity = capacity;
}

static void queue_wake(struct queue *queue)
{
#ifdef BUG
    pthread_cond_signal(&queue->changed);
#else
    pthread_cond_broadcast(&queue->changed);
#endif
}

static void queue_put(struct queue *queue, const struct word *word)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->used == queue->capacity) {
        pthread_cond_wait(&queue->changed, &queue->lock);
    }
    queue->slots[(queue->next + queue->used++) % queue->capacity] = *word;
    queue_wake(queue);
    pthread_mutex_unlock(&queue->lock);
}

static bool queue_get(struct queue *queue, struct word *word)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->used == 0 && !queue->closed) {
        pthread_cond_wait(&queue->changed, &queue->lock);
    }
    const bool got = queue->used > 0;
    if (got) {
        *word = queue->slots[queue->next];
        queue->next = (queue->next + 1) % queue->capacity;
        queue->used--;
        queue_wake(queue);
    }
    pthread_mutex_unlock(&queue->lock);
    return got;
}

static void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}

static void *turn_round(void *argument)
{
    struct stage *stage = argument;
    for (struct word word; queue_get(stage->in, &word);) {
        const size_t length = strlen(word.text);
        for (size_t i = 0; i < length / 2; i++) {
            const char letter = word.text[i];
            word.text[i] = word.text[length - 1 - i];
            word.text[length - 1 - i] = letter;
        }
        queue_put(stage->out, &word);
    }
    return NULL;
}

static void *count_letters(void *argument)
{
    struct stage *stage = argument;
    for (struct word word; queue_get(stage->in, &word);) {
        stage->letters += (long)strlen(word.text);
    }
    return NULL;
}

int main(int argc, char *argv[])
{
    const int words = argc > 1 ? atoi(argv[1]) : 2;
    const int capacity = argc > 2 ? atoi(argv[2]) : 1;
    enum { TURNERS = 2 };
    static struct queue made, turned;
    struct stage turner = {.in = &made, .out = &turned}, counter = {.in = &turned};
    pthread_t turners[TURNERS], counting;
    long expected = 0;
    queue_open(&made, capacity);
    queue_open(&turned, capacity);
    for (int i = 0; i < TURNERS; i++) {
        pthread_create(&turners[i], NULL, turn_round, &turner);
    }
    pthread_create(&counting, NULL, count_letters, &counter);
    for (int i = 0; i < words; i++) {
        struct word word;
        snprintf(word.text, sizeof word.text, "word%d", i);
        expected += (long)strlen(word.text);
        queue_put(&made, &word);
    }
    queue_close(&made);
    for (int i = 0; i < TURNERS; i++) {
        pthread_join(turners[i], NULL);
    }
    queue_close(&turned);
    pthread_join(counting, NULL);
    printf("%ld letters\n", counter.letters);
    return counter.letters == expected ? 0 : 1;
}
