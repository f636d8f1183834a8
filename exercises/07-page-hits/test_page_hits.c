/* test_page_hits.c - no hit is lost, whatever the number of threads. */
#include "exercise_test.h"

Test(page_hits, one_thread)
{
    assert_total((struct workload){.threads = 1, .work = 100000});
}

Test(page_hits, two_threads_a_hundred_thousand_requests_each)
{
    assert_total((struct workload){.threads = 2, .work = 100000});
}

Test(page_hits, a_second_run_counts_from_zero)
{
    assert_total((struct workload){.threads = 2, .work = 5000});
    assert_total((struct workload){.threads = 3, .work = 4000});
}

ParameterizedTestParameters(page_hits, more_threads_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 3, .work = 33333},
        {.threads = 4, .work = 25000},
        {.threads = 8, .work = 10009},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, page_hits, more_threads_and_other_sizes)
{
    assert_total(*load);
}

Test(page_hits, every_interleaving)
{
    assert_every_interleaving();
}
