/* test_phases.c - each balance is the sum of all entries up to it, whatever the number of clerks.
 */
#include "exercise_test.h"

Test(phases, one_clerk)
{
    assert_total((struct workload){.threads = 1, .work = 100});
}

Test(phases, two_clerks_a_hundred_books)
{
    assert_total((struct workload){.threads = 2, .work = 100});
}

Test(phases, a_second_shelf_starts_anew)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(phases, more_clerks_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 2, .work = 1},   {.threads = 3, .work = 67},
        {.threads = 8, .work = 41}, {.threads = 64, .work = 10},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, phases, more_clerks_and_other_sizes)
{
    assert_total(*load);
}

Test(phases, every_interleaving)
{
    assert_every_interleaving();
}
