/*
 * text.c - a message is put together by snprintf and strcat and copied out, all of it inside the C
 * library; the lock is only taken for a part of that.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static char message[64];

static void *write_message(void *name)
{
    pthread_mutex_lock(&guard);
    snprintf(message, sizeof message, "from %s", (const char *)name);
#ifndef FIXED
    pthread_mutex_unlock(&guard);
    strcat(message, "!");
#else
    strcat(message, "!");
    pthread_mutex_unlock(&guard);
#endif
    return NULL;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, write_message, "Ada");
    pthread_create(&other, NULL, write_message, "Bob");
    pthread_mutex_lock(&guard);
    char *copy = strdup(message);
    pthread_mutex_unlock(&guard);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    assert(strlen(message) == 9 && strlen(copy) <= 9);
    assert(memchr(copy, 0, sizeof message) == copy + strlen(copy)); /* it looks no further */
    free(copy);
    return 0;
}
