/*
 * returned.c - a thread is given the address of a local variable of a function that has returned.
 *
 * Sentence: Use after return: read_note reads a local variable of a function of main that has
 */
#include <pthread.h>
#include <stddef.h>

static long read;

static void *read_note(void *note)
{
    read = *(long *)note;
    return NULL;
}

static int send(pthread_t *courier)
{
    long note = 5;
    return pthread_create(courier, NULL, read_note, &note);
}

int main(void)
{
    pthread_t courier;
    return send(&courier) == 0 ? pthread_join(courier, NULL) : 0;
}
