/*
 * own_names.c - a program may call its functions and variables what it likes, also as the explorer
 * calls its own.
 *
 * Expect: proved
 * Expect -DUNLOCKED: failed wrong result
 */
#include <pthread.h>
#include <stdlib.h>

struct engine {
    int speed;
};

struct engine engine = {.speed = 1};
int path = 0, world = 0, slots = 0;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void scratch(int by);
void scratch(int by)
{
#ifndef UNLOCKED
    pthread_mutex_lock(&lock);
#endif
    path += by;
#ifndef UNLOCKED
    pthread_mutex_unlock(&lock);
#endif
}

void *thread_start(void *unused);
void *thread_start(void *unused)
{
    scratch(engine.speed);
    return unused;
}

int main(void)
{
    pthread_t self;
    pthread_create(&self, NULL, thread_start, NULL);
    scratch(2);
    pthread_join(self, NULL);
    return path == 3 && world == slots ? EXIT_SUCCESS : EXIT_FAILURE;
}
