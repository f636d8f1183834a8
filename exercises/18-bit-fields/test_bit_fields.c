/* test_bit_fields.c - every group that passes a sensor is counted, whatever the number of gates. */
#include "exercise_test.h"

Test(bit_fields, one_sensor)
{
    assert_total((struct workload){.threads = 1, .work = 10});
}

Test(bit_fields, two_sensors_ten_tours)
{
    assert_total((struct workload){.threads = 2, .work = 10});
}

Test(bit_fields, the_next_day_begins_at_zero)
{
    assert_total((struct workload){.threads = 4, .work = 5});
    assert_total((struct workload){.threads = 2, .work = 5});
}

ParameterizedTestParameters(bit_fields, more_gates_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 3, .work = 10}, /* the second gate is an exit only */
        {.threads = 8, .work = 10},
        {.threads = 64, .work = 3},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, bit_fields, more_gates_and_other_sizes)
{
    assert_total(*load);
}

Test(bit_fields, every_interleaving)
{
    assert_every_interleaving();
}
