/*
 * matches.c - regcomp writes a pattern, and regexec reads it: one that all threads have is compiled
 * before they look.
 *
 * Expect: proved
 * Expect -DLATE: failed data race
 */
#include <assert.h>
#include <pthread.h>
#include <regex.h>
#include <stddef.h>

static regex_t pattern;

static void *match(void *found)
{
#ifdef LATE
    regcomp(&pattern, "c.t", REG_NOSUB);
#endif
    *(int *)found = regexec(&pattern, "a cat", 0, NULL, 0) == 0;
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    int found[2] = {0, 0};
    if (regcomp(&pattern, "c.t", REG_NOSUB) != 0) {
        return 1;
    }
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, match, &found[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    regfree(&pattern);
    assert(found[0] && found[1]);
    return 0;
}
