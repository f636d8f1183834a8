/* test_first_report.c - the temperature is shown: in time, but not by any rule of C. */
#include "exercise_test.h"

Test(first_report, one_measurement)
{
    assert_total((struct workload){.threads = 1, .work = 1});
}
