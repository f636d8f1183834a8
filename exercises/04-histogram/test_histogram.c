/* test_histogram.c - every byte is counted in one bin. */
#include "exercise_test.h"

Test(histogram, one_thread)
{
    assert_total((struct workload){.threads = 1, .work = 10000});
}

Test(histogram, eight_threads_ten_thousand_bytes_each)
{
    assert_total((struct workload){.threads = 8, .work = 10000});
}

ParameterizedTestParameters(histogram, more_threads_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0}, {.threads = 2, .work = 20000}, {.threads = 3, .work = 13333},
        {.threads = 8, .work = 1}, {.threads = 64, .work = 1000},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, histogram, more_threads_and_other_sizes)
{
    assert_total(*load);
}

Test(histogram, every_interleaving)
{
    assert_every_interleaving();
}
