/* test_read_lock.c - every lookup is counted, whatever the number of tellers. */
#include "exercise_test.h"

Test(read_lock, one_teller)
{
    assert_total((struct workload){.threads = 1, .work = 20000});
}

Test(read_lock, two_tellers_twenty_thousand_customers_each)
{
    assert_total((struct workload){.threads = 2, .work = 20000});
}

Test(read_lock, a_second_day_counts_from_zero)
{
    assert_total((struct workload){.threads = 2, .work = 3000});
    assert_total((struct workload){.threads = 3, .work = 2000});
}

ParameterizedTestParameters(read_lock, more_tellers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},     {.threads = 2, .work = 1},    {.threads = 3, .work = 6667},
        {.threads = 8, .work = 10001}, {.threads = 64, .work = 500},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, read_lock, more_tellers_and_other_sizes)
{
    assert_total(*load);
}

Test(read_lock, every_interleaving)
{
    assert_every_interleaving();
}
