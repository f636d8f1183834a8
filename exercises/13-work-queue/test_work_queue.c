/* test_work_queue.c - every plate that was ordered is cooked, however many cooks there are. */
#include "exercise_test.h"

Test(work_queue, one_cook)
{
    assert_total((struct workload){.threads = 1, .work = 100});
}

Test(work_queue, two_cooks_a_hundred_orders_each)
{
    assert_total((struct workload){.threads = 2, .work = 100});
}

Test(work_queue, a_second_evening_begins_with_an_empty_rail)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(work_queue, more_cooks_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 2, .work = 1},
        {.threads = 4, .work = 50},
        {.threads = 8, .work = 25},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, work_queue, more_cooks_and_other_sizes)
{
    assert_total(*load);
}

Test(work_queue, every_interleaving)
{
    assert_every_interleaving();
}
