/*
 * test_progress.c - `coach progress` and `coach next`: every state, told from made-up files.
 *
 * Each table says what would make its cases fail, should coach stop doing it.
 */
#include "fixture.h"
#include "kit/result.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <jansson.h>
#include <locale.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

extern char **environ;

static void enter(void)
{
    path_make_absolute("COACH");
    setenv("EDITOR", "vi", 1);
    sandbox_enter(false);
}

TestSuite(progress, .init = enter, .fini = sandbox_leave);
TestSuite(next, .init = enter, .fini = sandbox_leave);

/* What stands in place of the student's file, and which result there is. */
enum source { AS_IT_CAME, EDITED, EDITED_SINCE, NONE, A_FOLDER, A_PIPE, A_LINK, A_DEAD_LINK };
enum original { HAS_ORIGINAL, NO_ORIGINAL };

static void put_source(enum source source)
{
    static const char path[] = TICKETS "/tickets.c";
    if (source == EDITED || source == EDITED_SINCE) {
        file_write(path, MINE);
    } else if (source != AS_IT_CAME) {
        unlink(path);
    }
    if (source == A_FOLDER) {
        mkdir(path, 0777);
    } else if (source == A_PIPE) {
        mkfifo(path, 0666);
    } else if (source == A_LINK) {
        file_write("elsewhere.c", MINE);
        cr_assert_eq(symlink("../../elsewhere.c", path), 0);
    } else if (source == A_DEAD_LINK) {
        cr_assert_eq(symlink("nowhere.c", path), 0);
    }
}

struct state_case {
    enum source source;
    char verdict[12]; /* of the result; empty: there is none */
    char contract[24];
    enum original original;
    char row[110]; /* what follows "  03  tickets  " */
    int status;
    char error[140]; /* all of it, after "racetrack: 03-tickets: " */
};

#define FIX "{\"to_read\": false}"
#define READ "{\"to_read\": true}"
#define MEND "; try: rm -r build/03-tickets && make verify EX=3\n"

/*
 * Red, were the hash in the result not compared (EDITED_SINCE), the original not (AS_IT_CAME and
 * EDITED without a result), the verdict `unable` taken for `not-fixed`, or a pipe opened.
 */
