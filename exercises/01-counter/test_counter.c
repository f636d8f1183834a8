/* test_counter.c - no increment is lost, whatever the number of threads. */
#include "exercise_test.h"

Test(counter, one_thread)
{
    assert_total((struct workload){.threads = 1, .work = 1000000});
}

Test(counter, two_threads_a_million_each)
{
    assert_total((struct workload){.threads = 2, .work = 1000000});
}

ParameterizedTestParameters(counter, more_threads_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 3, .work = 333333},
        {.threads = 4, .work = 250000},
        {.threads = 8, .work = 100001},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, counter, more_threads_and_other_sizes)
{
    assert_total(*load);
}

Test(counter, every_interleaving)
{
    assert_every_interleaving();
}
