/* contract.c - what 17-phases promises: each balance is the sum of all entries up to it. */
#include "exercise.h"

enum { LINES = 8 };

/* All balances of all books, added up, by one who turns page after page. */
static long expected(struct workload load)
{
    long balances = 0;
    for (long book = 0; book < load.work; book++) {
        long balance = 0;
        for (int page = 0; page < load.threads; page++) {
            for (int line = 0; line < LINES; line++) {
                balance += book + page + line + 1;
            }
            balances += balance;
        }
    }
    return balances;
}

const struct exercise exercise = {
    .name = "17-phases",
    .work_unit = "books",
    .sum_unit = "coins in all balances",
    .full = {.threads = 2, .work = 100},
    .small = {.threads = 2, .work = 1},
    .total = total,
    .expected = expected,
};
