/*
 * test_programs.c - programs as they are found in benchmarks of concurrency bugs, and their fixes
 * (programs), such as are written for their own ends (ordinary), and classics without a lock, right
 * and with one memory order weakened (lockfree). Each is built with `interleave cc` and explored,
 * and must come to what its first lines say:
 *
 *      * Expect: failed data race or assertion
 *      * Expect -DFIXED: proved
 *      * Expect -DMORE: passed                  proved, or nothing failed in the time
 *
 * A failure twice, for the second time must find the same schedule; but once where the search is
 * long. INTERLEAVE_PROGRAM names the command; PROGRAMS, if it is set, a pattern of the sources.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* EVENTS: a search that has more is long, in all its executions together. */
enum { TEXT = 256, MOST = 1024, EVENTS = 5000000 };

struct expected {
    char source[TEXT];
    char option[TEXT]; /* for the compiler, or "" */
    char ends[TEXT];   /* "proved", "failed data race or assertion" */
};

/* Adds what the source's first lines expect of it. */
static size_t read_expected(const char *source, struct expected *all, size_t count)
{
    char line[TEXT];
    FILE *file = fopen(source, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL && count < MOST) {
        struct expected *one = &all[count];
        one->option[0] = '\0';
        if (sscanf(line, " * Expect: %255[^\n]", one->ends) == 1 ||
            sscanf(line, " * Expect %255[^:]: %255[^\n]", one->option, one->ends) == 2) {
            snprintf(one->source, sizeof one->source, "%s", source);
            count++;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return count;
}

/* What the command prints; the caller frees it. */
static char *output_of(const char *command)
{
    char *text = NULL;
    size_t room = 0;
    FILE *pipe = popen(command, "r");
    cr_assert_not_null(pipe);
    if (getdelim(&text, &room, '\0', pipe) < 0) {
        free(text);
        text = strdup("");
    }
    pclose(pipe);
    cr_assert_not_null(text);
    return text;
}

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* "failed data race or assertion" allows "data race" and "failed assertion". */
static bool is_expected(const json_t *result, const struct expected *expected)
{
    const char *failure = text_in(result, "failure");
    if (strcmp(expected->ends, "passed") == 0) {
        const char *verdict = text_in(result, "verdict");
        return strcmp(verdict, "proved") == 0 || strcmp(verdict, "bounded") == 0;
    }
    if (strncmp(expected->ends, "failed ", 7) != 0) {
        return strcmp(text_in(result, "verdict"), expected->ends) == 0;
    }
    if (strcmp(text_in(result, "verdict"), "failed") != 0) {
        return false;
    }
    const char *name = strncmp(failure, "failed ", 7) == 0 ? failure + 7 : failure;
    return name[0] != '\0' && strstr(expected->ends, name) != NULL;
}

ParameterizedTestParameters(interleave, programs)
{
    static struct expected all[MOST];
    glob_t found;
    size_t count = 0;
    const char *pattern = getenv("PROGRAMS");
    if (pattern == NULL) {
        pattern = "tests/interleave/{programs,lockfree,ordinary}/*.c";
    }
    if (glob(pattern, GLOB_BRACE, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            count = read_expected(found.gl_pathv[i], all, count);
        }
        globfree(&found);
    }
    if (count == 0) { /* then this one is no program, and the test fails */
        snprintf(all[count++].source, TEXT, "%s", pattern);
    }
    return cr_make_param_array(struct expected, all, count);
}

/* How long it is explored at most. What is expected not to fail may take all of that, or not: less
 * will do, as it is known soon what fails. */
static int seconds_for(const struct expected *expected)
{
    return strcmp(expected->ends, "passed") == 0    ? 2
           : strcmp(expected->ends, "bounded") == 0 ? 4
                                                    : 20;
}

ParameterizedTest(struct expected *expected, interleave, programs)
{
    const char *interleave = getenv("INTERLEAVE_PROGRAM");
    char folder[] = "/tmp/racetrack-XXXXXX";
    char command[4 * TEXT], first[16 * TEXT] = "";
    cr_assert_not_null(mkdtemp(folder));
    snprintf(command, sizeof command, "%s cc -std=c17 -D_XOPEN_SOURCE=700 %s -o %s/program %s 2>&1",
             interleave, expected->option, folder, expected->source);
    char *said = output_of(command);
    cr_expect_str_eq(said, "", "%s: %.2000s", command, said);
    free(said);
    bool again = strncmp(expected->ends, "failed", 6) == 0;
    for (int turn = 0; turn == 0 || (turn == 1 && again); turn++) {
        snprintf(command, sizeof command, "%s run --json --seconds=%d %s/program 2>&1", interleave,
                 seconds_for(expected), folder);
        said = output_of(command);
        const char *json = strchr(said, '{'); /* behind what says that it still explores */
        json_t *result = json != NULL ? json_loads(json, 0, NULL) : NULL;
        /* Cut: see tests/message.h. */
        cr_expect(is_expected(result, expected), "%s %s: expected %s, but it is %s: %.2000s",
                  expected->source, expected->option, expected->ends, text_in(result, "verdict"),
                  result != NULL ? text_in(result, "message") : said);
        if (turn == 0) {
            snprintf(first, sizeof first, "%s", text_in(result, "schedule"));
            again = again && json_integer_value(json_object_get(result, "events")) < EVENTS;
        } else {
            cr_expect_str_eq(text_in(result, "schedule"), first, "%s %s: another schedule",
                             expected->source, expected->option);
        }
        json_decref(result);
        free(said);
    }
    snprintf(command, sizeof command, "rm -r %s", folder);
    free(output_of(command));
}
