/* test_free_list.c - no buffer is lost, and none is there twice, whatever the number of lines. */
#include "exercise_test.h"

Test(free_list, one_line)
{
    assert_total((struct workload){.threads = 1, .work = 50});
}

Test(free_list, two_lines_fifty_packets_each)
{
    assert_total((struct workload){.threads = 2, .work = 50});
}

Test(free_list, a_second_start_has_its_own_buffers)
{
    assert_total((struct workload){.threads = 2, .work = 30});
    assert_total((struct workload){.threads = 3, .work = 20});
}

ParameterizedTestParameters(free_list, more_lines_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 3, .work = 33}, {.threads = 4, .work = 25},
        {.threads = 8, .work = 17}, {.threads = 64, .work = 5},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, free_list, more_lines_and_other_sizes)
{
    assert_total(*load);
}

Test(free_list, every_interleaving)
{
    assert_every_interleaving();
}
