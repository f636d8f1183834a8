/* test_word_index.c - the index is the one that a single indexer makes, however many there are. */
#include "exercise_test.h"

Test(word_index, one_indexer)
{
    assert_total((struct workload){.threads = 1, .work = 1000});
}

Test(word_index, two_indexers_twenty_thousand_lines)
{
    assert_total((struct workload){.threads = 2, .work = 20000});
}

Test(word_index, a_second_book_begins_anew)
{
    assert_total((struct workload){.threads = 2, .work = 300});
    assert_total((struct workload){.threads = 3, .work = 200});
}

ParameterizedTestParameters(word_index, more_indexers_and_other_sizes)
{
    static struct workload loads[] = {
        {.threads = 2, .work = 0},  {.threads = 2, .work = 1},   {.threads = 3, .work = 67},
        {.threads = 8, .work = 41}, {.threads = 64, .work = 10},
    };
    return cr_make_param_array(struct workload, loads, sizeof loads / sizeof *loads);
}

ParameterizedTest(struct workload *load, word_index, more_indexers_and_other_sizes)
{
    assert_total(*load);
}

Test(word_index, every_interleaving)
{
    assert_every_interleaving();
}
