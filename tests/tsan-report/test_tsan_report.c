/*
 * test_tsan_report.c - every kind of report is collected, resolved and told rightly.
 *
 * FIXTURES names the folder of the sources, FIXTURES_BUILT that of the programs. What must be found
 * stands in a fixture's opening comment, a line for each thing: "Reports kind: data-race". In a
 * pair, a letter instead of a line's number stands for the line that is marked with it: value@F:W
 * is the line with the comment F.
 */
#include "debug-info/expression.h"
#include "tsan-report/report.h"
#include "tsan-report/watched.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT = 256, MOST_FIXTURES = 64, MOST_LINES = 200 };

struct fixture {
    char name[64];
    char kind[TEXT];
    char variable[TEXT];
    char pair[TEXT];
    char locks[TEXT];
    char mutexes[TEXT];
    char places[TEXT]; /* lines that the words must name: " 20 24" */
    char also[TEXT];   /* the kind of another report that comes with it */
    char says[TEXT];   /* among the words */
    bool nothing;
    bool described;
};

/* The number of the line that is marked with that letter, or 0. */
static int marked_line(char lines[][TEXT], int count, char mark)
{
    const char comment[] = {'/', '*', ' ', mark, ' ', '*', '/', '\0'};
    for (int i = 0; i < count; i++) {
        if (strstr(lines[i], comment) != NULL) {
            return i + 1;
        }
    }
    return 0;
}

/* Copies a pair with its marks made into numbers. */
static void resolve_marks(const char *pair, char lines[][TEXT], int count, char out[static TEXT])
{
    size_t length = 0;
    for (const char *c = pair; *c != '\0' && length < TEXT - 16; c++) {
        out[length++] = *c;
        if (*c == '@' && isupper((unsigned char)c[1])) {
            length += (size_t)sprintf(out + length, "%d", marked_line(lines, count, c[1]));
            c++;
        }
    }
    out[length] = '\0';
}

static void read_claim(const char *line, char lines[][TEXT], int count, struct fixture *fixture)
{
    const struct {
        const char *key;
        char *value;
    } claims[] = {
        {" * Reports kind: ", fixture->kind},       {" * Reports variable: ", fixture->variable},
        {" * Reports pair: ", fixture->pair},       {" * Reports locks: ", fixture->locks},
        {" * Reports mutexes: ", fixture->mutexes}, {" * Reports places: ", fixture->places},
        {" * Reports also: ", fixture->also},       {" * Is told that: ", fixture->says},
    };
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        const size_t length = strlen(claims[i].key);
        if (strncmp(line, claims[i].key, length) == 0) {
            resolve_marks(line + length, lines, count, claims[i].value);
            fixture->described = true;
        }
    }
    if (strcmp(line, " * Reports nothing") == 0) {
        fixture->nothing = fixture->described = true;
    }
}

static void read_fixture(const char *path, struct fixture *fixture)
{
    static char lines[MOST_LINES][TEXT];
    int count = 0;
    const char *base = strrchr(path, '/') + 1;
    FILE *file = fopen(path, "r");
    *fixture = (struct fixture){0};
    snprintf(fixture->name, sizeof fixture->name, "%.*s", (int)strcspn(base, "."), base);
    while (file != NULL && count < MOST_LINES && fgets(lines[count], TEXT, file) != NULL) {
        lines[count][strcspn(lines[count], "\n")] = '\0';
        count++;
    }
    if (file != NULL) {
        fclose(file);
    }
    for (int i = 0; i < count; i++) {
        read_claim(lines[i], lines, count, fixture);
    }
}

static struct fixture fixtures[MOST_FIXTURES];

ParameterizedTestParameters(tsan_report, finds_what_is_there)
{
    glob_t found;
    char pattern[512];
    size_t count = 0;
    snprintf(pattern, sizeof pattern, "%s/*.c", getenv("FIXTURES"));
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (; count < found.gl_pathc && count < MOST_FIXTURES; count++) {
            read_fixture(found.gl_pathv[count], &fixtures[count]);
        }
        globfree(&found);
    }
    return cr_make_param_array(struct fixture, fixtures, count, NULL);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* The report of the fixture's kind and pair, or NULL. */
