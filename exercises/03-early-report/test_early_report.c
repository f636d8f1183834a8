/* test_early_report.c - every ticket of the day stands in the report. */
#include "exercise_test.h"

Test(early_report, one_thread)
{
    assert_total((struct workload){.threads = 1, .work = 1000000});
}

Test(early_report, two_clerks_a_million_tickets_each)
{
    assert_total((struct workload){.threads = 2, .work = 1000000});
}

ParameterizedTestParameters(early_report, more_threads_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},      {.threads = 2, .work = 1},
        {.threads = 3, .work = 333333}, {.threads = 8, .work = 100000},
        {.threads = 64, .work = 1000},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, early_report, more_threads_and_other_sizes)
{
    assert_total(*load);
}

Test(early_report, every_interleaving)
{
    assert_every_interleaving();
}
