/* counter.c - an increment that two threads make; with an argument, it ends before any of them. */
#include <pthread.h>

static int value;

static void *worker(void *argument)
{
    value++;
    return argument;
}

int main(int count, char *arguments[])
{
    pthread_t one, other;
    (void)arguments;
    if (count > 1) {
        return 0;
    }
    pthread_create(&one, NULL, worker, NULL);
    pthread_create(&other, NULL, worker, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return value != 2;
}