static const json_t *find_report(const json_t *reports, const struct fixture *fixture)
{
    size_t i;
    const json_t *report;
    json_array_foreach(reports, i, report)
    {
        if (strcmp(text_of(report, "kind"), fixture->kind) == 0 &&
            (fixture->pair[0] == '\0' || strcmp(text_of(report, "pair"), fixture->pair) == 0)) {
            return report;
        }
    }
    return NULL;
}

static void join_names(const json_t *names, const char *key, const char *separator, char *out)
{
    size_t i;
    const json_t *name;
    out[0] = '\0';
    json_array_foreach(names, i, name)
    {
        const char *text = key == NULL ? json_string_value(name) : text_of(name, key);
        strcat(strcat(out, i > 0 ? separator : ""), text);
    }
}

static void expect_locks(const json_t *report, const char *expected)
{
    char locks[2][TEXT], both[2 * TEXT + 8];
    for (size_t i = 0; i < 2; i++) {
        const json_t *access = json_array_get(json_object_get(report, "accesses"), i);
        join_names(json_object_get(access, "locks"), NULL, ", ", locks[i]);
        if (locks[i][0] == '\0' && json_is_array(json_object_get(access, "locks"))) {
            strcpy(locks[i], "none");
        }
    }
    snprintf(both, sizeof both, "%s | %s", locks[0], locks[1]);
    cr_expect_str_eq(both, expected);
}

