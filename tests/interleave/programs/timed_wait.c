/*
 * timed_wait.c - a wait with a time limit that takes a time-out for the answer.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

static bool ready;
static int answer;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *tell(void *argument)
{
    pthread_mutex_lock(&lock);
    answer = 42;
    ready = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(void)
{
    pthread_t thread;
    struct timespec until;
    pthread_create(&thread, NULL, tell, NULL);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    pthread_mutex_lock(&lock);
    int error = 0;
    while (!ready && error == 0) {
        error = pthread_cond_timedwait(&changed, &lock, &until);
    }
#ifdef FIXED
    assert(!ready || answer == 42);
#else
    assert(answer == 42);
#endif
    pthread_mutex_unlock(&lock);
    pthread_join(thread, NULL);
    return 0;
}
