/* test_lucky_order.c - every file is counted, whatever the number of jobs. */
#include "exercise_test.h"

Test(lucky_order, one_job)
{
    assert_total((struct workload){.threads = 1, .work = 1000});
}

Test(lucky_order, two_jobs_a_thousand_files_each)
{
    assert_total((struct workload){.threads = 2, .work = 1000});
}

Test(lucky_order, a_second_night_counts_anew)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(lucky_order, more_jobs_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 3, .work = 667},
        {.threads = 8, .work = 41},
        {.threads = 16, .work = 10},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, lucky_order, more_jobs_and_other_sizes)
{
    assert_total(*load);
}

Test(lucky_order, every_interleaving)
{
    assert_every_interleaving();
}
