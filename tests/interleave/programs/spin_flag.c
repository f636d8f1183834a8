/*
 * spin_flag.c - a thread that loops until a flag is set; plain, it is a race.
 *
 * Expect: failed data race
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef FIXED
static atomic_bool go;
#else
static bool go;
#endif
static int payload;

static void *wait_for_it(void *argument)
{
    while (!go) {
    }
    assert(payload == 1);
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_it, NULL);
    payload = 1;
    go = true;
    pthread_join(thread, NULL);
    return 0;
}