/* The words name every place of a race, and no line is too wide. */
static void expect_words(const struct fixture *fixture, const json_t *reports, const json_t *report)
{
    char *words = NULL, place[TEXT];
    size_t size = 0, i;
    const json_t *access;
    FILE *out = open_memstream(&words, &size);
    reports_explain(reports, out, false);
    fclose(out);
    json_array_foreach(json_object_get(report, "accesses"), i, access)
    {
        const json_t *top = json_array_get(json_object_get(access, "stack"), 0);
        snprintf(place, sizeof place, "%s:%d:", text_of(top, "file"),
                 (int)json_integer_value(json_object_get(top, "line")));
        cr_expect_not_null(strstr(words, place), "%s is not in: %s", place, words);
        cr_expect_not_null(strstr(words, text_of(access, "thread")));
    }
    for (const char *line = strchr(fixture->places, '@'); line != NULL;
         line = strchr(line + 1, '@')) {
        snprintf(place, sizeof place, "/%s.c:%d:", fixture->name, atoi(line + 1));
        cr_expect_not_null(strstr(words, place), "%s is not in: %s", place, words);
    }
    cr_expect_not_null(strstr(words, fixture->says), "%s is not in: %s", fixture->says, words);
    for (char *line = strtok(words, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        const char *text = strstr(line, ": error: ");
        text = text == NULL ? strstr(line, ": note: ") : text;
        text = text == NULL ? line : text; /* how long a path is, nobody here decides */
        cr_expect_leq(strlen(text), text == line ? 100 : 72, "%s", line);
    }
    free(words);
}

static void expect_report(const struct fixture *fixture, const json_t *reports)
{
    char mutexes[TEXT];
    const json_t *report = find_report(reports, fixture);
    char *all = json_dumps(reports, JSON_COMPACT);
    cr_assert_not_null(report, "%s: %s %s is not among %s", fixture->name, fixture->kind,
                       fixture->pair, all);
    if (fixture->variable[0] != '\0') {
        cr_expect_str_eq(text_of(report, "variable"), fixture->variable);
    }
    if (fixture->locks[0] != '\0') {
        expect_locks(report, fixture->locks);
    }
    if (fixture->mutexes[0] != '\0') {
        join_names(json_object_get(report, "mutexes"), "name", ", ", mutexes);
        cr_expect_str_eq(mutexes, fixture->mutexes);
    }
    cr_expect_eq(json_array_size(reports), fixture->also[0] != '\0' ? 2 : 1, "%s", all);
    if (fixture->also[0] != '\0') {
        struct fixture also = {0};
        snprintf(also.kind, sizeof also.kind, "%s", fixture->also);
        cr_expect_not_null(find_report(reports, &also), "%s", all);
    }
    free(all);
    expect_words(fixture, reports, report);
}

ParameterizedTest(struct fixture *fixture, tsan_report, finds_what_is_there)
{
    char program[512];
    struct outcome outcome;
    json_t *reports = NULL;
    char *error = NULL;
    snprintf(program, sizeof program, "%s/%s", getenv("FIXTURES_BUILT"), fixture->name);
    const char *const arguments[] = {program, NULL};
    cr_assert(fixture->described, "%s says nothing of what must be found", fixture->name);
    cr_assert_eq(run_watched(arguments, NULL, NULL, &usual_limits, &outcome), 0, "%s", program);
    json_t *raw = events_named(&outcome, "report");
    cr_assert_eq(reports_resolve(program, raw, &reports, &error), 0, "%s", error);
    if (fixture->nothing) {
        cr_expect_eq(json_array_size(reports), 0);
        cr_expect_eq(watched_ending(&outcome), WATCHED_TO_THE_END);
    } else {
        expect_report(fixture, reports);
    }
    json_decref(reports);
    json_decref(raw);
    outcome_release(&outcome);
}

struct expression_case {
    char line[80];
    char at[16]; /* the text at whose last occurrence the column is */
    char expression[64];
};

ParameterizedTestParameters(expression, at_column)
{
    static struct expression_case cases[] = {
        {"long seen = value;", "value", "value"},
        {"value = seen + 1;", "= ", "value"},
        {"value++;", "++", "value"},
        {"++value;", "++", "value"},
        {"job->count += 2;", "+=", "job->count"},
        {"job->count <<= 2;", "<<=", "job->count"},
        {"const long balance = account->balance;", "balance;", "account->balance"},
        {"bins[byte] = seen + 1;", "= ", "bins[byte]"},
        {"long seen = bins[table[byte]];", "bins", "bins[table[byte]]"},
        {"const int number = *told;", "*told", "*told"},
        {"*told = 3;", "= ", "*told"},
        {"long seen = *(long *)&value;", "*(", "*(long *)&value"},
        {"sum += clerks[i].sold;", "sold", "clerks[i].sold"},
        {"if (head->next != NULL) {", "head", "head"},
        {"free(block);", "free", ""},
        {"return 17;", "17", ""},
        {"value = value + 1;", "= ", "value"},
        {"value = value + 1;", "value", "value"},
        {"value+=n;", "+=", "value"},
        {"value--;", "--", "value"},
        {"value -= n;", "-=", "value"},
        {"flags |= 4;", "|=", "flags"},
        {"flags >>= 4;", ">>=", "flags"},
        {"board[row][column] = 1;", "= ", "board[row][column]"},
        {"long seen = board[row][column];", "board", "board[row][column]"},
        {"tree->left->key = 1;", "= ", "tree->left->key"},
        {"if (tree->left->key == 1) {", "key", "tree->left->key"},
        {"if (tree->left->key == 1) {", "left", "tree->left"},
        {"bins[hash(key) % SIZE]++;", "++", "bins[hash(key) % SIZE]"},
        {"accounts[from].balance -= amount;", "-=", "accounts[from].balance"},
        {"(*count)++;", "++", "*count"},
        {"--box->count;", "--", "box->count"},
        {"++box->cells[1];", "++", "box->cells[1]"},
        {"++*box->link;", "++", "*box->link"},
        {"long seen = *box->link;", "*", "*box->link"},
        {"--(*box).count;", "--", "(*box).count"},
        {"(*box->link)++;", "++", "*box->link"},
        {"long seen = *find(key)->link;", "*", "*find(key)->link"},
        {"long seen = (*box).count;", "count", "(*box).count"},
        {"--(box->count);", "--", "box->count"},
        {"(*count)++;", "*", "*count"},
        {"sum += *numbers++;", "*", "*numbers"},
        {"**deep = 3;", "= ", "**deep"},
        {"product = width * height;", "= ", "product"},
        {"*out = *in;", "= ", "*out"},
        {"for (int i = 0; i < count; i++) {", "count", "count"},
        {"pthread_mutex_lock(&lock);", "pthread", ""},
        {"memcpy(to, from, sizeof to);", "memcpy", ""},
        {"x = f(a)[2];", "", ""},
        {"tellers[i] = (struct teller){.number = i};", "(", "tellers[i]"},
        {"if (a == (b)) {", "(b", ""},
    };
    return cr_make_param_array(struct expression_case, cases, sizeof cases / sizeof *cases, NULL);
}

ParameterizedTest(struct expression_case *wanted, expression, at_column)
{
    char expression[64];
    const char *at = wanted->at[0] == '\0' ? NULL : strstr(wanted->line, wanted->at);
    for (const char *next = at; next != NULL; next = strstr(next + 1, wanted->at)) {
        at = next;
    }
    const int column = at == NULL ? 1000 : (int)(at - wanted->line) + 1;
    expression_at(wanted->line, column, expression, sizeof expression);
    cr_expect_str_eq(expression, wanted->expression, "%s at %s: %s", wanted->line, wanted->at,
                     expression);
}

struct argument_case {
    char line[80];
    int index;
    char argument[40];
};

ParameterizedTestParameters(expression, arguments)
{
    static struct argument_case cases[] = {
        {"pthread_mutex_lock(&node->lock);", 0, "&node->lock"},
        {"pthread_mutex_lock(&node->lock);", 1, ""},
        {"wait (&queue[of(a, b)].full, &lock)", 0, "&queue[of(a, b)].full"},
        {"wait (&queue[of(a, b)].full, &lock)", 1, "&lock"},
        {"send(orders, \"a, b\", (struct order){1, 2});", 1, "\"a, b\""},
        {"send(orders, \"a, b\", (struct order){1, 2});", 0, "orders"},
        {"send;", 0, ""},
        {"send(", 0, ""},
    };
    return cr_make_param_array(struct argument_case, cases, sizeof cases / sizeof *cases, NULL);
}

ParameterizedTest(struct argument_case *wanted, expression, arguments)
{
    char argument[40];
    cr_expect_eq(argument_at(wanted->line, 1, wanted->index, argument, sizeof argument),
                 wanted->argument[0] != '\0');
    cr_expect_str_eq(argument, wanted->argument, "%s, %d: %s", wanted->line, wanted->index,
                     argument);
}

Test(expression, of_any_column_of_any_line_is_harmless)
{
    static const char *const lines[] = {
        "",         "[",          "]]]](((", "a[b[c(d]", "->.->", "*****", "a.b->",
        "++--==+=", "\xff\xfe[=", "= = =",   "(a)(b)[c", "*(*(*", "x=*",   "a->b[c].d++;"};
    char expression[8];
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        for (int column = -1; column < 20; column++) {
            expression_at(lines[i], column, expression, sizeof expression);
            cr_expect_lt(strlen(expression), sizeof expression);
            argument_at(lines[i], column, 1, expression, sizeof expression);
            cr_expect_lt(strlen(expression), sizeof expression);
            call_at(lines[i], column, expression, sizeof expression);
            cr_expect_lt(strlen(expression), sizeof expression);
        }
    }
}

