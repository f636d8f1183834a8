/*
 * matches.c - what regcomp does with memory isn't known: no proof comes of a program that calls it,
 * although nothing of it fails.
 *
 * Expect: bounded
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <regex.h>
#include <stddef.h>
#include <string.h>

static void *match(void *found)
{
#ifdef FIXED
    *(int *)found = strchr("a cat", 'c') != NULL;
#else
    regex_t pattern;
    *(int *)found = regcomp(&pattern, "c", REG_NOSUB) == 0;
    regfree(&pattern);
#endif
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    int found[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, match, &found[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    assert(found[0] && found[1]);
    return 0;
}
