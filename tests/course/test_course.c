/*
 * test_course.c - what each platform reads of what was written for it: of the small class in
 * tests/grade/expected, and, in the suite "tried", of what `make course-tried FOR=` had that
 * platform's grader write, which TRIED names.
 */
#include "../grade/shell.h"
#include "platforms.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPECTED "tests/grade/expected/"

/* Classroom 50 has no fractions: the weights have one (5.5), so points come in hundredths. */
Test(course, classroom50_counts_in_whole_numbers)
{
    json_t *result = platform_json(EXPECTED "classroom50/anna.json", NULL);
    cr_expect_str_eq(json_string_value(json_object_get(result, "schema")), "classroom50/result/v1");
    cr_expect_eq(json_integer_value(json_object_get(result, "score")), 1000);
    cr_expect_eq(json_integer_value(json_object_get(result, "max-score")), 1850);
    json_decref(result);
}

/* Without a verdict no platform that would take silence for a zero gets a result. */
Test(course, no_verdict_is_no_zero)
{
    static const char *const none[] = {"gradescope/_carl_____co_.json",
                                       "classroom50/_carl_____co_.json",
                                       "prairielearn/_carl_____co_.json"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        char path[200];
        snprintf(path, sizeof path, EXPECTED "%s", none[i]);
        cr_expect(access(path, F_OK) != 0, "%s", path);
    }
    int comments;
    cr_expect(isnan(platform_vpl_grade(EXPECTED "vpl/_carl_____co_.txt", &comments)));
    json_t *scores = platform_autolab_scores(EXPECTED "autolab/_carl_____co_.txt");
    cr_expect_null(json_object_get(scores, "01-counter"));
    cr_expect_not_null(json_object_get(scores, "02-window-ids"));
    json_decref(scores);
}

Test(course, autolab_reads_the_last_line)
{
    json_t *scores = platform_autolab_scores(EXPECTED "autolab/anna.txt");
    cr_expect_eq(json_object_size(scores), 3);
    cr_expect_eq(json_number_value(json_object_get(scores, "01-counter")), 10);
    cr_expect_eq(json_number_value(json_object_get(scores, "05-wrong-lock")), 0);
    json_decref(scores);
}

Test(course, prairielearn_gets_a_share_of_all_points)
{
    json_t *anna =
        platform_json(EXPECTED "prairielearn/anna.json", "tests/course/prairielearn.schema.json");
    const double score = json_number_value(json_object_get(anna, "score"));
    cr_expect(fabs(score - 10 / 18.5) < 1e-6, "%f", score);
    cr_expect(json_is_true(json_object_get(anna, "gradable")));
    json_decref(anna);
    json_t *dora =
        platform_json(EXPECTED "prairielearn/dora.json", "tests/course/prairielearn.schema.json");
    cr_expect(json_is_false(json_object_get(dora, "gradable")), "nothing was handed in");
    cr_expect_eq(json_array_size(json_object_get(dora, "format_errors")), 3);
    json_decref(dora);
}

Test(course, vpl_reads_the_last_grade)
{
    int comments;
    const double grade = platform_vpl_grade(EXPECTED "vpl/anna.txt", &comments);
    cr_expect_eq((int)grade, 10000 * 1000 / 1850, "%f", grade);
    cr_expect_gt(comments, 20);
}

Test(course, artemis_counts_exercises_and_checks)
{
    const struct platform_cases anna = platform_artemis(EXPECTED "artemis/anna.xml");
    cr_expect_eq(anna.passed, 6, "%d", anna.passed);
    cr_expect_eq(anna.failed, 9, "%d", anna.failed);
    const struct platform_cases dora = platform_artemis(EXPECTED "artemis/dora.xml");
    cr_expect_eq(dora.passed + dora.failed, 0, "nothing was handed in");
    cr_expect_eq(dora.skipped, 3);
}

/* A story tells what ThreadSanitizer reported where it says that it did, and every step. */
Test(course, a_failure_has_its_story)
{
    json_t *results = platform_json(EXPECTED "gradescope/anna.json", NULL);
    const json_t *test = json_array_get(json_object_get(results, "tests"), 1);
    const char *story = json_string_value(json_object_get(test, "output"));
    static const char *const parts[] = {
        "That is a data race", "ThreadSanitizer reports: data race: value@3:R vs value@4:W",
        "window_ids.c:3 in count: read, holding no lock", "   3✗ B value ← 1 (window_ids.c:4)",
        "Lost update: count 1"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        cr_expect_not_null(strstr(story, parts[i]), "%s", parts[i]);
    }
    const json_t *tags = json_object_get(test, "tags");
    cr_expect_str_eq(json_string_value(json_array_get(tags, 0)), "data-race");
    json_decref(results);
}

TestSuite(weighed, .init = shell_begin, .fini = shell_end);

/* What is hidden, and which tags an exercise has, stands in the file of weights. */
Test(weighed, gradescope_hides_and_tags)
{
    shell_must(
        "sh tests/grade/small-class.sh $T/s; printf 'exercise * 0\\nexercise 01-counter 10\\n"
        "visibility * hidden\\nvisibility 01-counter after_due_date\\ntags 01-counter lock "
        "first\\n' "
        ">$T/hidden.weights; $GRADE --make=tests/grade/fake-make.sh --unsafe --seed=7 "
        "--weights=$T/hidden.weights --results=$T/r $T/s >/dev/null 2>&1; true");
    shell_must("cat $T/r/gradescope/Ben*");
    cr_expect(said("\"visibility\": \"after_due_date\""));
    cr_expect(said("\"lock\",\n        \"first\",\n        \"data-race\""));
    cr_expect_eq(shell("printf 'visibility 01-counter never\\n' >$T/w; $GRADE --unsafe "
                       "--weights=$T/w --results=$T/r $T/s"),
                 2);
    cr_expect(said("w:1: expected visible, hidden, after_due_date or after_published"));
}

