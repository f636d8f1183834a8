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

/* git, from which the expected outputs come, keeps no empty folder. */
static void grade_class(void)
{
    shell_must("sh tests/grade/small-class.sh $T/s; $GRADE_IT $T/s >/dev/null 2>&1; "
               "find $T/r -type d -empty -delete");
}

Test(outputs, are_as_they_were_read)
{
    grade_class();
    const int status = shell("diff -r -x .lock -x timings.csv -x results -x sources -x class.json "
                             "-x class.html -x moodle-feedback.zip "
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

/* An exercise that git doesn't know is named; it is handed out if it is chosen, and others are not.
 */
Test(outputs, an_exercise_that_git_does_not_know_is_not_dropped_in_silence)
{
    if (shell("command -v git") != 0) {
        cr_skip_test("git is not here");
    }
    shell_must(
        "mkdir -p $T/k/exercises/01-counter $T/k/exercises/29-lane && cd $T/k && git init -q . && "
        "echo racy >exercises/01-counter/original.c && git add . && "
        "echo racy >exercises/29-lane/original.c");
    shell_must(
        "kit=$PWD; cd $T/k && sh $kit/tools/course/handout.sh folder $T/h && ls $T/h/exercises");
    cr_expect(said("exercises/29-lane isn't in git yet, and stays here; try: git add"), "%s",
              shell_said);
    cr_expect(said("01-counter\n") && !said("\n29-lane\n"), "%s", shell_said);
    shell_must("kit=$PWD; cd $T/k && CHOSEN=29 sh $kit/tools/course/handout.sh folder $T/h && ls "
               "$T/h/exercises $T/h/exercises/29-lane");
    cr_expect(said("29-lane\n") && said("lane.c\n") && !said("01-counter"), "%s", shell_said);
    cr_expect_eq(shell("kit=$PWD; cd $T/k && CHOSEN=7 sh $kit/tools/course/handout.sh folder $T/h"),
                 2);
    cr_expect(said("there is no exercise \"7\"; try: EXERCISES=1,8,13"), "%s", shell_said);
}

/* Calls see for each object under that key, wherever it stands. */
static void each_object(const json_t *value, const char *key, void (*see)(const json_t *object))
{
    size_t i;
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)value, name, member)
    {
        if (strcmp(name, key) == 0) {
            see(member);
        }
        each_object(member, key, see);
    }
    json_array_foreach(value, i, member)
    {
        each_object(member, key, see);
    }
}

static void see_physical(const json_t *location)
{
    static const char *const keys[] = {"startLine", "startColumn", "endLine", "endColumn"};
    const json_t *region = json_object_get(location, "region");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        cr_expect(json_integer_value(json_object_get(region, keys[i])) > 0, "%s", keys[i]);
    }
    const json_t *artifact = json_object_get(location, "artifactLocation");
    cr_expect_neq(json_string_length(json_object_get(artifact, "uri")), 0);
}

static bool is_text(const json_t *object, const char *key)
{
    const json_t *inner = json_object_get(object, key);
    return json_string_length(json_object_get(inner, "text")) > 0;
}

/* What GitHub requires of code scanning's files ("SARIF support for code scanning", the tables). */
static void expect_github_s_rules(const char *path)
{
    size_t i;
    const json_t *rule, *result;
    json_t *log = json_load_file(path, 0, NULL);
    const json_t *run = json_array_get(json_object_get(log, "runs"), 0);
    const json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
    const json_t *rules = json_object_get(driver, "rules");
    cr_expect_neq(json_array_size(rules), 0, "%s", path);
    json_array_foreach(rules, i, rule)
    {
        cr_expect_neq(json_string_length(json_object_get(rule, "id")), 0);
        cr_expect(is_text(rule, "shortDescription") && is_text(rule, "fullDescription") &&
                  is_text(rule, "help"));
    }
    json_array_foreach(json_object_get(run, "results"), i, result)
    {
        const size_t index = (size_t)json_integer_value(json_object_get(result, "ruleIndex"));
        cr_expect(json_equal(json_object_get(result, "ruleId"),
                             json_object_get(json_array_get(rules, index), "id")));
        cr_expect(is_text(result, "message"));
        cr_expect_eq(json_array_size(json_object_get(result, "locations")), 1);
        const json_t *prints = json_object_get(result, "partialFingerprints");
        cr_expect_not_null(json_object_get(prints, "primaryLocationLineHash"));
    }
    each_object(log, "physicalLocation", see_physical);
    json_decref(log);
}

Test(outputs, sarif_passes_github_s_rules)
{
    char path[300];
    grade_class();
    static const char *const files[] = {"races.sarif", "sarif/emil.sarif", "sarif/anna.sarif"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/r/%s", getenv("T"), files[i]);
        expect_github_s_rules(path);
    }
}

/* One student's has paths as they are in the student's own repository. */
Test(outputs, one_student_s_sarif_has_paths_of_the_repository)
{
    shell_must(
        "say race $T/s/hw-anna/exercises/01-counter/counter.c; $GRADE_IT $T/s >/dev/null 2>&1; "
        "grep '\"uri\"' $T/r/sarif/hw-anna.sarif | sort -u");
    cr_expect(said("\"uri\": \"exercises/01-counter/counter.c\""), "%s", shell_said);
    cr_expect(!said("hw-anna"), "%s", shell_said);
}

/* Each system's gradebook has those of that system alone, by the number that it gave them. */
Test(outputs, gradebooks_have_the_identifiers_of_their_systems)
{
    shell_must("say fixed $T/s/smith_LATE_77_1_counter.c; say race $T/s/=doe_78_2_counter.c; "
               "$GRADE_IT $T/s; cat $T/r/canvas.csv");
    cr_expect(said("\"smith\",\"77\",,\"\",,10,0,0"), "%s", shell_said);
    cr_expect(said("\"'=doe\",\"78\",,\"\",,0,0,0"), "%s", shell_said);
    cr_expect(said("    Points Possible,,,,,10,5.5,3"), "%s", shell_said);
    cr_expect_neq(shell("ls $T/r/moodle.csv $T/r/blackboard.csv $T/r/moodle-feedback"), 0);
    shell_must("rm -r $T/s; say fixed \"$T/s/Ab Öl_12_assignsubmission_file_/counter.c\"; "
               "$GRADE_IT $T/s; cat $T/r/moodle.csv; ls $T/r $T/r/moodle-feedback");
    cr_expect(said("Identifier,\"Full name\",Grade"), "%s", shell_said);
    cr_expect(said("\"Participant 12\",\"Ab Öl\",10,18.5,-,"), "%s", shell_said);
    cr_expect(said("Ab Öl_12_assignsubmission_file\n"), "%s", shell_said);
    cr_expect(said("moodle-feedback.zip"), "%s", shell_said);
    cr_expect(!said("canvas.csv"), "%s", shell_said);
    shell_must("rm -r $T/s; say fixed $T/s/H_1_ann_attempt_2026-10-01-09-00-00_counter.c; "
               "$GRADE_IT $T/s; cat $T/r/blackboard.csv");
    cr_expect(said("\"\",\"\",\"ann\",\"10\",\"0\",\"0\""), "%s", shell_said);
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
