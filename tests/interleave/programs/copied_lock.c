/*
 * A lock is not what its bytes are: only the object that was initialised may be used, not a copy of
 * it (POSIX.1-2017, 2.9.9). What a static initialiser says may be copied as long as nobody used it;
 * a copy may be initialised by itself.
 *
 * Expect: failed mutex misuse
 * Expect -DRETURNED: failed mutex misuse
 * Expect -DREALLOCATED: failed mutex misuse
 * Expect -DSEMAPHORE: failed mutex misuse
 * Expect -DUSED: failed mutex misuse
 * Expect -DSTATIC: proved
 * Expect -DINITIALISED_ANEW: proved
 * Expect -DASSIGNED_ANEW: proved
 * Expect -DIN_PLACE: proved
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

struct account {
    long balance;
    pthread_mutex_t lock;
    sem_t permits;
};

static const struct account fresh = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *deposit(void *argument)
{
    struct account *account = argument;
#ifdef SEMAPHORE
    sem_wait(&account->permits);
    account->balance++;
    sem_post(&account->permits);
#else
    pthread_mutex_lock(&account->lock);
    account->balance++;
    pthread_mutex_unlock(&account->lock);
#endif
    return NULL;
}

static struct account make(void)
{
    struct account account = fresh;
#if !defined STATIC && !defined USED && !defined ASSIGNED_ANEW
    pthread_mutex_init(&account.lock, NULL);
#endif
    sem_init(&account.permits, 0, 1);
    return account;
}

/* One with a lock that was initialised, or only has its initialiser. */
static struct account *open_account(void)
{
    struct account *account = malloc(2 * sizeof *account);
    if (account == NULL) {
        exit(0);
    }
#if defined RETURNED
    *account = make();
#elif defined REALLOCATED || defined IN_PLACE
    account->balance = 0;
    pthread_mutex_init(&account->lock, NULL);
#ifdef REALLOCATED
    account = realloc(account, 16 * sizeof *account);
#endif
#elif defined USED
    static struct account used = {.lock = PTHREAD_MUTEX_INITIALIZER};
    deposit(&used);
    memcpy(account, &used, sizeof used);
#elif defined STATIC
    *account = fresh;
#else
    static struct account first;
    pthread_mutex_init(&first.lock, NULL);
    sem_init(&first.permits, 0, 1);
    *account = first;
#endif
#if defined INITIALISED_ANEW
    pthread_mutex_init(&account->lock, NULL);
#elif defined ASSIGNED_ANEW
    account->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
#endif
    return account;
}

int main(void)
{
    pthread_t thread;
    struct account *account = open_account();
    account->balance = 0;
    pthread_create(&thread, NULL, deposit, account);
    deposit(account);
    pthread_join(thread, NULL);
    const long balance = account->balance;
    free(account);
    return balance != 2;
}
