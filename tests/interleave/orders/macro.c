/* Two operations at one place of the source; only one of them orders anything. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int locked;
static int value;

/* clang-format off */
#define LOCK(lock) do { while (atomic_load(lock)) { } } while (atomic_exchange(lock, 1))
/* clang-format on */

static void *add(void *argument)
{
    LOCK(&locked); /* enough: relaxed, acquire */
    value++;
    atomic_store(&locked, 0); /* enough: release */
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
