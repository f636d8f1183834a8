/*
 * test_stories.c - what make explore shows of each racy exercise and of each wrong fix: a story of
 * few rows, which fits a terminal of 80 columns, has the fatal row marked and names the bug.
 *
 * STORIES names the table, tests/claims/stories; this process runs in the project's top folder,
 * where what is explored has been built. A program that has no line in the table fails the last
 * test.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 160, KIND = 60, OUTPUT = 1 << 16, WIDTH = 80, MOST_STORIES = 256 };

struct told {
    char source[PATH];
    int rows;        /* at most */
    char kind[KIND]; /* what its sentence begins with; "proved" or "unknown": none; or "any" */
    bool is_other;   /* a wrong fix has brought in a bug of another class than the exercise's */
};

static struct told stories[MOST_STORIES];
static size_t count;

static void load(void)
{
    char line[PATH + KIND + 40];
    FILE *file = fopen(getenv("STORIES"), "r");
    cr_assert_not_null(file);
    count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        struct told *told = &stories[count];
        if (line[0] == '#') {
            continue;
        }
        *told = (struct told){0};
        cr_assert_eq(sscanf(line, "%159s %d %59[^\n*]", told->source, &told->rows, told->kind), 3);
        told->is_other = strchr(line, '*') != NULL;
        for (size_t end = strlen(told->kind); end > 0 && told->kind[end - 1] == ' '; end--) {
            told->kind[end - 1] = '\0';
        }
        cr_assert_lt(++count, MOST_STORIES);
    }
    fclose(file);
}

ParameterizedTestParameters(stories, are_short_and_name_the_bug)
{
    load();
    return cr_make_param_array(struct told, stories, count, NULL);
}

/* The number of the exercise in a path: what make calls EX. */
static int exercise_of(const char *source)
{
    const char *digits = strpbrk(source, "0123456789");
    return digits != NULL ? atoi(digits) : -1;
}

/* What make explore prints of it. */
static void explore(const char *source, char output[static OUTPUT])
{
    char command[3 * PATH];
    snprintf(command, sizeof command,
             "env -u MAKEFLAGS -u MAKELEVEL COLUMNS=80 LC_ALL=C.UTF-8 make -s explore EX=%d "
             "SOURCE=%s 2>&1",
             exercise_of(source), source);
    FILE *shell = popen(command, "r");
    cr_assert_not_null(shell);
    const size_t length = fread(output, 1, OUTPUT - 1, shell);
    output[length] = '\0';
    pclose(shell);
}

static int columns_of(const char *line)
{
    int columns = 0;
    for (; *line != '\0'; line++) {
        columns += (*line & 0xc0) != 0x80;
    }
    return columns;
}

/* "⋮ 3✗ …": does the line begin with a row's number? */
static bool is_row(const char *line, bool *is_fatal)
{
    static const char fatal[] = "✗", fold[] = "⋮";
    const char *start =
        strncmp(line, fold, sizeof fold - 1) == 0 ? line + sizeof fold - 1 : line + 1;
    const char *at = start + strspn(start, " ");
    const char *digits = at;
    at += strspn(at, "0123456789");
    *is_fatal = strncmp(at, fatal, sizeof fatal - 1) == 0;
    return line[0] != '\0' && at > digits && at - start == 2 && (*is_fatal || *at == ' ');
}

/* "⋮    14 steps of cook 1 left out": the line that says how much is folded. */
static bool is_fold(const char *line)
{
    static const char fold[] = "⋮  ";
    return strncmp(line, fold, sizeof fold - 1) == 0 && strstr(line, " left out") != NULL;
}

struct seen {
    int rows, fatal, widest;
    bool names_kind;
};

static struct seen look_at(char *output, const char *kind)
{
    struct seen seen = {.rows = 0};
    bool in_table = true;
    char *rest = output;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        bool fatal = false;
        if (seen.rows > 0 && line[0] == '\0') {
            in_table = false;
        }
        if (in_table && is_row(line, &fatal)) {
            seen.rows++;
            seen.fatal += fatal;
        }
        if (in_table && is_fold(line)) {
            seen.rows++; /* it takes a line as a row does */
        }
        if (in_table && (line[0] == ' ' || is_fold(line) || is_row(line, &fatal))) {
            seen.widest = columns_of(line) > seen.widest ? columns_of(line) : seen.widest;
        }
        seen.names_kind = seen.names_kind ||
                          (strncmp(line, kind, strlen(kind)) == 0 && line[strlen(kind)] == ':');
    }
    return seen;
}

/* Red, were a start barrier or main's joins no longer folded, a name cut or a row too wide, or a
 * bug called otherwise. */
ParameterizedTest(struct told *told, stories, are_short_and_name_the_bug)
{
    static char output[OUTPUT], kept[OUTPUT];
    explore(told->source, output);
    memcpy(kept, output, sizeof kept);
    if (strcmp(told->kind, "proved") == 0) {
        cr_assert_not_null(strstr(output, ": proved\n"), "%s:\n%s", told->source, kept);
        return;
    }
    const struct seen seen = look_at(output, told->kind);
    cr_expect_gt(seen.rows, 0, "%s:\n%s", told->source, kept);
    cr_expect_leq(seen.rows, told->rows, "%s:\n%s", told->source, kept);
    cr_expect_eq(seen.fatal, 1, "%s:\n%s", told->source, kept);
    cr_expect_leq(seen.widest, WIDTH, "%s:\n%s", told->source, kept);
    if (strcmp(told->kind, "any") == 0) {
        return; /* which of its failures is found first is a matter of time */
    }
    cr_expect_neq(seen.names_kind, strcmp(told->kind, "unknown") == 0, "%s: no \"%s:\" in\n%s",
                  told->source, told->kind, kept);
}