struct source_case {
    int line;
    int left_out;
    char text[40];
};

ParameterizedTestParameters(source_line, of_a_file)
{
    static struct source_case cases[] = {
        {1, 0, "first"},       {2, 4, "value = 1;"}, {3, 1, "tab"},        {4, 0, ""},
        {5, 0, "caf? \u00e9"}, {6, 2, ""},           {7, 0, "end"},        {8, -1, ""},
        {0, -1, ""},           {-1, -1, ""},         {2147483647, -1, ""},
    };
    return cr_make_param_array(struct source_case, cases, sizeof cases / sizeof *cases, NULL);
}

ParameterizedTest(struct source_case *wanted, source_line, of_a_file)
{
    char path[] = "/tmp/racetrack-source-XXXXXX", text[LINE_SIZE];
    FILE *file = fdopen(mkstemp(path), "w");
    cr_assert_not_null(file);
    fputs("first\n    value = 1;  \n\ttab\r\n\ncaf\xe9 \u00e9\n  \nend", file);
    fclose(file);
    const int left_out = source_line("/tmp", path, wanted->line, text);
    const int by_folder = source_line("/tmp", path + strlen("/tmp/"), wanted->line, text);
    unlink(path);
    cr_expect_eq(left_out, wanted->left_out, "line %d: %d", wanted->line, left_out);
    cr_expect_eq(by_folder, wanted->left_out, "line %d: %d", wanted->line, by_folder);
    cr_expect_str_eq(text, wanted->text);
}

