/* test_window_ids.c - every window has a number of its own. */
#include "exercise_test.h"

Test(window_ids, one_thread)
{
    assert_total((struct workload){.threads = 1, .work = 1000});
}

Test(window_ids, four_windows)
{
    assert_total((struct workload){.threads = 4, .work = 1000});
}

ParameterizedTestParameters(window_ids, more_threads_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},   {.threads = 2, .work = 1},   {.threads = 3, .work = 333},
        {.threads = 8, .work = 250}, {.threads = 64, .work = 10},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, window_ids, more_threads_and_other_sizes)
{
    assert_total(*load);
}

Test(window_ids, every_interleaving)
{
    assert_every_interleaving();
}
