/*
 * test_compare.c - does the table in exercises/README.md, which `make compare` wrote, say what the
 * exercises' own tables say? Those are held against what verify finds (tests/claims); so a bug that
 * a check finds in every run must be caught in all of them here, and one that it doesn't in none.
 * And does `make compare`, made once for each tool, say now what stands there? Helgrind and DRD,
 * which verify doesn't know, are looked at as well; without Valgrind, that test says that it was
 * skipped.
 *
 * EXERCISES names all of them, COMPARED the file with what the verb printed, for one run.
 */
#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 512, MOST_ROWS = 100 };

struct row {
    char exercise[64];
    long total, tsan, helgrind, drd, explorer;
};

/* A cell; -1 where there is a dash, since the tool isn't installed. */
static long cell(const char *text)
{
    return strcmp(text, "-") == 0 ? -1 : strtol(text, NULL, 10);
}

/* Reads the table in a file; returns its number of rows, and of how many runs it is. */
static int read_table(const char *path, struct row rows[static MOST_ROWS], long *runs)
{
    char line[TEXT], helgrind[16], drd[16];
    int count = 0;
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    *runs = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        struct row *row = &rows[count];
        if (sscanf(line, "caught in how many of %ld runs", runs) == 1) {
            continue;
        }
        if (*runs > 0 && count < MOST_ROWS &&
            sscanf(line, "%63[0-9a-z-] %ld %ld %15s %15s %ld", row->exercise, &row->total,
                   &row->tsan, helgrind, drd, &row->explorer) == 6) {
            row->helgrind = cell(helgrind);
            row->drd = cell(drd);
            count++;
        }
    }
    fclose(file);
    return count;
}

/* Does the exercise's README say that the check fails of the program as it is? */
static bool claims_failure(const char *exercise, const char *check)
{
    char path[TEXT], line[TEXT], start[TEXT];
    snprintf(path, sizeof path, "exercises/%s/README.md", exercise);
    snprintf(start, sizeof start, "| %s | failed:", check);
    FILE *file = fopen(path, "r");
    bool fails = false;
    cr_assert_not_null(file, "%s", path);
    while (fgets(line, sizeof line, file) != NULL) {
        fails = fails || strncmp(line, start, strlen(start)) == 0;
    }
    fclose(file);
    return fails;
}

static void compare(const char *exercise, const char *check, long caught, long runs)
{
    const bool fails = claims_failure(exercise, check);
    cr_expect_eq(caught, fails ? runs : 0,
                 "%s: %s is claimed to %s, but was caught in %ld of %ld runs", exercise, check,
                 fails ? "fail" : "pass", caught, runs);
}

Test(compare, table_says_what_the_exercises_claim)
{
    static struct row rows[MOST_ROWS];
    long runs;
    const int count = read_table("exercises/README.md", rows, &runs);
    cr_assert_gt(runs, 0);
    for (int i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        compare(row->exercise, "total", row->total, runs);
        compare(row->exercise, "race-free", row->tsan, runs);
        compare(row->exercise, "every-interleaving", row->explorer, runs);
        cr_expect(row->helgrind >= 0 && row->helgrind <= runs && row->drd >= 0 && row->drd <= runs,
                  "%s", row->exercise);
    }
}

/* What was caught in all runs must be caught in one more, and what in none, not in it. */
static void compare_again(const char *exercise, const char *tool, long caught, long runs, long now)
{
    if (caught == 0 || caught == runs) {
        cr_expect_eq(now, caught == runs,
                     "%s: %s caught it in %ld of %ld runs, as exercises/README.md says; and now %s",
                     exercise, tool, caught, runs, now == 1 ? "in one" : "not");
    }
}

/* Reads the table in exercises/README.md and the one that the verb has just made; returns how many
 * rows each has. */
static int read_both(struct row rows[static MOST_ROWS], struct row again[static MOST_ROWS],
                     long *runs)
{
    long once;
    const int count = read_table("exercises/README.md", rows, runs);
    cr_assert_gt(count, 0);
    cr_assert_eq(read_table(getenv("COMPARED"), again, &once), count);
    cr_assert_eq(once, 1);
    for (int i = 0; i < count; i++) {
        cr_assert_str_eq(rows[i].exercise, again[i].exercise);
    }
    return count;
}

Test(compare, the_verb_still_says_so)
{
    static struct row rows[MOST_ROWS], again[MOST_ROWS];
    long runs;
    const int count = read_both(rows, again, &runs);
    for (int i = 0; i < count; i++) {
        const struct row *row = &rows[i], *now = &again[i];
        compare_again(row->exercise, "total", row->total, runs, now->total);
        compare_again(row->exercise, "TSan", row->tsan, runs, now->tsan);
        compare_again(row->exercise, "the explorer", row->explorer, runs, now->explorer);
    }
}

Test(compare, the_verb_still_says_so_of_valgrind)
{
    static struct row rows[MOST_ROWS], again[MOST_ROWS];
    long runs;
    const int count = read_both(rows, again, &runs);
    if (again[0].helgrind < 0) {
        cr_skip_test("Valgrind is not installed, so nothing is known of Helgrind and DRD");
    }
    for (int i = 0; i < count; i++) {
        const struct row *row = &rows[i], *now = &again[i];
        cr_expect(now->helgrind >= 0 && now->drd >= 0, "%s: no figure", row->exercise);
        compare_again(row->exercise, "Helgrind", row->helgrind, runs, now->helgrind);
        compare_again(row->exercise, "DRD", row->drd, runs, now->drd);
    }
}

Test(compare, table_has_every_exercise_with_a_bug)
{
    static struct row rows[MOST_ROWS];
    long runs;
    const int count = read_table("exercises/README.md", rows, &runs);
    char *all = strdup(getenv("EXERCISES"));
    cr_assert_not_null(all);
    for (char *rest = all, *name; (name = strtok_r(rest, " ", &rest)) != NULL;) {
        bool found = strncmp(name, "00-", 3) == 0;
        for (int i = 0; i < count; i++) {
            found = found || strcmp(rows[i].exercise, name) == 0;
        }
        cr_expect(found, "exercises/README.md has no row of %s; try: make compare", name);
    }
    free(all);
}
