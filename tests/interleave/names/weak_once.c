/*
 * weak_once.c - a weak compare-exchange that is done once, and may fail though the value is as
 * expected.
 *
 * Sentence: Spurious failure: sell's compare-exchange of seats fails
 * Row: loads seats → 3
 * Row: weak compare-exchange of seats: fails without a reason
 * Rows: 2
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int seats = 3;

static void *sell(void *unused)
{
    int seen = atomic_load(&seats);
    atomic_compare_exchange_weak(&seats, &seen, seen - 1);
    return unused;
}

int main(void)
{
    pthread_t seller;
    if (pthread_create(&seller, NULL, sell, NULL) != 0) {
        return 0;
    }
    pthread_join(seller, NULL);
    return seats == 2 ? 0 : 1;
}
