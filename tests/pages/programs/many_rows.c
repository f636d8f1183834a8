/*
 * many_rows.c - a failing schedule with more than ten thousand steps, most of them in one fold: its
 * page must stay usable.
 */
#include <pthread.h>

static int total, many;

static void *add(void *argument)
{
    total += many;
    return argument;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, add, NULL);
    for (int i = 0; i < 6000; i++) {
        many++;
    }
    pthread_create(&other, NULL, add, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return total != 2 * many;
}