ParameterizedTestParameters(progress, state)
{
    static struct state_case cases[] = {
        {AS_IT_CAME, "", FIX, HAS_ORIGINAL, "untouched\n", 0, ""},
        {AS_IT_CAME, "", "", HAS_ORIGINAL, "untouched\n", 0, ""},
        {AS_IT_CAME, "not-fixed", FIX, HAS_ORIGINAL, "not fixed   total: 7 of 10\n", 0, ""},
        {AS_IT_CAME, "to-read", FIX, HAS_ORIGINAL, "not fixed   total: 7 of 10\n", 0, ""},
        {EDITED, "", FIX, HAS_ORIGINAL, "changed, not checked yet\n", 0, ""},
        {EDITED, "fixed", FIX, HAS_ORIGINAL, "fixed\n", 0, ""},
        {EDITED, "fixed", FIX, NO_ORIGINAL, "fixed\n", 0, ""},
        {EDITED, "not-fixed", FIX, HAS_ORIGINAL, "not fixed   total: 7 of 10\n", 0, ""},
        {EDITED, "unable", FIX, HAS_ORIGINAL, "no verdict  not your fault: total: 7 of 10\n", 0,
         ""},
        {EDITED_SINCE, "fixed", FIX, HAS_ORIGINAL, "changed since its last check\n", 0, ""},
        {EDITED_SINCE, "not-fixed", FIX, HAS_ORIGINAL, "changed since its last check\n", 0, ""},
        {EDITED_SINCE, "unable", FIX, HAS_ORIGINAL, "changed since its last check\n", 0, ""},
        {AS_IT_CAME, "", READ, NO_ORIGINAL, "to read\n", 0, ""},
        {AS_IT_CAME, "to-read", READ, NO_ORIGINAL, "to read\n", 0, ""},
        {AS_IT_CAME, "", "", NO_ORIGINAL, "to read\n", 0, ""},
        {A_LINK, "", FIX, HAS_ORIGINAL, "changed, not checked yet\n", 0, ""},
        {A_LINK, "fixed", FIX, HAS_ORIGINAL, "fixed\n", 0, ""},
        {NONE, "", FIX, HAS_ORIGINAL, "trouble     tickets.c is missing\n", 2,
         "tickets.c is missing; try: make reset EX=3\n"},
        {A_DEAD_LINK, "", FIX, HAS_ORIGINAL, "trouble     tickets.c is missing\n", 2,
         "tickets.c is missing; try: make reset EX=3\n"},
        {A_FOLDER, "", FIX, HAS_ORIGINAL, "trouble     tickets.c is not a file\n", 2,
         "tickets.c is not a file; try: mv " TICKETS "/tickets.c " TICKETS
         "/tickets.c.away && make reset EX=3\n"},
        {A_PIPE, "", FIX, HAS_ORIGINAL, "trouble     tickets.c is not a file\n", 2,
         "tickets.c is not a file; try: mv " TICKETS "/tickets.c " TICKETS
         "/tickets.c.away && make reset EX=3\n"},
        {EDITED, "", FIX, NO_ORIGINAL,
         "trouble     original.c can't be read: No such file or directory\n", 2,
         "original.c can't be read: No such file or directory; try: git checkout -- " TICKETS
         "/original.c\n"},
        {EDITED, "passed", FIX, HAS_ORIGINAL,
         "trouble     build/03-tickets/result.json is garbled\n", 3,
         "build/03-tickets/result.json is garbled" MEND},
        {EDITED, "", "{", HAS_ORIGINAL, "trouble     build/03-tickets/contract.json is garbled\n",
         3, "build/03-tickets/contract.json is garbled" MEND},
        {EDITED, "", "[]", HAS_ORIGINAL, "trouble     build/03-tickets/contract.json is garbled\n",
         3, "build/03-tickets/contract.json is garbled" MEND},
        {EDITED, "", "{\"to_read\": 1}", HAS_ORIGINAL,
         "trouble     build/03-tickets/contract.json is garbled\n", 3,
         "build/03-tickets/contract.json is garbled" MEND},
    };
    return cr_make_param_array(struct state_case, cases, sizeof cases / sizeof *cases);
}

static void make_case(const struct state_case *made)
{
    exercise_make("03-tickets", "tickets");
    put_source(made->source == EDITED_SINCE ? AS_IT_CAME : made->source);
    if (*made->verdict != '\0') {
        const bool passed = strcmp(made->verdict, "fixed") == 0;
        const bool unable = strcmp(made->verdict, "unable") == 0;
        result_make("03-tickets", "tickets", made->verdict,
                    passed   ? "passed"
                    : unable ? "unable"
                             : "failed",
                    "7 of 10");
    }
    if (made->source == EDITED_SINCE) {
        put_source(EDITED);
    }
    if (made->original == NO_ORIGINAL) {
        unlink(TICKETS "/original.c");
    }
    if (*made->contract == '\0') {
        unlink("build/03-tickets/contract.json");
    } else {
        file_write("build/03-tickets/contract.json", made->contract);
    }
}

ParameterizedTest(struct state_case *expected, progress, state)
{
    make_case(expected);
    struct ran ran = coach_run("progress", NULL);
    char row[200], error[200] = "";
    snprintf(row, sizeof row, "\n  03  tickets  %s", expected->row);
    if (*expected->error != '\0') {
        snprintf(error, sizeof error, "racetrack: 03-tickets: %s", expected->error);
    }
    cr_expect_not_null(strstr(ran.out, row), "wanted:%s\ngot:\n%s", row, ran.out);
    cr_expect_str_eq(ran.err, error);
    cr_expect_eq(ran.status, expected->status, "status %d", ran.status);
    ran_release(&ran);
}

struct bad_file_case {
    char path[40];
    char text[60];
    char error[60];
};

