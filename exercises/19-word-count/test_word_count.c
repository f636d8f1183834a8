/* test_word_count.c - every word of every line is counted, whatever the number of readers. */
#include "exercise_test.h"

Test(word_count, one_reader)
{
    assert_total((struct workload){.threads = 1, .work = 20});
}

Test(word_count, two_readers_twenty_lines_each)
{
    assert_total((struct workload){.threads = 2, .work = 20});
}

Test(word_count, another_text_is_counted_from_the_start)
{
    assert_total((struct workload){.threads = 2, .work = 10});
    assert_total((struct workload){.threads = 3, .work = 10});
}

ParameterizedTestParameters(word_count, more_readers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},
        {.threads = 3, .work = 20},
        {.threads = 8, .work = 15},
        {.threads = 64, .work = 2},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, word_count, more_readers_and_other_sizes)
{
    assert_total(*load);
}

Test(word_count, every_interleaving)
{
    assert_every_interleaving();
}
