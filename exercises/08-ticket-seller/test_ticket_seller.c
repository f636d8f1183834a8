/* test_ticket_seller.c - every seat is sold once, whatever the number of windows. */
#include "exercise_test.h"

Test(ticket_seller, one_window)
{
    assert_total((struct workload){.threads = 1, .work = 100});
}

Test(ticket_seller, two_windows_a_hundred_shows)
{
    assert_total((struct workload){.threads = 2, .work = 100});
}

Test(ticket_seller, a_second_evening_has_its_own_seats)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(ticket_seller, more_windows_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 3, .work = 50}, /* always one window more than there are seats */
        {.threads = 4, .work = 75},
        {.threads = 8, .work = 41},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, ticket_seller, more_windows_and_other_sizes)
{
    assert_total(*load);
}

Test(ticket_seller, every_interleaving)
{
    assert_every_interleaving();
}
