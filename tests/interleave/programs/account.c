/*
 * account.c - an account whose balance two threads change: the withdrawal holds no lock.
 *
 * Expect: failed data race or assertion
 * Expect -DFIXED: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

static int balance = 10;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *deposit(void *argument)
{
    pthread_mutex_lock(&lock);
    balance += 30;
    pthread_mutex_unlock(&lock);
    return argument;
}

static void *withdraw(void *argument)
{
#ifdef FIXED
    pthread_mutex_lock(&lock);
    balance -= 20;
    pthread_mutex_unlock(&lock);
#else
    balance -= 20;
#endif
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, deposit, NULL);
    pthread_create(&threads[1], NULL, withdraw, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    assert(balance == 20);
    return 0;
}
