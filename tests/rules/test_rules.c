/*
 * test_rules.c - is each exercise whole? What its files must hold for a student who reads them in a
 * row, as far as that can be told from the text; whether it is true, tests/claims tells.
 *
 * EXERCISES names the folders; this process runs in the project's top folder.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 256, TEXT_SIZE = 65536, FIRST_LINES = 12 };
enum { LEAST_LINES = 30, MOST_LINES = 120, MOST_OF_CAPSTONE = 300, LEAST_HINTS = 3 };

struct folder {
    char name[64];
};

/* The text of the one file that the pattern means, NUL-terminated; fails the test without it. */
static const char *text_of(const char *pattern, const char *folder)
{
    static char text[TEXT_SIZE];
    char path[PATH_SIZE];
    glob_t found;
    snprintf(path, sizeof path, pattern, folder);
    cr_assert_eq(glob(path, 0, NULL, &found), 0, "%s is missing", path);
    FILE *file = fopen(found.gl_pathv[0], "r");
    cr_assert_not_null(file, "%s", found.gl_pathv[0]);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    globfree(&found);
    return text;
}

static bool exists(const char *pattern, const char *folder)
{
    char path[PATH_SIZE];
    glob_t found;
    snprintf(path, sizeof path, pattern, folder);
    const bool is_there = glob(path, 0, NULL, &found) == 0;
    if (is_there) {
        globfree(&found);
    }
    return is_there;
}

static long lines_in(const char *text)
{
    long lines = 0;
    for (; (text = strchr(text, '\n')) != NULL; text++) {
        lines++;
    }
    return lines;
}

/* How many lines begin with a number and a dot? */
static long items_in(const char *text)
{
    long items = 0;
    for (; text != NULL; text = strchr(text, '\n')) {
        text += *text == '\n';
        items += text[strspn(text, "0123456789")] == '.' && strspn(text, "0123456789") > 0;
    }
    return items;
}

/* Does the phrase stand in the text, and in one of its first lines? */
static bool begins_with(const char *text, const char *phrase)
{
    const char *at = strstr(text, phrase);
    long before = 0;
    for (const char *c = text; at != NULL && c < at; c++) {
        before += *c == '\n';
    }
    return at != NULL && before < FIRST_LINES;
}

/* An exercise that is only for reading has no solutions. */
static bool is_to_fix(const char *folder)
{
    return exists("solutions/%s", folder);
}

/* The original; or, of an exercise that is only for reading, the program: 00-first-report has
   first_report.c. */
static const char *program_of(const char *folder)
{
    char program[PATH_SIZE];
    if (exists("exercises/%s/original.c", folder)) {
        return text_of("exercises/%s/original.c", folder);
    }
    snprintf(program, sizeof program, "exercises/%%s/%s.c", strchr(folder, '-') + 1);
    for (char *c = strrchr(program, '/'); (c = strchr(c, '-')) != NULL;) {
        *c = '_';
    }
    return text_of(program, folder);
}

ParameterizedTestParameters(rules, exercise_is_whole)
{
    static struct folder folders[100];
    size_t count = 0;
    char *all = strdup(getenv("EXERCISES"));
    for (char *rest = all, *name; (name = strtok_r(rest, " ", &rest)) != NULL && count < 100;) {
        snprintf(folders[count++].name, sizeof folders->name, "%s", name);
    }
    free(all);
    return cr_make_param_array(struct folder, folders, count, NULL);
}

ParameterizedTest(struct folder *folder, rules, exercise_is_whole)
{
    const char *name = folder->name;
    const char *readme = text_of("exercises/%s/README.md", name);
    cr_expect(begins_with(readme, "**Invariant: "),
              "exercises/%s/README.md must begin with \"**Invariant: …\"", name);
    cr_expect_not_null(strstr(readme, "What is new here: "),
                       "exercises/%s/README.md needs a paragraph \"What is new here: …\"", name);
    cr_expect_not_null(strstr(readme, "<!-- sample: make run"),
                       "exercises/%s/README.md needs \"<!-- sample: make run -->\"", name);
    cr_expect_not_null(strstr(readme, "\n| check | verdict |\n"),
                       "exercises/%s/README.md needs the table \"| check | verdict |\"", name);
    cr_expect_eq(strstr(readme, "## Your task") != NULL, is_to_fix(name),
                 "exercises/%s/README.md needs \"## Your task\", unless it is only for reading",
                 name);

    const char *hints = text_of("exercises/%s/hints.md", name);
    cr_expect_geq(items_in(hints), LEAST_HINTS,
                  "exercises/%s/hints.md needs at least %d numbered hints", name, LEAST_HINTS);
    cr_expect_null(strstr(hints, "```"), "exercises/%s/hints.md must not contain code", name);

    const long lines = lines_in(program_of(name));
    cr_expect(lines >= LEAST_LINES && lines <= MOST_OF_CAPSTONE,
              "%s: the program has %ld lines, not %d to %d", name, lines, LEAST_LINES,
              MOST_OF_CAPSTONE);
    if (is_to_fix(name)) {
        const char *compared = text_of("solutions/%s/README.md", name);
        cr_expect_not_null(strstr(compared, "**lock.c**"),
                           "solutions/%s/README.md needs a paragraph **lock.c**", name);
        cr_expect_not_null(strstr(compared, "**atomic.c**"),
                           "solutions/%s/README.md needs a paragraph **atomic.c**", name);
        cr_expect_not_null(strstr(compared, "**message.c**"),
                           "solutions/%s/README.md needs a paragraph **message.c**", name);
        cr_expect_not_null(strstr(compared, "<!-- figures -->"),
                           "solutions/%s/README.md needs <!-- figures -->", name);
        cr_expect(exists("tests/wrong-fixes/%s/*.c", name),
                  "tests/wrong-fixes/%s needs at least one wrong fix", name);
    }
}

/* Only the capstone may be long. */
Test(rules, programs_are_short)
{
    char *all = strdup(getenv("EXERCISES"));
    long long_ones = 0;
    for (char *rest = all, *name; (name = strtok_r(rest, " ", &rest)) != NULL;) {
        long_ones += lines_in(program_of(name)) > MOST_LINES;
    }
    free(all);
    cr_expect_leq(long_ones, 1, "%ld programs have more than %d lines", long_ones, MOST_LINES);
}