/* A page or a terminal would show something else than what is there; columns stay the same. */
Test(source_line, control_characters_and_turned_text_are_question_marks)
{
    char path[] = "/tmp/racetrack-source-XXXXXX", text[LINE_SIZE];
    FILE *file = fdopen(mkstemp(path), "w");
    cr_assert_not_null(file);
    fputs("a\x1b[31m\tb\x07\x7f \xc2\x9b \u202e \u2066 \u200f \u061c \u2013 \u00e9", file);
    fclose(file);
    cr_expect_eq(source_line("/", path, 1, text), 0);
    unlink(path);
    cr_expect_str_eq(text, "a?[31m\tb?? ?? ??? ??? ??? ?? \u2013 \u00e9");
}

Test(source_line, a_long_line_counts_once)
{
    char path[] = "/tmp/racetrack-source-XXXXXX", text[LINE_SIZE];
    FILE *file = fdopen(mkstemp(path), "w");
    cr_assert_not_null(file);
    fprintf(file, "%*s\nnext\n", 5 * LINE_SIZE, "long");
    fclose(file);
    cr_expect_eq(source_line("/", path, 1, text), LINE_SIZE - 1);
    cr_expect_eq(source_line("/", path, 2, text), 0);
    unlink(path);
    cr_expect_str_eq(text, "next");
    cr_expect_eq(source_line("/", path, 1, text), -1);
    cr_expect_eq(source_line("/", "/", 1, text), -1);
}

