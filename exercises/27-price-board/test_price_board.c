/* test_price_board.c - every board that is copied down is of one hour. */
#include "exercise_test.h"

Test(price_board, one_customer)
{
    assert_total((struct workload){.threads = 1, .work = 100});
}

Test(price_board, two_customers_a_hundred_hours)
{
    assert_total((struct workload){.threads = 2, .work = 100});
}

Test(price_board, a_second_day)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(price_board, more_customers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 2, .work = 1},  {.threads = 3, .work = 67},
        {.threads = 8, .work = 41}, {.threads = 64, .work = 5},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, price_board, more_customers_and_other_sizes)
{
    assert_total(*load);
}

Test(price_board, every_interleaving)
{
    assert_every_interleaving();
}
