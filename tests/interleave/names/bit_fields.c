/*
 * bit_fields.c - of bit-fields in one word, the one that the source mentions is meant.
 *
 * Words: reads flags.ready → 1
 * Words: flags.count ← 5
 * Words: reads flags.count → 5
 * Words: shared->high ← -2
 * Name: the word of both.left and both.right
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct halves {
    unsigned left : 4, right : 4;
};
struct signs {
    signed low : 3, high : 3;
};
static struct {
    unsigned count : 15, ready : 1;
} flags;
static struct halves both, other;
static struct signs *shared;

static void *look(void *argument)
{
    return flags.ready && flags.count == 5 ? argument : NULL;
}

int main(void)
{
    pthread_t thread;
    shared = calloc(1, sizeof *shared);
    flags.ready = 1;
    flags.count = 5;
    shared->high = -2;
    memcpy(&both, &other, 1);
    pthread_create(&thread, NULL, look, &flags);
    pthread_join(thread, NULL);
    return 1;
}