/* A collector never writes these, but a program could. */
Test(tsan_report, garbled_events_are_harmless)
{
    static const char *const texts[] = {
        "[]",
        "[null]",
        "[1, \"x\", [], {}]",
        "[{\"report\": 7}]",
        "[{\"report\": {\"kind\": 3}}]",
        "[{\"report\": {\"kind\": \"data-race\", \"base\": \"x\", \"accesses\": 7}}]",
        "[{\"report\": {\"kind\": \"data-race\", \"base\": 0, \"accesses\": [{}, {}]}}]",
        "[{\"report\": {\"kind\": \"data-race\", \"base\": 0, \"accesses\": [{\"stack\": "
        "[9223372036854775807, "
        "-1, "
        "null, \"x\"], \"locks\": [{\"mutex\": 12}, 5]}, 3]}}]",
        "[{\"report\": {\"kind\": \"x\", \"base\": 0, \"accesses\": [], \"mutexes\": [{\"mutex\": "
        "\"x\", \"stack\": 1}], "
        "\"threads\": "
        "[{\"thread\": -5, \"parent\": {}}], \"locations\": [{\"type\": 1}], \"stacks\": [[], "
        "0]}}]",
        "[{\"report\": {\"kind\": \"data-race\", \"base\": -9223372036854775808, \"accesses\": "
        "[{\"thread\": 9223372036854775807, \"address\": -1, \"size\": 1e300, \"stack\": [1, "
        "2]}]}}]",
        "[{\"report\": {\"kind\": \"lock-order-inversion\", \"base\": 0, \"accesses\": [], "
        "\"mutexes\": [{\"mutex\": 0}, 1], "
        "\"stacks\": [{}, null, 3, [4]]}}]",
        "[{\"report\": {\"kind\": \"lock-order-inversion\", \"base\": 0, \"accesses\": []}}]",
        ("[{\"report\": {\"kind\": \"lock-order-inversion\", \"base\": 0, \"accesses\": [], "
         "\"mutexes\": null, \"stacks\": {}}}]"),
    };
    char program[512];
    snprintf(program, sizeof program, "%s/global", getenv("FIXTURES_BUILT"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *raw = json_loads(texts[i], 0, NULL), *reports;
        char *error = NULL;
        cr_assert_not_null(raw, "%s", texts[i]);
        const int code = reports_resolve(program, raw, &reports, &error);
        cr_expect(code == 0 || code == EINVAL, "%s: %d", texts[i], code);
        cr_expect_eq(code == 0, reports != NULL && error == NULL, "%s", texts[i]);
        FILE *nowhere = fopen("/dev/null", "w");
        reports_explain(reports, nowhere, true);
        fclose(nowhere);
        free(error);
        json_decref(reports);
        json_decref(raw);
    }
}

#define A_RACE "{\"report\": {\"kind\": \"data-race\", \"base\": 0, \"accesses\": []}}"

/* Red, were any object taken for a report. */
Test(tsan_report, what_the_collector_never_writes_is_refused)
{
    static const char *const texts[] = {
        "{}",
        "[1]",
        "[{}]",
        "[{\"report\": 7}]",
        "[{\"report\": {\"kind\": \"\", \"base\": 0, \"accesses\": []}}]",
        "[{\"report\": {\"kind\": \"DATA RACE\", \"base\": 0, \"accesses\": []}}]",
        "[{\"report\": {\"kind\": \"data-race\", \"accesses\": []}}]",
        "[{\"report\": {\"kind\": \"data-race\", \"base\": 0}}]",
        "[" A_RACE ", {\"report\": null}]",
    };
    char program[512];
    snprintf(program, sizeof program, "%s/global", getenv("FIXTURES_BUILT"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *raw = json_loads(texts[i], 0, NULL), *reports;
        char *error = NULL;
        cr_expect_eq(reports_resolve(program, raw, &reports, &error), EINVAL, "%s", texts[i]);
        cr_expect_null(reports);
        cr_expect_not_null(error);
        free(error);
        json_decref(raw);
    }
}

/* The words about a race on a variable with a name of that length; the caller frees them. */
static char *words_about(int length, bool colour)
{
    char name[TEXT], *words = NULL;
    size_t size = 0;
    snprintf(name, sizeof name, "%0*d", length, 0);
    json_t *reports =
        json_pack("[{s:s, s:s, s:s, s:[{s:s, s:s, s:[{s:s, s:i, s:i}]}, {s:s, s:s, s:[]}]}]",
                  "kind", "data-race", "headline", "data race: value", "variable", name, "accesses",
                  "access", "write", "thread", "T1", "stack", "file", "a.c", "line", 10, "column",
                  5, "access", "read", "thread", "T2", "stack");
    cr_assert_not_null(reports);
    FILE *out = open_memstream(&words, &size);
    reports_explain(reports, out, colour);
    fclose(out);
    json_decref(reports);
    return words;
}

/* Without the escapes it must be what is told where there is no colour. Red, were they cut with
 * the text, or did they count as columns. */
Test(tsan_report, colour_begins_and_ends_whatever_the_length)
{
    for (int length = 1; length < 120; length++) {
        char *plain = words_about(length, false), *strong = words_about(length, true);
        char *begin = strstr(strong, "\033[1m"), *end = strstr(strong, "\033[0m");
        cr_assert(begin != NULL && end != NULL && begin < end, "%d: %s", length, strong);
        memmove(end, end + 4, strlen(end + 4) + 1);
        memmove(begin, begin + 4, strlen(begin + 4) + 1);
        cr_expect_str_eq(strong, plain);
        free(plain);
        free(strong);
    }
}

/* Red, were all of them resolved. */
Test(tsan_report, of_very_many_reports_the_first_are_resolved)
{
    enum { WRITTEN = 20000 };
    char program[512];
    json_t *raw = json_array(), *report = json_loads(A_RACE, 0, NULL), *reports = NULL;
    char *error = NULL;
    snprintf(program, sizeof program, "%s/global", getenv("FIXTURES_BUILT"));
    for (int i = 0; i < WRITTEN; i++) {
        json_array_append(raw, report);
    }
    cr_assert_eq(reports_resolve(program, raw, &reports, &error), 0);
    cr_assert_eq(json_array_size(reports), 1);
    cr_expect_eq(json_integer_value(json_object_get(json_array_get(reports, 0), "count")),
                 MOST_REPORTS);
    cr_expect_eq(reports_left_out(raw), WRITTEN - MOST_REPORTS);
    json_decref(reports);
    json_decref(report);
    json_decref(raw);
}

/* Red, were TSan's own handler there: it would end the program with status 66. */
Test(tsan_report, a_crash_is_told_with_its_signal_and_place)
{
    char program[512], words[800];
    struct outcome outcome;
    snprintf(program, sizeof program, "%s/crashing", getenv("FIXTURES_BUILT"));
    const char *const arguments[] = {program, NULL};
    cr_assert_eq(run_watched(arguments, NULL, NULL, &usual_limits, &outcome), 0);
    cr_expect_eq(watched_ending(&outcome), ENDED_TOO_SOON);
    cr_expect_eq(outcome.ending, ENDED_SIGNAL);
    cr_expect_str_eq(watched_in_words(program, &outcome, &usual_limits, words, sizeof words),
                     "was killed by signal 11 (Segmentation fault) at "
                     "tests/tsan-report/crashing.c:7");
    outcome_release(&outcome);
}

/* The command, which REPORT names. Red, were a sentence on standard output. */
Test(tsan_report, of_a_crash_json_stays_json)
{
    char line[1024], said[1024];
    snprintf(line, sizeof line, "\"$REPORT\" --json \"$FIXTURES_BUILT/crashing\" 2>/dev/null");
    FILE *pipe = popen(line, "r");
    cr_assert_not_null(pipe);
    said[fread(said, 1, sizeof said - 1, pipe)] = '\0';
    cr_expect_eq(WEXITSTATUS(pclose(pipe)), 1);
    cr_expect_str_eq(said, "[]\n");
}

/* Red, were an error of opening or of writing lost: it ended with 1, as if the text were there. */
Test(tsan_report, a_text_that_cannot_be_kept_is_told)
{
    static const struct {
        const char *path, *says;
        int status;
    } all[] = {
        {"/dev/null", " reports): /dev/null\n", 1},
        {"/nowhere/text", "racetrack: /nowhere/text: No such file or directory\n", 3},
        {"/dev/full", "racetrack: /dev/full: No space left on device\n", 3},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char line[512], said[16384];
        snprintf(line, sizeof line, "\"$REPORT\" --text=%s \"$FIXTURES_BUILT/double_lock\" 2>&1",
                 all[i].path);
        FILE *pipe = popen(line, "r");
        cr_assert_not_null(pipe);
        said[fread(said, 1, sizeof said - 1, pipe)] = '\0';
        cr_expect_eq(WEXITSTATUS(pclose(pipe)), all[i].status);
        cr_expect_not_null(strstr(said, all[i].says), "%s: %s", all[i].path, said);
        cr_expect_eq(strstr(said, "The complete text") != NULL, all[i].status == 1, "%s", said);
    }
}

/* Writes no words, but goes through all of them. */
static void resolve_and_explain(const char *program, const json_t *raw)
{
    json_t *reports;
    char *error = NULL;
    if (reports_resolve(program, raw, &reports, &error) == 0) {
        FILE *nowhere = fopen("/dev/null", "w");
        reports_explain(reports, nowhere, true);
        fclose(nowhere);
        json_decref(reports);
    }
    free(error);
}

/* Events come through a pipe that a killed program leaves in the middle of a line. */
Test(tsan_report, events_cut_anywhere_are_harmless)
{
    char program[512];
    struct outcome outcome;
    snprintf(program, sizeof program, "%s/two_locks", getenv("FIXTURES_BUILT"));
    const char *const arguments[] = {program, NULL};
    cr_assert_eq(run_watched(arguments, NULL, NULL, &usual_limits, &outcome), 0);
    for (size_t length = outcome.events_length; length > 0; length -= length > 7 ? 7 : length) {
        struct outcome cut = outcome;
        cut.events = strndup(outcome.events, length);
        cut.events_length = length;
        json_t *raw = events_named(&cut, "report");
        resolve_and_explain(program, raw);
        json_decref(raw);
        free(cut.events);
    }
    outcome_release(&outcome);
}

Test(tsan_report, a_program_without_debug_information_is_an_error)
{
    json_t *raw = json_array(), *reports;
    char *error = NULL;
    cr_expect_eq(reports_resolve("/nowhere", raw, &reports, &error), ENOEXEC);
    cr_expect_not_null(strstr(error, "/nowhere"));
    free(error);
    cr_expect_eq(reports_resolve("/bin/sh", NULL, &reports, &error), ENOMEM);
    free(error);
    json_decref(raw);
}
