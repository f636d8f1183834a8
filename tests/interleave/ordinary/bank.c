/*
 * bank.c - transfers between accounts, each with its lock, and an auditor who adds them all up.
 *
 *     bank [CLERKS [TRANSFERS]]
 *
 * The bug: the locks of the two accounts are taken in the order of the transfer, not of the
 * accounts.
 *
 * Expect: passed
 * Expect -DBUG: failed deadlock
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { ACCOUNTS = 3, MOST_CLERKS = 8, FIRST_BALANCE = 100 };

struct account {
    pthread_mutex_t lock;
    long balance;
    unsigned long changes;
};

struct transfer {
    int from, to;
    long amount;
};

static struct account accounts[ACCOUNTS];
static atomic_bool closed;
static int transfers;

static void lock_two(struct account *one, struct account *other)
{
#ifndef BUG
    if (one > other) {
        struct account *kept = one;
        one = other;
        other = kept;
    }
#endif
    pthread_mutex_lock(&one->lock);
    pthread_mutex_lock(&other->lock);
}

static bool carry_out(const struct transfer *transfer)
{
    struct account *from = &accounts[transfer->from];
    struct account *to = &accounts[transfer->to];
    bool done = false;
    if (from == to) {
        return true;
    }
    lock_two(from, to);
    if (from->balance >= transfer->amount) {
        from->balance -= transfer->amount;
        to->balance += transfer->amount;
        from->changes++;
        to->changes++;
        done = true;
    }
    pthread_mutex_unlock(&from->lock);
    pthread_mutex_unlock(&to->lock);
    return done;
}

static void *serve(void *argument)
{
    const int clerk = *(const int *)argument;
    long refused = 0;
    for (int i = 0; i < transfers; i++) {
        const struct transfer transfer = {
            .from = (clerk + i) % ACCOUNTS, .to = (clerk + i + 1) % ACCOUNTS, .amount = 30};
        refused += !carry_out(&transfer);
    }
    return (void *)refused;
}

/* Takes all locks, so that no money is on its way. */
static long add_up(void)
{
    long sum = 0;
    for (int i = 0; i < ACCOUNTS; i++) {
        pthread_mutex_lock(&accounts[i].lock);
    }
    for (int i = 0; i < ACCOUNTS; i++) {
        sum += accounts[i].balance;
    }
    for (int i = ACCOUNTS; i-- > 0;) {
        pthread_mutex_unlock(&accounts[i].lock);
    }
    return sum;
}

static void *audit(void *argument)
{
    bool *right = argument;
    int audits = 0;
    do {
        *right = *right && add_up() == (long)ACCOUNTS * FIRST_BALANCE;
        audits++;
    } while (audits < 2 && !atomic_load(&closed));
    return NULL;
}

int main(int argc, char *argv[])
{
    const int clerks = argc > 1 ? atoi(argv[1]) : 3;
    pthread_t threads[MOST_CLERKS], auditor;
    int numbers[MOST_CLERKS];
    bool right = true;
    transfers = argc > 2 ? atoi(argv[2]) : 1;
    if (clerks < 1 || clerks > MOST_CLERKS) {
        return 2;
    }
    for (int i = 0; i < ACCOUNTS; i++) {
        pthread_mutexattr_t checking;
        pthread_mutexattr_init(&checking);
        pthread_mutexattr_settype(&checking, PTHREAD_MUTEX_ERRORCHECK);
        pthread_mutex_init(&accounts[i].lock, &checking);
        pthread_mutexattr_destroy(&checking);
        accounts[i].balance = FIRST_BALANCE;
    }
    pthread_create(&auditor, NULL, audit, &right);
    for (int i = 0; i < clerks; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, serve, &numbers[i]);
    }
    for (int i = 0; i < clerks; i++) {
        pthread_join(threads[i], NULL);
    }
    atomic_store(&closed, true);
    pthread_join(auditor, NULL);
    const long sum = add_up();
    for (int i = 0; i < ACCOUNTS; i++) {
        pthread_mutex_destroy(&accounts[i].lock);
    }
    printf("%ld in all accounts\n", sum);
    return right && sum == (long)ACCOUNTS * FIRST_BALANCE ? 0 : 1;
}
