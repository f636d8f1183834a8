/* test_lazy_config.c - each shop's settings are loaded once, whatever the number of workers. */
#include "exercise_test.h"

Test(lazy_config, one_worker)
{
    assert_total((struct workload){.threads = 1, .work = 100});
}

Test(lazy_config, two_workers_a_hundred_shops)
{
    assert_total((struct workload){.threads = 2, .work = 100});
}

Test(lazy_config, a_second_start_loads_anew)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(lazy_config, more_workers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 2, .work = 1},   {.threads = 3, .work = 67},
        {.threads = 8, .work = 41}, {.threads = 64, .work = 10},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, lazy_config, more_workers_and_other_sizes)
{
    assert_total(*load);
}

Test(lazy_config, every_interleaving)
{
    assert_every_interleaving();
}
