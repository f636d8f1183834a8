/*
 * strtok.c - two threads cut texts in words with strtok, which remembers where it was for all of
 * them.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <string.h>

static void *cut(void *argument)
{
    char text[] = "one two";
#ifdef FIXED
    char *rest;
    assert(strcmp(strtok_r(text, " ", &rest), "one") == 0);
#else
    assert(strcmp(strtok(text, " "), "one") == 0);
#endif
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, cut, NULL);
    pthread_create(&threads[1], NULL, cut, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