/* Red, were a file read before it is looked at, or what Jansson says not checked. */
ParameterizedTestParameters(progress, unreadable_state)
{
    static struct bad_file_case cases[] = {
        {"build/03-tickets/result.json", "", "is garbled"},
        {"build/03-tickets/result.json", "\xff\xfe", "is garbled"},
        {"build/03-tickets/result.json", "{\"format\": \"racetrack-result-1\"", "is garbled"},
        {"build/03-tickets/result.json", "{\"format\": 7, \"verdict\": \"fixed\"}", "is garbled"},
        {"build/03-tickets/result.json", "{\"verdict\": \"fixed\"}", "is garbled"},
        {"build/03-tickets/result.json", "{\"format\": \"result-2\", \"verdict\": \"fixed\"}",
         "is garbled"},
        {"build/03-tickets/result.json", "\"fixed\"", "is garbled"},
        {"build/03-tickets/result.json", "FOLDER", "is not a file"},
        {"build/03-tickets/result.json", "PIPE", "is not a file"},
        {"build/03-tickets/contract.json", "", "is garbled"},
        {"build/03-tickets/contract.json", "FOLDER", "is not a file"},
        {"build/03-tickets", "a file", "can't be read: Not a directory"},
    };
    return cr_make_param_array(struct bad_file_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct bad_file_case *bad, progress, unreadable_state)
{
    exercise_make("02-windows", "windows");
    exercise_make("03-tickets", "tickets");
    remove("build/03-tickets/contract.json");
    if (strcmp(bad->path, "build/03-tickets") == 0) {
        remove(bad->path);
    }
    if (strcmp(bad->text, "FOLDER") == 0) {
        mkdir(bad->path, 0777);
    } else if (strcmp(bad->text, "PIPE") == 0) {
        mkfifo(bad->path, 0666);
    } else {
        file_write(bad->path, bad->text);
    }
    struct ran ran = coach_run("progress", NULL);
    cr_expect_not_null(strstr(ran.err, bad->error), "%s", ran.err);
    cr_expect_not_null(strstr(ran.err, "; try: rm -r build/03-tickets && make verify EX=3\n"));
    cr_expect_eq(strchr(ran.err, '\n'), strrchr(ran.err, '\n'), "one line: %s", ran.err);
    cr_expect_not_null(strstr(ran.out, "  02  windows  untouched\n"), "%s", ran.out);
    cr_expect_eq(ran.status, 3, "status %d", ran.status);
    ran_release(&ran);
}

/* Makes an exercise a letter: 01-a, 02-b, … */
static void make_states(const char *letters)
{
    for (int i = 0; letters[i] != '\0'; i++) {
        char folder[8], stem[2] = {(char)('a' + i)}, path[64];
        snprintf(folder, sizeof folder, "0%d-%s", (i + 1) % 10, stem);
        exercise_make(folder, stem);
        snprintf(path, sizeof path, "exercises/%s/%s.c", folder, stem);
        switch (letters[i]) {
        case 'F':
            file_write(path, MINE);
            result_make(folder, stem, "fixed", "passed", "right");
            break;
        case 'S': /* it was fixed, and has been edited since */
            result_make(folder, stem, "fixed", "passed", "right");
            file_write(path, MINE);
            break;
        case 'N':
            result_make(folder, stem, "not-fixed", "failed", "wrong");
            break;
        case 'C': /* it doesn't compile */
            file_write(path, MINE);
            result_failed(folder, stem, "builds", "does-not-build", "the compiler refuses it");
            break;
        case 'V':
            file_write(path, MINE);
            result_make(folder, stem, "unable", "unable", "no ThreadSanitizer");
            break;
        case 'M':
            unlink(path);
            break;
        case 'R': /* to read, as the contract says; and r: as seen without one */
        case 'r':
            snprintf(path, sizeof path, "exercises/%s/original.c", folder);
            unlink(path);
            snprintf(path, sizeof path, "build/%s/contract.json", folder);
            file_write(path, "{\"to_read\": true}");
            if (letters[i] == 'r') {
                unlink(path);
            }
            break;
        default: /* U: untouched */
            break;
        }
    }
}

struct next_case {
    char states[8];
    char says[8];
    int status;
};

/* Red, were one to read, or a stale result, taken for one to fix, or for a fixed one. */
ParameterizedTestParameters(next, choice)
{
    static struct next_case cases[] = {
        {"U", "01-a\n", 0},   {"FU", "02-b\n", 0},  {"RU", "02-b\n", 0},  {"rU", "02-b\n", 0},
        {"FSF", "02-b\n", 0}, {"FNF", "02-b\n", 0}, {"FVU", "02-b\n", 0}, {"FF", "02-b\n", 0},
        {"RFR", "02-b\n", 0}, {"FRr", "01-a\n", 0}, {"RR", "02-b\n", 0},  {"FMU", "", 2},
        {"UM", "01-a\n", 0},  {"", "", 2},
    };
    return cr_make_param_array(struct next_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct next_case *expected, next, choice)
{
    mkdir("exercises", 0777);
    make_states(expected->states);
    struct ran ran = coach_run("next", NULL);
    cr_expect_str_eq(ran.out, expected->says, "%s: %s", expected->states, ran.out);
    cr_expect_eq(ran.status, expected->status, "%s: status %d", expected->states, ran.status);
    cr_expect_eq(*ran.err == '\0', expected->status == 0, "%s: %s", expected->states, ran.err);
    ran_release(&ran);
}

struct block_case {
    char states[8];
    char heading[40];
    char block[260];
};

/* Red, were a command left out, or one shown that can't help. */
ParameterizedTestParameters(progress, what_to_type)
{
    static struct block_case cases[] = {
        {"FU", "Racetrack: 1 of 2 fixed\n",
         "\nNext, 02-b:\n  less exercises/02-b/README.md\n  make tsan EX=2\n"
         "  vi exercises/02-b/b.c\n  make verify EX=2\n"},
        {"FN", "Racetrack: 1 of 2 fixed\n",
         "\nNext, 02-b:\n  make tsan EX=2\n  vi exercises/02-b/b.c\n  make hint EX=2\n  make "
         "verify "
         "EX=2\n"},
        {"RFS", "Racetrack: 1 of 2 fixed, 1 to read\n", "\nNext, 03-c:\n  make verify EX=3\n"},
        {"FC", "Racetrack: 1 of 2 fixed\n",
         "\nNext, 02-b:\n  make run EX=2\n  vi exercises/02-b/b.c\n  make verify EX=2\n"},
        {"RU", "Racetrack: 0 of 1 fixed, 1 to read\n",
         "\nNext, read 01-a:\n  less exercises/01-a/README.md\n"
         "  make tsan EX=1\n\nThen, 02-b:\n  less exercises/02-b/README.md\n  make tsan EX=2\n"
         "  vi exercises/02-b/b.c\n  make verify EX=2\n"},
        {"RNU", "Racetrack: 0 of 2 fixed, 1 to read\n",
         "\n\nNext, 02-b:\n  make tsan EX=2\n  vi exercises/02-b/b.c\n  make hint EX=2\n  make "
         "verify "
         "EX=2\n"},
        {"V", "Racetrack: 0 of 1 fixed\n", "\nNext, 01-a:\n  make setup\n  make verify EX=1\n"},
        {"M", "Racetrack: 0 of 1 fixed\n", "\nNext, 01-a:\n  make reset EX=1\n"},
        {"FFR", "Racetrack: 2 of 2 fixed, 1 to read\n", "\nNothing is left to fix.\n"},
    };
    return cr_make_param_array(struct block_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct block_case *expected, progress, what_to_type)
{
    make_states(expected->states);
    struct ran ran = coach_run("progress", NULL);
    const size_t length = strlen(ran.out), block = strlen(expected->block);
    cr_expect_eq(strncmp(ran.out, expected->heading, strlen(expected->heading)), 0, "%s", ran.out);
    cr_expect(length > block && strcmp(ran.out + length - block, expected->block) == 0, "%s",
              ran.out);
    ran_release(&ran);
}

/* Red, were EX=2 said where choose.mk would ask which one is meant. */
Test(progress, two_of_a_number_are_told_apart)
{
    exercise_make("02-bank", "bank");
    exercise_make("02-bank-copy", "bank_copy");
    struct ran ran = coach_run("progress", NULL);
    cr_expect_not_null(strstr(ran.out, "make verify EX=02-bank\n"), "%s", ran.out);
    ran_release(&ran);
}

/* Red, were a hidden folder, a file, or lib/ taken for an exercise. */
Test(progress, only_folders_that_begin_with_a_digit_are_exercises)
{
    exercise_make("03-tickets", "tickets");
    file_write("exercises/lib/exercise.h", "");
    file_write("exercises/.new-04-x-1/x.c", "");
    file_write("exercises/05-notes", "");
    struct ran ran = coach_run("progress", NULL);
    cr_expect_not_null(strstr(ran.out, "0 of 1 fixed"), "%s", ran.out);
    cr_expect_eq(ran.status, 0);
    ran_release(&ran);
}

/* The columns of the widest line; -1 if something can't be shown. */
static int widest_line(char *text)
{
    static wchar_t wide[4096];
    int widest = 0;
    setlocale(LC_CTYPE, "C.UTF-8");
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        const size_t length = mbstowcs(wide, line, sizeof wide / sizeof *wide);
        const int columns = length == (size_t)-1 ? -1 : wcswidth(wide, length);
        if (columns < 0) {
            return -1;
        }
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

struct width_case {
    char piece[24]; /* the summary, 200 times */
    int columns;    /* of the line, when it is cut */
};

/* Red, were bytes counted, a character cut in two, or an escape sequence passed on. */
ParameterizedTestParameters(progress, width)
{
    static struct width_case cases[] = {
        {"x", 80},
        {"\u00e9", 80},
        {"\u6f22", 79},
        {"x\u6f22", 80},
        {"e\u0301", 80},
        {"\t", 80},
        {"\033[31m", 80},
        {"\xc2\x9b"
         "31m",
         80},
        {"a\nracetrack", 80},
        {"\U0001F3C1", 79},
    };
    return cr_make_param_array(struct width_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct width_case *expected, progress, width)
{
    enum { TIMES = 200 };
    char summary[TIMES * sizeof expected->piece] = "";
    for (int i = 0; i < TIMES; i++) {
        strcat(summary, expected->piece);
    }
    exercise_make("03-tickets", "tickets");
    result_make("03-tickets", "tickets", "not-fixed", "failed", summary);
    struct ran ran = coach_run("progress", NULL);
    char *block = strstr(ran.out, "\nNext");
    cr_assert_not_null(block);
    *block = '\0';
    cr_expect_not_null(strstr(ran.out, "…\n"), "%s", ran.out);
    const int columns = widest_line(ran.out);
    cr_expect_eq(columns, expected->columns, "%s: %d columns", expected->piece, columns);
    ran_release(&ran);
}

/* Red, were the actual total cut off: not even a long name takes its place. */
Test(progress, a_wrong_total_is_told_whole)
{
    exercise_make("09-transfer-audit", "transfer_audit");
    result_make("09-transfer-audit", "transfer_audit", "not-fixed", "failed",
                "2 threads x 1,000,000 increments: expected 2,000,000, actual 1,457,560");
    json_t *result = json_load_file("build/09-transfer-audit/result.json", 0, NULL);
    json_t *check = json_array_get(json_object_get(result, "checks"), 1);
    json_object_set_new(check, "reason", json_string("wrong-total"));
    json_object_set_new(check, "evidence",
                        json_pack("{s:[{s:i, s:i}, {s:i, s:i}]}", "runs", "expected", 2000000,
                                  "total", 2000000, "expected", 2000000, "total", 1457560));
    cr_assert_eq(result_write("build/09-transfer-audit/result.json", result), 0);
    json_decref(result);
    struct ran ran = coach_run("progress", NULL);
    cr_expect_not_null(strstr(ran.out, "  09  transfer-audit  not fixed   total: expected "
                                       "2,000,000, actual 1,457,560\n"),
                       "%s", ran.out);
    char *block = strstr(ran.out, "\nNext");
    cr_assert_not_null(block);
    *block = '\0';
    cr_expect_leq(widest_line(ran.out), 80);
    ran_release(&ran);
}

/* Red, were a long name not cut. */
Test(progress, a_long_name_is_cut)
{
    char folder[200] = "03-";
    memset(folder + 3, 'n', 190);
    exercise_make(folder, folder + 3);
    result_make(folder, folder + 3, "not-fixed", "failed", "expected 10, actual 7");
    struct ran ran = coach_run("progress", NULL);
    cr_expect_not_null(strstr(ran.out,
                              "  03  nnnnnnnnnnnnnnnnnnnnnnn…  not fixed   total: expected "
                              "10, actual 7\n"),
                       "%s", ran.out);
    ran_release(&ran);
}

/* Runs `coach progress` at a terminal; returns what it said there. */
static void run_at_terminal(char *said, size_t size)
{
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    const char *const arguments[] = {"timeout", "600", getenv("COACH"), "progress", NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, ptsname(terminal), O_RDWR | O_NOCTTY, 0);
    cr_assert_eq(
        posix_spawnp(&child, arguments[0], &actions, NULL, (char *const *)arguments, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    size_t length = 0;
    for (ssize_t got; (got = read(terminal, said + length, size - 1 - length)) > 0;) {
        length += (size_t)got;
    }
    said[length] = '\0';
    waitpid(child, NULL, 0);
    close(terminal);
}

struct colour_case {
    char no_color[4];
    bool no_color_set;
    char term[8];
    bool coloured;
};

/* Red, were NO_COLOR or TERM not looked at. */
ParameterizedTestParameters(progress, colour_at_a_terminal)
{
    static struct colour_case cases[] = {
        {"", false, "xterm", true},  {"", true, "xterm", true},  {"1", true, "xterm", false},
        {"0", true, "xterm", false}, {"", false, "dumb", false},
    };
    return cr_make_param_array(struct colour_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct colour_case *expected, progress, colour_at_a_terminal)
{
    static char said[65536];
    make_states("F");
    setenv("TERM", expected->term, 1);
    unsetenv("NO_COLOR");
    if (expected->no_color_set) {
        setenv("NO_COLOR", expected->no_color, 1);
    }
    run_at_terminal(said, sizeof said);
    cr_expect_not_null(strstr(said, "fixed"), "%s", said);
    cr_expect_eq(strchr(said, '\033') != NULL, expected->coloured, "%s", said);
}

/* Red, were the terminal not asked for. */
Test(progress, no_colour_in_a_file)
{
    make_states("F");
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    struct ran ran = coach_run("progress", NULL);
    cr_expect_null(strchr(ran.out, '\033'));
    ran_release(&ran);
}

struct wrong_use_case {
    char command[60]; /* for a shell */
    int status;
    char error[60];
};

/* Red, were a failure to write, or a word too many, passed over. */
ParameterizedTestParameters(progress, wrong_use)
{
    static struct wrong_use_case cases[] = {
        {"$COACH", 2, "try: coach --help\n"},
        {"$COACH bogus", 2, "try: coach --help\n"},
        {"$COACH reset", 2, "try: coach --help\n"},
        {"$COACH next 03-tickets", 2, "try: coach --help\n"},
        {"$COACH reset 03-tickets 04-x", 2, "try: coach --help\n"},
        {"$COACH hint 03-tickets 1 2", 2, "Too many arguments"},
        {"$COACH progress >/dev/full", 3, "can't be written"},
        {"$COACH next >/dev/full", 3, "can't be written"},
        {"cd exercises && $COACH progress", 2, "racetrack: exercises: No such file"},
        {"mv exercises e && touch exercises && $COACH next", 2, "Not a directory"},
    };
    return cr_make_param_array(struct wrong_use_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct wrong_use_case *expected, progress, wrong_use)
{
    exercise_make("03-tickets", "tickets");
    const char *const arguments[] = {"sh", "-c", expected->command, NULL};
    struct ran ran = run_here(arguments);
    cr_expect_eq(ran.status, expected->status, "%s: status %d", expected->command, ran.status);
    cr_expect_not_null(strstr(ran.err, expected->error), "%s: %s", expected->command, ran.err);
    ran_release(&ran);
}
