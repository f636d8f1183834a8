/* test_store_buffer.c - every train arrives, whatever the number of boxes. */
#include "exercise_test.h"

Test(store_buffer, one_box)
{
    assert_total((struct workload){.threads = 1, .work = 100});
}

Test(store_buffer, two_boxes_two_hundred_trains)
{
    assert_total((struct workload){.threads = 2, .work = 200});
}

Test(store_buffer, another_day)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(store_buffer, more_boxes_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 2, .work = 1},  {.threads = 3, .work = 67},
        {.threads = 8, .work = 41}, {.threads = 64, .work = 5},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, store_buffer, more_boxes_and_other_sizes)
{
    assert_total(*load);
}

Test(store_buffer, every_interleaving)
{
    assert_every_interleaving();
}
