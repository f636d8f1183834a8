/* test_wrong_lock.c - the vault holds what all branches took. */
#include "exercise_test.h"

Test(wrong_lock, one_thread)
{
    assert_total((struct workload){.threads = 1, .work = 100000});
}

Test(wrong_lock, two_branches_a_hundred_thousand_deposits_each)
{
    assert_total((struct workload){.threads = 2, .work = 100000});
}

ParameterizedTestParameters(wrong_lock, more_threads_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},     {.threads = 2, .work = 1},    {.threads = 3, .work = 33333},
        {.threads = 8, .work = 10000}, {.threads = 64, .work = 500},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, wrong_lock, more_threads_and_other_sizes)
{
    assert_total(*load);
}

Test(wrong_lock, every_interleaving)
{
    assert_every_interleaving();
}
