/*
 * A compare-exchange that is weak may fail although the values are the same (C17 7.17.7.4p3): who
 * tries but once may take nothing, and a lock that is tried twice may still be busy with nobody.
 *
 * Expect: failed assertion
 * Expect -DSTRONG: proved
 * Expect -DLOOP: proved
 * Expect -DBY_BUILTIN: failed assertion
 * Expect -DBY_BUILTIN -DSTRONG: proved
 * Expect -DRELAXED: failed assertion
 * Expect -DRELAXED -DLOOP: proved
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef RELAXED
#define ORDERS memory_order_acq_rel, memory_order_relaxed
#else
#define ORDERS memory_order_seq_cst, memory_order_seq_cst
#endif

static atomic_int winner;
#ifdef BY_BUILTIN
static int plain_winner;
#endif

static bool claim(int me)
{
    int nobody = 0;
#if defined(BY_BUILTIN) && defined(STRONG)
    return __atomic_compare_exchange_n(&plain_winner, &nobody, me, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
#elif defined(BY_BUILTIN)
    return __atomic_compare_exchange_n(&plain_winner, &nobody, me, true, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
#elif defined(STRONG)
    return atomic_compare_exchange_strong_explicit(&winner, &nobody, me, ORDERS);
#elif defined(LOOP)
    do {
        nobody = 0;
        if (atomic_compare_exchange_weak_explicit(&winner, &nobody, me, ORDERS)) {
            return true;
        }
    } while (nobody == 0);
    return false;
#else
    return atomic_compare_exchange_weak_explicit(&winner, &nobody, me, ORDERS);
#endif
}

static bool won[2];

static void *run(void *argument)
{
    bool *mine = argument;
    *mine = claim(mine == &won[0] ? 1 : 2);
    return NULL;
}

int main(void)
{
    pthread_t other;
    pthread_create(&other, NULL, run, &won[0]);
    run(&won[1]);
    pthread_join(other, NULL);
    assert(won[0] != won[1]);
    assert(winner == 0 || won[winner - 1]);
    return 0;
}
