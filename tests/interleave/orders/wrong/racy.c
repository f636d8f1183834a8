/* A race that no memory order has a part in. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int count;
static int value;

static void *add(void *argument)
{
    count++;
    value++;
    return argument;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, add, NULL);
    pthread_create(&other, NULL, add, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return count == 2 ? 0 : 1;
}
