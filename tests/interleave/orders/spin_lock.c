/* A lock of one bit. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_flag lock = ATOMIC_FLAG_INIT;
static int value;

static void *add(void *argument)
{
    while (atomic_flag_test_and_set(&lock)) { /* enough: acquire */
    }
    value++;
    atomic_flag_clear(&lock); /* enough: release */
    return argument;
}

int main(void)
{
    pthread_t one, other;
    pthread_create(&one, NULL, add, NULL);
    pthread_create(&other, NULL, add, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return value == 2 ? 0 : 1;
}
