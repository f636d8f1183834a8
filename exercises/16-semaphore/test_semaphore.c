/* test_semaphore.c - no printed page is missed, whatever the number of customers. */
#include "exercise_test.h"

Test(semaphore, one_customer)
{
    assert_total((struct workload){.threads = 1, .work = 150});
}

Test(semaphore, two_customers_a_hundred_and_fifty_jobs_each)
{
    assert_total((struct workload){.threads = 2, .work = 150});
}

Test(semaphore, a_second_day_begins_with_an_empty_notebook)
{
    assert_total((struct workload){.threads = 2, .work = 50});
    assert_total((struct workload){.threads = 3, .work = 30});
}

ParameterizedTestParameters(semaphore, more_customers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 2, .work = 1},  {.threads = 3, .work = 67},
        {.threads = 8, .work = 41}, {.threads = 64, .work = 5},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, semaphore, more_customers_and_other_sizes)
{
    assert_total(*load);
}

Test(semaphore, every_interleaving)
{
    assert_every_interleaving();
}
