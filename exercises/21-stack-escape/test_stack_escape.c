/* test_stack_escape.c - every parcel is delivered, whatever the number of couriers. */
#include "exercise_test.h"

Test(stack_escape, one_courier)
{
    assert_total((struct workload){.threads = 1, .work = 1000});
}

Test(stack_escape, four_couriers_a_thousand_parcels_and_more)
{
    assert_total((struct workload){.threads = 4, .work = 1000});
}

Test(stack_escape, the_next_day_has_its_own_notes)
{
    assert_total((struct workload){.threads = 4, .work = 1000});
    assert_total((struct workload){.threads = 2, .work = 7});
}

ParameterizedTestParameters(stack_escape, more_couriers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 3, .work = 500},
        {.threads = 8, .work = 123},
        {.threads = 64, .work = 10},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, stack_escape, more_couriers_and_other_sizes)
{
    assert_total(*load);
}

Test(stack_escape, every_interleaving)
{
    assert_every_interleaving();
}
