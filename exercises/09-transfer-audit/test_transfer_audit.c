/* test_transfer_audit.c - every audit agrees, whatever the number of tellers. */
#include "exercise_test.h"

Test(transfer_audit, one_teller)
{
    assert_total((struct workload){.threads = 1, .work = 150});
}

Test(transfer_audit, two_tellers_a_hundred_and_fifty_transfers_each)
{
    assert_total((struct workload){.threads = 2, .work = 150});
}

/* An odd number of transfers leaves money in savings; the next run starts with none there. */
Test(transfer_audit, a_second_run_opens_new_books)
{
    assert_total((struct workload){.threads = 2, .work = 31});
    assert_total((struct workload){.threads = 3, .work = 21});
}

ParameterizedTestParameters(transfer_audit, more_tellers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 3, .work = 101},
        {.threads = 4, .work = 75},
        {.threads = 8, .work = 40},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, transfer_audit, more_tellers_and_other_sizes)
{
    assert_total(*load);
}

Test(transfer_audit, every_interleaving)
{
    assert_every_interleaving();
}
