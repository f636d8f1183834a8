/* test_pool_shutdown.c - every file that was submitted is saved, whatever the number of workers. */
#include "exercise_test.h"

Test(pool_shutdown, one_worker)
{
    assert_total((struct workload){.threads = 1, .work = 50});
}

Test(pool_shutdown, two_workers_fifty_files_each)
{
    assert_total((struct workload){.threads = 2, .work = 50});
}

Test(pool_shutdown, the_next_day_begins_with_an_empty_pool)
{
    assert_total((struct workload){.threads = 2, .work = 20});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(pool_shutdown, more_workers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 2, .work = 1},  {.threads = 3, .work = 40},
        {.threads = 8, .work = 33}, {.threads = 64, .work = 5},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, pool_shutdown, more_workers_and_other_sizes)
{
    assert_total(*load);
}

Test(pool_shutdown, every_interleaving)
{
    assert_every_interleaving();
}
