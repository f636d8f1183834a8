/* test_early_free.c - every sheet of every picture is printed, whatever the number of printers. */
#include "exercise_test.h"

Test(early_free, one_printer)
{
    assert_total((struct workload){.threads = 1, .work = 50});
}

Test(early_free, two_printers_fifty_pictures)
{
    assert_total((struct workload){.threads = 2, .work = 50});
}

Test(early_free, the_next_day_has_its_own_pictures)
{
    assert_total((struct workload){.threads = 2, .work = 20});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(early_free, more_printers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 3, .work = 40},
        {.threads = 8, .work = 30},
        {.threads = 64, .work = 5},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, early_free, more_printers_and_other_sizes)
{
    assert_total(*load);
}

Test(early_free, every_interleaving)
{
    assert_every_interleaving();
}
