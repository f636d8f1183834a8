/* test_lost_wakeup.c - all laundry is taken out, clean, and everybody comes home. */
#include "exercise_test.h"

Test(lost_wakeup, one_customer)
{
    assert_total((struct workload){.threads = 1, .work = 40});
}

Test(lost_wakeup, two_customers_forty_loads_each)
{
    assert_total((struct workload){.threads = 2, .work = 40});
}

Test(lost_wakeup, another_day_begins_with_empty_machines)
{
    assert_total((struct workload){.threads = 2, .work = 10});
    assert_total((struct workload){.threads = 3, .work = 7});
}

ParameterizedTestParameters(lost_wakeup, more_customers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 2, .work = 1}, /* cotton alone */
        {.threads = 2, .work = 2}, /* and wool */
        {.threads = 8, .work = 10},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, lost_wakeup, more_customers_and_other_sizes)
{
    assert_total(*load);
}

Test(lost_wakeup, every_interleaving)
{
    assert_every_interleaving();
}
