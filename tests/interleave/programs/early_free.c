/*
 * early_free.c - a job is freed by who made it while the worker still uses it.
 *
 * Expect: failed data race or use after free
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct job {
    int input, output;
};

static void *work(void *argument)
{
    struct job *job = argument;
    job->output = job->input * 2;
    return NULL;
}

int main(void)
{
    pthread_t thread;
    struct job *job = malloc(sizeof *job);
    job->input = 21;
    pthread_create(&thread, NULL, work, job);
#ifdef FIXED
    pthread_join(thread, NULL);
    assert(job->output == 42);
    free(job);
#else
    free(job);
    pthread_join(thread, NULL);
#endif
    return 0;
}
