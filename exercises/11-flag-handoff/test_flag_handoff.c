/* test_flag_handoff.c - every reading arrives, whatever the number of stations. */
#include "exercise_test.h"

Test(flag_handoff, one_station)
{
    assert_total((struct workload){.threads = 1, .work = 100});
}

Test(flag_handoff, two_stations_a_hundred_readings_each)
{
    assert_total((struct workload){.threads = 2, .work = 100});
}

Test(flag_handoff, a_second_day_starts_anew)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(flag_handoff, more_stations_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 2, .work = 1},   {.threads = 3, .work = 67},
        {.threads = 8, .work = 41}, {.threads = 64, .work = 10},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, flag_handoff, more_stations_and_other_sizes)
{
    assert_total(*load);
}

Test(flag_handoff, every_interleaving)
{
    assert_every_interleaving();
}
