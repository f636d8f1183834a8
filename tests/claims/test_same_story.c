/*
 * test_same_story.c - one failure has one story, wherever it is told: `make explore` shows what
 * verify's evidence has, and so grade's feedback (which is made from that, tests/grade); SARIF's
 * code flows have the same rows.
 *
 * Runs in the project's top folder, where the programs are built.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMAND = 1200 };

struct subject {
    int exercise;
    char name[40];
};

/* A smaller case than verify's, a deadlock, three threads, a stale read, no schedule that passes.
 */
static struct subject subjects[] = {{1, "01-counter"},
                                    {10, "10-crossing-transfers"},
                                    {13, "13-work-queue"},
                                    {21, "21-stack-escape"},
                                    {25, "25-store-buffer"}};

static json_t *loaded(const struct subject *subject, const char *file)
{
    char path[COMMAND];
    json_error_t error;
    snprintf(path, sizeof path, "build/%s/other/exercises-%s-original/told/%s", subject->name,
             subject->name, file);
    json_t *document = json_load_file(path, 0, &error);
    cr_assert_not_null(document, "%s: %s", path, error.text);
    return document;
}

/* What make explore runs, told as JSON and SARIF. */
static void explore(const struct subject *subject)
{
    char command[COMMAND];
    snprintf(command, sizeof command,
             "unset MAKEFLAGS MAKELEVEL; into=build/%s/other/exercises-%s-original\n"
             "run=$(make -sn explore EX=%d SOURCE=exercises/%s/original.c | tail -1 |"
             " sed \"s, run , run --json --sarif=$into/told/story.sarif ,\")\n"
             "eval \"$run\" >$into/told/story.json; test $? -eq 1",
             subject->name, subject->name, subject->exercise, subject->name);
    cr_assert_eq(system(command), 0, "%s", command);
}

/* By a manifest after which nothing runs but what is explored: the other checks take seconds, and
 * tell nothing of this. */
static void verify(const struct subject *subject)
{
    char command[COMMAND];
    snprintf(command, sizeof command,
             "unset MAKEFLAGS MAKELEVEL; into=build/%s/other/exercises-%s-original\n"
             "make -s programs build/%s/contract.sh EX=%d SOURCE=exercises/%s/original.c"
             " >/dev/null 2>&1\n"
             "rm -rf $into/told && mkdir $into/told && cd $into/told &&"
             " printf '#!/bin/sh\nexit 1\n' >none && chmod +x none && cd $OLDPWD &&"
             " sed \"s,^\\(plain\\|tsan\\).program=.*,\\1.program=$into/told/none,;"
             " s,^result=.*,result=$into/told/result.json,\" $into/manifest >$into/told/manifest &&"
             " build/tools/bin/verify --quiet --unsafe --manifest=$into/told/manifest;"
             " test $? -eq 1",
             subject->name, subject->name, subject->name, subject->exercise, subject->name);
    cr_assert_eq(system(command), 0, "%s", command);
}

/* The evidence of every-interleaving. */
static const json_t *evidence_in(const json_t *result)
{
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(result, "checks"), i, check)
    {
        if (strcmp(json_string_value(json_object_get(check, "name")), "every-interleaving") == 0) {
            return json_object_get(check, "evidence");
        }
    }
    return NULL;
}

static void expect_equal(const json_t *one, const json_t *other, const char *what, const char *of)
{
    char *first = json_dumps(one, JSON_ENCODE_ANY), *second = json_dumps(other, JSON_ENCODE_ANY);
    cr_expect(one != NULL && json_equal(one, other), "%s of %s: %s, and %s", what, of, first,
              second);
    free(first);
    free(second);
}

/* The rows, each by its words and its line, from what has them under these names. */
static json_t *rows_of(const json_t *rows)
{
    size_t i;
    const json_t *row;
    json_t *told = json_array();
    json_array_foreach(rows, i, row)
    {
        json_array_append_new(
            told, json_pack("[O, O]", json_object_get(row, "words"), json_object_get(row, "line")));
    }
    return told;
}

/* The same of a code flow, whose steps are apart by thread, and have an order over all. */
static json_t *rows_in_flow(const json_t *flow)
{
    size_t i, j;
    const json_t *thread, *step;
    json_t *told = json_array();
    json_array_foreach(json_object_get(flow, "threadFlows"), i, thread)
    {
        json_array_foreach(json_object_get(thread, "locations"), j, step)
        {
            json_array_append_new(told, json_null());
        }
    }
    json_array_foreach(json_object_get(flow, "threadFlows"), i, thread)
    {
        json_array_foreach(json_object_get(thread, "locations"), j, step)
        {
            const json_t *at = json_object_get(step, "location");
            const json_t *region =
                json_object_get(json_object_get(at, "physicalLocation"), "region");
            json_array_set_new(
                told, (size_t)json_integer_value(json_object_get(step, "executionOrder")) - 1,
                json_pack("[O, O]", json_object_get(json_object_get(at, "message"), "text"),
                          json_object_get(region, "startLine")));
        }
    }
    return told;
}

/* The code flow of the failure that is shown. */
static const json_t *flow_in(const json_t *sarif)
{
    size_t i;
    const json_t *result;
    const json_t *run = json_array_get(json_object_get(sarif, "runs"), 0);
    json_array_foreach(json_object_get(run, "results"), i, result)
    {
        const json_t *flows = json_object_get(result, "codeFlows");
        if (flows != NULL) {
            return json_array_get(flows, 0);
        }
    }
    return NULL;
}

ParameterizedTestParameters(same_story, everywhere)
{
    return cr_make_param_array(struct subject, subjects, sizeof subjects / sizeof *subjects);
}

/* Red, were verify to tell of its own case where a smaller one fails so, to leave out what it tells
 * of, or were SARIF or the evidence's steps made from something else. */
ParameterizedTest(struct subject *subject, same_story, everywhere)
{
    static const char *const all[] = {"kind",   "sentence", "rows",      "threads", "variables",
                                      "places", "schedule", "arguments", "passes",  "decides"};
    verify(subject);
    explore(subject);
    json_t *result = loaded(subject, "result.json"), *explored = loaded(subject, "story.json");
    json_t *sarif = loaded(subject, "story.sarif");
    const json_t *evidence = evidence_in(result);
    const json_t *one = json_object_get(explored, "story");
    const json_t *other = json_object_get(evidence, "story");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        expect_equal(json_object_get(one, all[i]), json_object_get(other, all[i]), all[i],
                     subject->name);
    }
    json_t *rows = rows_of(json_object_get(one, "rows"));
    json_t *steps = rows_of(json_object_get(evidence, "steps"));
    json_t *flow = rows_in_flow(flow_in(sarif));
    cr_expect_gt(json_array_size(rows), 0, "%s", subject->name);
    expect_equal(rows, steps, "steps", subject->name);
    expect_equal(rows, flow, "the code flow", subject->name);
    expect_equal(json_object_get(one, "sentence"),
                 json_object_get(json_object_get(evidence, "cause"), "sentence"), "the cause",
                 subject->name);
    json_decref(rows);
    json_decref(steps);
    json_decref(flow);
    json_decref(result);
    json_decref(explored);
    json_decref(sarif);
}
