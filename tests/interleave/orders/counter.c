/* A counter that is read at the end only. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_long count;

static void *add(void *argument)
{
    count++; /* enough: relaxed */
    return argument;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, add, NULL);
    pthread_create(&other, NULL, add, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return count == 2 ? 0 : 1; /* enough: relaxed */
}
