/*
 * kept_by_strtok.c - two threads take texts apart with the one rest that strtok keeps for all.
 *
 * Name: strtok_rest
 * Sentence: of strtok_rest
 */
#include <assert.h>
#include <pthread.h>
#include <string.h>

static char texts[2][4] = {"a b", "c d"};

static void *take_apart(void *argument)
{
    strtok(argument, " ");
    const char *second = strtok(NULL, " ");
    assert(second != NULL);
    return NULL;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, take_apart, texts[0]);
    pthread_create(&other, NULL, take_apart, texts[1]);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
