/*
 * folded.c - a wrong result beside a library: what its operations do inside is in no row.
 *
 * Words: puts 1 into box
 * Words: puts 2 into box
 * Row: puts 1 into box
 * Row: takes 1 from box
 * Row: waits to take: box is empty
 * Sentence: waits to take: box is empty, and nobody is left
 * Sentence: earlier, put
 * Never: operation
 */
#include <interleave_annotate.h>
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    size_t size;
    int full;
    long value;
};
static struct box box = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, sizeof(long), 0, 0};

static void put_into(struct box *into, const long *value)
{
    INTERLEAVE_BEGINS(into, "puts {value} into {object}");
    INTERLEAVE_VALUE(value, &into->size);
    pthread_mutex_lock(&into->lock);
    into->value = *value;
    into->full = 1;
    pthread_cond_signal(&into->filled);
    pthread_mutex_unlock(&into->lock);
    INTERLEAVE_ENDS(NULL);
}

static void take_from(struct box *from, long *value)
{
    INTERLEAVE_BEGINS(from, "takes from {object}");
    pthread_mutex_lock(&from->lock);
    while (!from->full) {
        INTERLEAVE_WAITS("waits to take: {object} is empty", "puts");
        pthread_cond_wait(&from->filled, &from->lock);
        INTERLEAVE_GOES_ON();
    }
    from->full = 0;
    *value = from->value;
    pthread_mutex_unlock(&from->lock);
    INTERLEAVE_VALUE(value, &from->size);
    INTERLEAVE_ENDS("takes {value} from {object}");
}

static void *put(void *argument)
{
    long *value = argument;
    put_into(&box, value);
    return NULL;
}

int main(void)
{
    pthread_t thread;
    long one = 1, got = 0;
    for (int i = 0; i < 2; i++) {
        pthread_create(&thread, NULL, put, &one);
        pthread_join(thread, NULL);
        take_from(&box, &got);
        one++;
    }
    take_from(&box, &got);
    return 0;
}
