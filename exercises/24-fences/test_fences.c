/* test_fences.c - every loaf is delivered, whatever the number of drivers. */
#include "exercise_test.h"

Test(fences, one_driver)
{
    assert_total((struct workload){.threads = 1, .work = 100});
}

Test(fences, two_drivers_a_hundred_days)
{
    assert_total((struct workload){.threads = 2, .work = 100});
}

Test(fences, a_second_season_starts_anew)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(fences, more_drivers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 2, .work = 1},   {.threads = 3, .work = 67},
        {.threads = 8, .work = 41}, {.threads = 64, .work = 10},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, fences, more_drivers_and_other_sizes)
{
    assert_total(*load);
}

Test(fences, every_interleaving)
{
    assert_every_interleaving();
}
