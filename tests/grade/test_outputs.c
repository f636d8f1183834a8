/*
 * test_outputs.c - what comes out holds to the formats that courses use, and is, to the byte, what
 * stands in tests/grade/expected, where a person has read it (`make grade-expected` writes it
 * anew).
 */
#include "schema.h"
#include "shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(outputs, .init = shell_begin, .fini = shell_end);

static void grade_class(void)
{
    shell_must("sh tests/grade/small-class.sh $T/s; $GRADE_IT $T/s >/dev/null 2>&1; true");
}

Test(outputs, are_as_they_were_read)
{
    grade_class();
    const int status = shell("diff -r -x .lock -x timings.csv -x results -x sources -x class.json "
                             "tests/grade/expected $T/r");
    cr_expect_eq(status, 0, "make grade-expected, if this is right:\n%s", shell_said);
}

static void expect_schema(const char *schema, const char *format, const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/r/", getenv("T"));
    const size_t length = strlen(path);
    snprintf(path + length, sizeof path - length, format, name);
    char *wrong = schema_compare(schema, path);
    cr_expect_null(wrong, "%s: %s", schema, wrong);
    free(wrong);
}

Test(outputs, hold_to_their_schemas)
{
    grade_class();
    expect_schema("tools/grade/grades.schema.json", "%s", "grades.json");
    expect_schema("tests/grade/sarif.schema.json", "%s", "races.sarif");
    expect_schema("tests/grade/gradescope.schema.json", "gradescope/%s.json", "anna");
    expect_schema("tests/grade/gradescope.schema.json", "gradescope/%s.json", "Ben_Ö_l-12");
}

/* From a clone. Red, were it what is staged that is handed out, or what nobody has added, or the
 * program as it was edited. */
Test(outputs, a_clone_is_handed_out_as_it_stands)
{
    if (shell("command -v git") != 0) {
        cr_skip_test("git is not here");
    }
    shell_must("kit=$PWD; mkdir -p $T/k/exercises/01-counter && cd $T/k && git init -q . && "
               "cd exercises/01-counter && echo racy | tee original.c >counter.c && "
               "echo staged >hints.md && git add . && echo edited | tee counter.c >hints.md && "
               "echo private >notes.md && cd ../.. && sh $kit/tools/course/handout.sh folder $T/h");
    shell_must("cd $T/h/exercises/01-counter && ls && cat counter.c hints.md");
    cr_expect_str_eq(shell_said, "counter.c\nhints.md\noriginal.c\nracy\nedited\n");
}

/* The validator of these tests itself sees what is wrong. */
Test(outputs, a_schema_is_looked_at)
{
    static const char *const wrong[] = {
        "{}",
        "{\"score\": 1, \"tests\": []}",
        "{\"score\": \"1\", \"tests\": [{}]}",
        "{\"score\": 1, \"tests\": [{\"score\": 1, \"max_score\": 1, \"name\": \"x\", \"u\": 1}]}",
        "{\"score\": 1, \"tests\": [{\"score\": -1, \"max_score\": 1, \"name\": \"x\"}]}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char path[300];
        shell_must("mkdir -p $T/r; cat >$T/r/x.json <<'END'\n%s\nEND", wrong[i]);
        snprintf(path, sizeof path, "%s/r/x.json", getenv("T"));
        char *found = schema_compare("tests/grade/gradescope.schema.json", path);
        cr_expect_not_null(found, "%s", wrong[i]);
        free(found);
    }
}

Test(outputs, junit_holds_to_its_schema)
{
    grade_class();
    if (shell("command -v xmllint") != 0) {
        cr_skip_test("xmllint is not here");
    }
    shell_must("xmllint --noout --schema tests/grade/junit.xsd $T/r/junit.xml");
}

/* Each race with both of its places, and the schedule, in one order over all threads. */
Test(outputs, sarif_has_both_places_and_the_schedule)
{
    char path[300];
    grade_class();
    snprintf(path, sizeof path, "%s/r/races.sarif", getenv("T"));
    json_t *log = json_load_file(path, 0, NULL);
    const json_t *run = json_array_get(json_object_get(log, "runs"), 0);
    size_t i, j, k, races = 0;
    const json_t *result, *flow, *step;
    json_array_foreach(json_object_get(run, "results"), i, result)
    {
        if (strcmp(json_string_value(json_object_get(result, "ruleId")), "data-race") != 0) {
            continue;
        }
        bool seen[16] = {false};
        const json_t *code = json_array_get(json_object_get(result, "codeFlows"), 0);
        races++;
        cr_expect_eq(json_array_size(json_object_get(result, "locations")), 1);
        cr_expect_eq(json_array_size(json_object_get(result, "relatedLocations")), 1);
        json_array_foreach(json_object_get(code, "threadFlows"), j, flow)
        {
            json_array_foreach(json_object_get(flow, "locations"), k, step)
            {
                seen[json_integer_value(json_object_get(step, "executionOrder")) & 15] = true;
            }
        }
        cr_expect(seen[1] && seen[2] && seen[3] && seen[4] && seen[5] && !seen[6]);
    }
    cr_expect_eq(races, 2);
    json_decref(log);
}
