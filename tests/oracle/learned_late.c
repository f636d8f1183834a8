/* learned_late.c - see learned_late.h. */
#include "learned_late.h"

#include <pthread.h>
#include <stddef.h>

enum { TURNS = 4 };
static pthread_mutex_t turns_lock;
static int turns, rare;

/* Notes its turns; what it does afterwards is racy only if they came in this order. */
enum { RARE_ORDER = 0xaa };

static void *take_turns(void *argument)
{
    for (int i = 0; i < TURNS; i++) {
        pthread_mutex_lock(&turns_lock);
        turns = 2 * turns + (argument != NULL);
        pthread_mutex_unlock(&turns_lock);
    }
    pthread_mutex_lock(&turns_lock);
    const int seen = turns;
    pthread_mutex_unlock(&turns_lock);
    if (seen == RARE_ORDER) {
        rare++;
    }
    return NULL;
}

long learned_late(void *argument)
{
    (void)argument;
    pthread_t threads[2];
    turns = rare = 0;
    pthread_mutex_init(&turns_lock, NULL);
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, take_turns, i == 0 ? NULL : &turns);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    return turns + rare;
}