/* GitHub drops what is more than ten of a level, so the tenth tells of the others. */
Test(weighed, annotations_stay_within_github_s_limits)
{
    shell_must("for e in exercises/[01]*/; do f=${e#exercises/}; f=${f%%/}; mkdir -p $T/s/anna; "
               "echo '/* RESULT race */' >$T/s/anna/$f.c; done; rm -f $T/s/anna/00-*; "
               "$GRADE --make=tests/grade/fake-make.sh --unsafe --seed=7 --results=$T/r $T/s "
               ">/dev/null 2>&1; grep -c '^::error' $T/r/annotations/anna.txt");
    cr_expect_str_eq(shell_said, "10\n");
    shell_must("tail -n 1 $T/r/annotations/anna.txt");
    cr_expect(said("::error title=more::and "), "%s", shell_said);
}

/* An exercise that nobody has touched is no error: neither marked nor counted as failed. */
Test(weighed, what_is_untouched_is_no_error)
{
    shell_must("mkdir -p $T/s/anna; cp exercises/01-counter/original.c $T/s/anna/counter.c; "
               "printf '/* RESULT race */' >$T/s/anna/window_ids.c; "
               "FAKE_ORIGINAL=race $GRADE --make=tests/grade/fake-make.sh --unsafe --seed=7 "
               "--results=$T/r $T/s >/dev/null 2>&1; cat $T/r/annotations/anna.txt");
    cr_expect(!said("01-counter"), "%s", shell_said);
    cr_expect(said("::error file=window_ids.c"));
    char path[300];
    snprintf(path, sizeof path, "%s/r/artemis/anna.xml", getenv("T"));
    const struct platform_cases cases = platform_artemis(path);
    cr_expect_eq(cases.failed, 4, "%d", cases.failed);
}

/* Of what `make course-tried` left; skipped in `make check`. */
static const char *tried(const char *platform, const char *file)
{
    static char path[300];
    const char *folder = getenv("TRIED");
    if (folder == NULL || strcmp(getenv("FOR") != NULL ? getenv("FOR") : "", platform) != 0) {
        cr_skip_test("make course-tried FOR=%s", platform);
    }
    snprintf(path, sizeof path, "%s/%s", folder, file);
    return path;
}

Test(tried, gradescope)
{
    json_t *results =
        platform_json(tried("gradescope", "results.json"), "tests/grade/gradescope.schema.json");
    cr_expect_eq(json_number_value(json_object_get(results, "score")), 10);
    cr_expect(json_is_number(json_object_get(results, "execution_time")));
    json_decref(results);
}

Test(tried, classroom50)
{
    json_t *result =
        platform_json(tried("classroom50", "result.json"), "tests/course/classroom50.schema.json");
    cr_expect_eq(json_integer_value(json_object_get(result, "score")), 10);
    cr_expect_eq(json_integer_value(json_object_get(result, "max-score")), 20);
    cr_expect_str_eq(json_string_value(json_object_get(result, "owner")), "anna");
    json_decref(result);
}

Test(tried, autolab)
{
    json_t *scores = platform_autolab_scores(tried("autolab", "feedback"));
    cr_expect_eq(json_number_value(json_object_get(scores, "01-counter")), 10);
    cr_expect_eq(json_number_value(json_object_get(scores, "02-window-ids")), 0);
    json_decref(scores);
}

Test(tried, prairielearn)
{
    static const char schema[] = "tests/course/prairielearn.schema.json";
    json_t *fixed = platform_json(tried("prairielearn", "01-counter.json"), schema);
    json_t *racy = platform_json(tried("prairielearn", "02-window-ids.json"), schema);
    cr_expect_eq(json_number_value(json_object_get(fixed, "score")), 1);
    cr_expect_eq(json_number_value(json_object_get(racy, "score")), 0);
    json_decref(fixed);
    json_decref(racy);
}

Test(tried, vpl)
{
    int comments;
    const double grade = platform_vpl_grade(tried("vpl", "output"), &comments);
    cr_expect_eq(grade, 25, "half of the activity's 50: %f", grade);
    cr_expect_gt(comments, 5);
}

Test(tried, artemis)
{
    const struct platform_cases cases = platform_artemis(tried("artemis", "racetrack.xml"));
    cr_expect_eq(cases.passed, 6, "%d", cases.passed);
    cr_expect_eq(cases.failed, 0, "%d", cases.failed);
    cr_expect_gt(cases.skipped, 0, "02 is the original");
}

static void expect_file(const char *name, const char *text)
{
    char said_there[4000] = "";
    FILE *file = fopen(tried("github", name), "r");
    cr_assert_not_null(file, "%s", name);
    const size_t length = fread(said_there, 1, sizeof said_there - 1, file);
    said_there[length] = '\0';
    fclose(file);
    cr_expect_not_null(strstr(said_there, text), "%s: %s", name, said_there);
}

Test(tried, github)
{
    expect_file("untouched.status", "0");
    expect_file("handed-in.status", "1");
    expect_file("handed-in.txt", "::error file=exercises/02-window-ids/window_ids.c,line=");
    expect_file("handed-in.txt", "::notice file=exercises/01-counter/counter.c");
    expect_file("handed-in.md", "## 02-window-ids: not fixed yet");
}
