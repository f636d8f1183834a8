/* test_scoreboard.c - every look at the board shows one that was true. */
#include "exercise_test.h"

Test(scoreboard, one_thread)
{
    assert_total((struct workload){.threads = 1, .work = 10000});
}

Test(scoreboard, a_scorer_and_a_spectator)
{
    assert_total((struct workload){.threads = 2, .work = 10000});
}

ParameterizedTestParameters(scoreboard, more_threads_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},    {.threads = 2, .work = 1},    {.threads = 3, .work = 3333},
        {.threads = 8, .work = 1000}, {.threads = 64, .work = 100},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, scoreboard, more_threads_and_other_sizes)
{
    assert_total(*load);
}

Test(scoreboard, every_interleaving)
{
    assert_every_interleaving();
}