static bool has_line(const char *source)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(stories[i].source, source) == 0) {
            return true;
        }
    }
    return false;
}

static void expect_lines(const char *pattern)
{
    glob_t found;
    cr_assert_eq(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        cr_expect(has_line(found.gl_pathv[i]), "tests/claims/stories has no line for %s",
                  found.gl_pathv[i]);
    }
    globfree(&found);
}

Test(stories, have_a_line_each_of_few_rows)
{
    load();
    expect_lines("exercises/[0-9]*/original.c");
    expect_lines("tests/wrong-fixes/*/*.c");
    for (size_t i = 0; i < count; i++) {
        cr_expect_leq(stories[i].rows, 10, "%s", stories[i].source);
    }
}

/* -- what the story calls a bug, and what the exercise's README does -- */

/* Which kinds of sentences a class of bugs may have. A race, an update that is lost and a check
 * that is no longer true are ways in which what was meant to be atomic or in order isn't. */
static const struct {
    const char *class; /* the README's first words of it, as many as tell it from the others */
    const char *kinds; /* each between bars */
} admitted[] = {
    {"lost update", "|Lost update|Data race|"},
    {"a data race that depends on the schedule; lost update", "|Lost update|Data race|"},
    {"improper locking", "|Lost update|Data race|"},
    {"order violation",
     "|Order violation|Data race|Use before initialisation|Missing join|Missing close|"},
    {"order violation; CERT CON38-C (preserve liveness when using condition variables)",
     "|Lost wake-up|Missed re-check|Data race|"},
    {"order violation; CWE-609 (double-checked locking)",
     "|Check-then-act|Atomicity violation|Data race|"},
    {"order violation (CERT CON34-C), hidden shared state (CON33-C), check then act",
     "|Order violation|Use after return|Check-then-act|"},
    {"atomicity violation",
     "|Atomicity violation|Check-then-act|Lost update|Missed re-check|Data race|"},
    {"deadlock", "|Deadlock|Livelock|Failed try|"},
    {"shared state behind a function", "|Atomicity violation|Use after return|"},
    {"use after free", "|Use after free|Atomicity violation|"},
    {"lifetime of an object with automatic storage", "|Use after return|Order violation|"},
    {"memory order", "|Stale read|"},
    {"ABA", "|ABA|"},
};

/* What the exercise's README says of the class of its bug: that line and those that belong to it.
 */
static void class_of(const char *source, char text[static OUTPUT])
{
    char command[3 * PATH];
    snprintf(command, sizeof command,
             "sed -n '/^- Class/,/^$/p' exercises/%02d-*/README.md | sed '1s/^[^:]*: //' | tr "
             "'\\n' ' '",
             exercise_of(source));
    FILE *shell = popen(command, "r");
    cr_assert_not_null(shell);
    text[fread(text, 1, OUTPUT - 1, shell)] = '\0';
    pclose(shell);
}

static bool is_admitted(const char *class, const char *kind)
{
    char wanted[KIND + 3];
    snprintf(wanted, sizeof wanted, "|%s|", kind);
    for (size_t i = 0; i < sizeof admitted / sizeof *admitted; i++) {
        if (strncmp(class, admitted[i].class, strlen(admitted[i].class)) == 0 &&
            strstr(admitted[i].kinds, wanted) != NULL) {
            return true;
        }
    }
    return false;
}

/* Red, were an exercise's bug called what its README doesn't call it, or were the README changed
 * without the story; and for a wrong fix whose bug is another one and that doesn't say so. */
Test(stories, name_the_class_that_the_readme_has)
{
    static char class[OUTPUT];
    load();
    for (size_t i = 0; i < count; i++) {
        const char *kind = stories[i].kind;
        if (strcmp(kind, "proved") == 0 || strcmp(kind, "unknown") == 0 ||
            strcmp(kind, "any") == 0) {
            continue;
        }
        class_of(stories[i].source, class);
        cr_expect_eq(is_admitted(class, kind), !stories[i].is_other, "%s: %s%s, and the README: %s",
                     stories[i].source, kind, stories[i].is_other ? ", another bug" : "", class);
    }
}

/* A tool that knew an exercise by its name would say what somebody has typed. Comments may have one
 * as an example, and what is told may end with what to read. */
Test(stories, are_told_by_no_tool_that_knows_an_exercise)
{
    char output[OUTPUT];
    FILE *shell = popen("for name in $(ls exercises | grep '^[0-9]'); do "
                        "grep -rn --include='*.[ch]' -e \"$name\" tools; done | "
                        "grep -v -e ': \\*' -e '/\\*.*\\*/$' -e '/README\\.md; C'; true",
                        "r");
    cr_assert_not_null(shell);
    output[fread(output, 1, OUTPUT - 1, shell)] = '\0';
    pclose(shell);
    cr_expect_str_empty(output, "%s", output);
}
