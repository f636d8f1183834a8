/* explores.c - a project's own test: it explores a function, once racy and once with a lock. */
#include <interleave.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long count;

static void *increment(void *argument)
{
    const bool *locked = argument;
    if (*locked) {
        pthread_mutex_lock(&mutex);
    }
    count = count + 1;
    if (*locked) {
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static long run(void *locked)
{
    pthread_t threads[2];
    count = 0;
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, increment, locked);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    return count;
}

static bool comes_to(bool locked, enum interleave_verdict expected)
{
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    options.expected = &(long){2};
    struct interleave_result *result = interleave_explore(run, &locked, &options);
    const bool as_expected = result != NULL && result->verdict == expected;
    printf("%s: %s\n", locked ? "locked" : "racy", result != NULL ? result->message : "no result");
    interleave_release(result);
    return as_expected;
}

int main(void)
{
    const bool racy_fails = comes_to(false, INTERLEAVE_FAILED);
    const bool fix_is_proved = comes_to(true, INTERLEAVE_PROVED);
    return racy_fails && fix_is_proved ? 0 : 1;
}
