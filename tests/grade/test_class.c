/*
 * test_class.c - a small class, really compiled, run and judged: every verdict as planted; and the
 * same to the byte when it is done in shards, one of which is killed on its way.
 */
#include "schema.h"
#include "shell.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

TestSuite(class, .init = shell_begin, .fini = shell_end);

#define REALLY "$GRADE --sandbox=$BOX --unsafe --seed=7 --jobs=2 --weights=$T/weights "

/* All results hold to verify's schema, as they are kept. */
static void expect_results(void)
{
    char pattern[300];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/whole/results/*.json", getenv("T"));
    cr_assert_eq(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *wrong = schema_compare("tools/verify/result.schema.json", found.gl_pathv[i]);
        cr_expect_null(wrong, "%s", wrong);
        free(wrong);
    }
    globfree(&found);
}

Test(class, verdicts_are_as_planted_and_the_same_again)
{
    shell_must("sh tests/grade/class.sh $T 6 01-counter 02-window-ids 05-wrong-lock");
    shell_must(REALLY "--results=$T/whole $T/s && sh tests/grade/compare.sh $T/planted "
                      "$T/whole/grades.csv");
    expect_results();
    shell_must(REALLY "--results=$T/one --shard=1/2 $T/s & grade=$!; "
                      "await 'ls $T/one/results/*.json'; "
                      "kill -KILL $grade; wait $grade; " REALLY
                      "--results=$T/one --shard=1/2 $T/s");
    shell_must(REALLY "--results=$T/two --shard=2/2 $T/s; " REALLY
                      "--results=$T/r merge $T/one $T/two");
    shell_must("diff -r -x .lock -x timings.csv -x results -x sources $T/whole $T/r");
}
