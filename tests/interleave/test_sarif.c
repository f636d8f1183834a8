/*
 * test_sarif.c - what `interleave run --sarif` writes: its form, and that it names what was found
 * where it is. INTERLEAVE_PROGRAM is the command.
 */
#include "../grade/schema.h"
#include "../grade/shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(sarif, .init = shell_begin, .fini = shell_end);

#define IN_FOLDER "kit=$PWD; I=$(realpath $INTERLEAVE_PROGRAM); cd $T && "
#define RACY                                                                      \
    "mkdir -p 'a b' && printf '%%s\\n' '#include <pthread.h>' "                   \
    "'#include <assert.h>' 'static int count;' "                                  \
    "'static void *add(void *p) { count = count + 1; return p; }' "               \
    "'int main(void) { pthread_t one; pthread_create(&one, 0, add, 0); add(0);' " \
    "'pthread_join(one, 0); assert(count == 2); return 0; }' >'a b/racy.c' && "

static json_t *written(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", getenv("T"), name);
    char *wrong = schema_compare("tests/grade/sarif.schema.json", path);
    cr_expect_null(wrong, "%s", wrong);
    free(wrong);
    json_t *sarif = json_load_file(path, 0, NULL);
    cr_assert_not_null(sarif);
    return sarif;
}

static const json_t *run_of(const json_t *sarif)
{
    return json_array_get(json_object_get(sarif, "runs"), 0);
}

/* The first location of the result with that rule. */
static const json_t *place_of(const json_t *sarif, const char *rule)
{
    size_t i;
    const json_t *result;
    json_array_foreach(json_object_get(run_of(sarif), "results"), i, result)
    {
        if (strcmp(json_string_value(json_object_get(result, "ruleId")), rule) == 0) {
            const json_t *locations = json_object_get(result, "locations");
            return json_object_get(json_array_get(locations, 0), "physicalLocation");
        }
    }
    cr_assert_fail("no %s", rule);
    return NULL;
}

/* Red, were a blank in a path not encoded, or the failure told without its line. */
Test(sarif, names_each_failure_where_it_is)
{
    cr_expect_eq(shell(IN_FOLDER RACY "$I cc 'a b/racy.c' -o racy && "
                                      "$I run --sarif=racy.sarif ./racy"),
                 1);
    json_t *sarif = written("racy.sarif");
    static const char *const rules[] = {"failed-assertion", "data-race"};
    for (size_t i = 0; i < 2; i++) {
        const json_t *place = place_of(sarif, rules[i]);
        cr_expect_str_eq(
            json_string_value(json_object_get(json_object_get(place, "artifactLocation"), "uri")),
            "a%20b/racy.c");
        cr_expect_eq(
            json_integer_value(json_object_get(json_object_get(place, "region"), "startLine")), 4);
    }
    const json_t *result = json_array_get(json_object_get(run_of(sarif), "results"), 0);
    const json_t *flow = json_array_get(json_object_get(result, "codeFlows"), 0);
    cr_expect_eq(json_array_size(json_object_get(flow, "threadFlows")), 2,
                 "a flow for each thread");
    json_decref(sarif);
}

/* The counterparts: nothing that failed, and a search that was cut short. */
Test(sarif, has_no_result_where_nothing_failed)
{
    shell_must(IN_FOLDER "echo 'int main(void) { return 0; }' >fine.c && $I cc fine.c -o fine && "
                         "$I run --sarif=fine.sarif ./fine");
    json_t *sarif = written("fine.sarif");
    cr_expect_eq(json_array_size(json_object_get(run_of(sarif), "results")), 0);
    const json_t *invocation = json_array_get(json_object_get(run_of(sarif), "invocations"), 0);
    cr_expect_null(json_object_get(invocation, "toolExecutionNotifications"));
    json_decref(sarif);
}

Test(sarif, says_why_there_is_no_proof)
{
    shell_must(IN_FOLDER "echo 'int main(void) { __asm__ volatile(\".p2align 2\"); }' >asm.c && "
                         "$I cc asm.c -o asm && $I run --sarif=asm.sarif ./asm");
    json_t *sarif = written("asm.sarif");
    const json_t *invocation = json_array_get(json_object_get(run_of(sarif), "invocations"), 0);
    const json_t *told =
        json_array_get(json_object_get(invocation, "toolExecutionNotifications"), 0);
    const char *text = json_string_value(json_object_get(json_object_get(told, "message"), "text"));
    cr_expect(text != NULL && strstr(text, "no proof") != NULL, "%s", text);
    json_decref(sarif);
}

Test(sarif, a_file_that_cannot_be_written_is_told)
{
    cr_expect_eq(shell(IN_FOLDER
                       "echo 'int main(void) { return 0; }' >fine.c && $I cc fine.c -o fine && "
                       "$I run --sarif=none/fine.sarif ./fine"),
                 3);
    cr_expect(said("interleave: none/fine.sarif: No such file or directory"), "%s", shell_said);
}
