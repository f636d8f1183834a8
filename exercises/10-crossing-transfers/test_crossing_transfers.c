/* test_crossing_transfers.c - every transfer is booked, in time, and costs its fee alone. */
#include "exercise_test.h"

Test(crossing_transfers, one_teller)
{
    assert_total((struct workload){.threads = 1, .work = 100});
}

Test(crossing_transfers, two_tellers_a_hundred_transfers_each)
{
    assert_total((struct workload){.threads = 2, .work = 100});
}

Test(crossing_transfers, a_second_day_begins_with_the_same_balances)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(crossing_transfers, more_tellers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 2, .work = 1},
        {.threads = 4, .work = 50},
        {.threads = 8, .work = 25},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, crossing_transfers, more_tellers_and_other_sizes)
{
    assert_total(*load);
}

Test(crossing_transfers, every_interleaving)
{
    assert_every_interleaving();
}
