/*
 * never_stopped.c - a library says which operations could end a wait. One of them has been done,
 * and nobody does the other one: that is what is missing, whatever the library calls it.
 *
 * Row: puts 7 into belt
 * Row: waits for a part: belt is empty
 * Sentence: Missing stop: pack waits for a part: belt is empty, and nobody is left who could
 * Sentence: earlier, main puts 7 into belt
 */
#include <interleave_annotate.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static struct belt {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t size;
    int parts;
    bool stopped;
} belt = {
    .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .size = sizeof(int)};

static void put(struct belt *on, const int *part)
{
    INTERLEAVE_BEGINS(on, "puts {value} into {object}");
    INTERLEAVE_VALUE(part, &on->size);
    pthread_mutex_lock(&on->lock);
    on->parts++;
    pthread_cond_signal(&on->changed);
    pthread_mutex_unlock(&on->lock);
    INTERLEAVE_ENDS(NULL);
}

static bool take(struct belt *from)
{
    INTERLEAVE_BEGINS(from, "takes a part from {object}");
    pthread_mutex_lock(&from->lock);
    while (from->parts == 0 && !from->stopped) {
        INTERLEAVE_WAITS("waits for a part: {object} is empty", "puts|stops");
        pthread_cond_wait(&from->changed, &from->lock);
        INTERLEAVE_GOES_ON();
    }
    const bool taken = from->parts > 0;
    from->parts -= taken;
    pthread_mutex_unlock(&from->lock);
    INTERLEAVE_ENDS(NULL);
    return taken;
}

static void *pack(void *unused)
{
    while (take(&belt)) {
    }
    return unused;
}

int main(void)
{
    pthread_t packer;
    static const int part = 7;
    pthread_create(&packer, NULL, pack, NULL);
    put(&belt, &part);
    return pthread_join(packer, NULL);
}
