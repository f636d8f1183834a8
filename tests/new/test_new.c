/*
 * test_new.c - `make new`: what it makes holds at once, and what it can't make leaves no trace.
 *
 * KIT names the top of the kit, from which the model is copied; CC the compiler.
 */
#include "../coach/sandbox.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Runs a shell command, formatted as by printf; returns its exit status. */
__attribute__((format(printf, 1, 2))) static int shell(const char *format, ...)
{
    char command[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    const char *const words[] = {"sh", "-c", command, NULL};
    struct ran ran = run_here(words);
    const int status = ran.status;
    ran_release(&ran);
    return status;
}

static struct ran make_new(const char *name)
{
    char script[4096];
    snprintf(script, sizeof script, "%s/tools/new/new.sh", getenv("KIT"));
    const char *const arguments[] = {"sh", script, name, NULL};
    return run_here(arguments);
}

/* How much there is, in all three folders. */
static int entries(void)
{
    return entries_in("exercises") + entries_in("solutions") + entries_in("tests/wrong-fixes");
}

static void enter_as(bool without_privileges)
{
    path_make_absolute("KIT");
    sandbox_enter(false);
    cr_assert_eq(shell("mkdir -p tests/wrong-fixes exercises solutions &&"
                       "for top in exercises solutions tests/wrong-fixes; do"
                       "  cp -R \"$KIT/$top/01-counter\" $top || exit; done;"
                       "cp -R \"$KIT/exercises/lib\" exercises && mkdir -p tools/interleave &&"
                       "cp \"$KIT/tools/interleave/interleave_annotate.h\" tools/interleave &&"
                       "cp exercises/01-counter/original.c exercises/01-counter/counter.c &&"
                       "rm -f exercises/01-counter/*.yours*.c &&"
                       "mkdir -p kit/tools/interleave && cp -R \"$KIT/tools/new\" kit/tools &&"
                       "cp \"$KIT/tools/interleave/interleave.h\" kit/tools/interleave"),
                 0);
    setenv("KIT", "kit", 1);
    path_make_absolute("KIT");
    if (without_privileges) {
        sandbox_drop_privileges();
    }
}

static void enter(void)
{
    enter_as(false);
}

static void enter_without_privileges(void)
{
    enter_as(true);
}

TestSuite(new, .init = enter, .fini = sandbox_leave);
TestSuite(new_refused, .init = enter_without_privileges, .fini = sandbox_leave);

struct good_case {
    char name[32];
    char stem[32];
    char heading[40];
};

/* Red, were a file, or a name in a file, not renamed, or a line of C made too long. */
ParameterizedTestParameters(new, made)
{
    static struct good_case cases[] = {
        {"25-name", "name", "# 25 name\n"},
        {"00-first", "first", "# 00 first\n"},
        {"26-two-words", "two_words", "# 26 two words\n"},
        {"27-x2", "x2", "# 27 x2\n"},
        {"99-abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwx",
         "# 99 abcdefghijklmnopqrstuvwx\n"},
    };
    return cr_make_param_array(struct good_case, cases, sizeof cases / sizeof *cases);
}

/*
 * Builds a program from one of the new exercise's files and runs it until its total is wrong, but
 * not more often than that: on a busy machine, one run of a racy program may come out right.
 * Returns 1 if a total was wrong, 0 if none was.
 */
static int runs_wrong(const char *name, const char *source, int runs)
{
    return shell("$CC -std=c17 -D_POSIX_C_SOURCE=200809L -O0 -Wall -Wextra -Werror -pthread "
                 "-Iexercises/lib -o program %s exercises/%s/contract.c exercises/lib/main.c "
                 "exercises/lib/exercise.c exercises/lib/channel.c exercises/lib/proof.c || exit 9;"
                 "for run in $(seq %d); do ./program || exit; done",
                 source, name, runs);
}

static void expect_same_files(const char *name, const char *stem)
{
    /* Each file of the model is there under its new name, and none but those. */
    cr_expect_eq(shell("for top in exercises solutions tests/wrong-fixes; do"
                       "  (cd $top/01-counter && ls -A | sed 's/^\\(test_\\)*counter[.]c$/\\1%s.c/'"
                       "   | sort) >wanted;"
                       "  (cd $top/%s && ls -A | sort) >got; cmp wanted got || exit; done",
                       stem, name),
                 0, "the files of %s", name);
}

ParameterizedTest(struct good_case *good, new, made)
{
    const char *name = good->name, *stem = good->stem;
    char path[128];
    struct ran ran = make_new(name);
    cr_assert_eq(ran.status, 0, "status %d: %s", ran.status, ran.err);
    cr_expect_str_eq(ran.err, "");
    snprintf(path, sizeof path, "  make verify EX=%.2s ", name);
    cr_expect_not_null(strstr(ran.out, path), "%s", ran.out);
    ran_release(&ran);

    expect_same_files(name, stem);
    cr_expect_eq(shell("cmp exercises/%s/%s.c exercises/%s/original.c", name, stem, name), 0);
    cr_expect_neq(shell("grep -rn '01.counter\\|counter[.]c' exercises/%s solutions/%s "
                        "tests/wrong-fixes/%s | grep -v TODO",
                        name, name, name),
                  0, "a name of the model is left");
    cr_expect_eq(shell("grep -q TODO exercises/%s/README.md && grep -q TODO exercises/%s/hints.md",
                       name, name),
                 0);
    cr_expect_neq(shell("cat exercises/%s/*.c solutions/%s/*.c tests/wrong-fixes/%s/*.c | "
                        "grep '.\\{101\\}'",
                        name, name, name),
                  0, "a line is too long");
    snprintf(path, sizeof path, "exercises/%s/README.md", name);
    char *readme = file_read(path);
    cr_expect_eq(strncmp(readme, good->heading, strlen(good->heading)), 0, "%.60s", readme);
    free(readme);
}

struct program_case {
    char source[60];
    int runs;
    int wrong;
};

/* Red, were what is made not racy, its contract another's, or a fix not its own. */
ParameterizedTestParameters(new, programs)
{
    static struct program_case cases[] = {
        {"exercises/26-two-words/two_words.c", 50, 1},
        {"tests/wrong-fixes/26-two-words/volatile.c", 50, 1},
        {"solutions/26-two-words/lock.c", 1, 0},
        {"solutions/26-two-words/atomic.c", 1, 0},
        {"solutions/26-two-words/message.c", 1, 0},
    };
    return cr_make_param_array(struct program_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct program_case *program, new, programs)
{
    struct ran ran = make_new("26-two-words");
    ran_release(&ran);
    const int wrong = runs_wrong("26-two-words", program->source, program->runs);
    cr_expect_eq(wrong, program->wrong, "%s: %d", program->source, wrong);
    cr_expect_eq(shell("./program | grep -q '^26-two-words: '"), 0, "its contract");
}

/* Red, were the suite's name not one for C, or still the model's. */
Test(new, the_test_compiles)
{
    struct ran ran = make_new("26-two-words");
    ran_release(&ran);
    cr_expect_eq(shell("$CC -std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror "
                       "-fsyntax-only -Iexercises/lib -I\"$KIT/tools/interleave\" "
                       "exercises/26-two-words/test_two_words.c && "
                       "grep -q 'Test(two_words, ' exercises/26-two-words/test_two_words.c"),
                 0);
}

/* Red, were the maintainer's own counter.c, or what reset kept, copied. */
Test(new, the_original_is_copied)
{
    file_write("exercises/01-counter/counter.c", "fixed already\n");
    file_write("exercises/01-counter/counter.yours-2.c", "kept\n");
    struct ran ran = make_new("25-name");
    cr_expect_eq(ran.status, 0);
    cr_expect_eq(shell("cmp exercises/25-name/name.c exercises/25-name/original.c"), 0);
    cr_expect_not(file_is("exercises/25-name/name.c", "fixed already\n"));
    cr_expect_neq(shell("ls exercises/25-name/*yours*"), 0);
    ran_release(&ran);
}

struct bad_case {
    char name[40];
    char error[100];
};

/* Red, were one of the rules for names not checked. */
ParameterizedTestParameters(new, bad_names)
{
    static struct bad_case cases[] = {
        {"", "can't be the name of an exercise"},
        {"name", "can't be the name of an exercise"},
        {"25", "can't be the name of an exercise"},
        {"25-", "can't be the name of an exercise"},
        {"5-name", "can't be the name of an exercise"},
        {"125-name", "can't be the name of an exercise"},
        {"25_name", "can't be the name of an exercise"},
        {"25-Name", "can't be the name of an exercise"},
        {"25-2name", "can't be the name of an exercise"},
        {"25--name", "can't be the name of an exercise"},
        {"../25-name", "can't be the name of an exercise"},
        {"25-*", "can't be the name of an exercise"},
        {"-n", "can't be the name of an exercise"},
        {"25-naMe", "only lowercase letters"},
        {"25-na_me", "only lowercase letters"},
        {"25-na me", "only lowercase letters"},
        {"25-na/me", "only lowercase letters"},
        {"25-na.me", "only lowercase letters"},
        {"25-n\xc3\xa4me", "only lowercase letters"},
        {"25-name\nx", "only lowercase letters"},
        {"25-na'me", "only lowercase letters"},
        {"25-name-", "only lowercase letters"},
        {"25-na--me", "only lowercase letters"},
        {"25-original", "is a file that every exercise has"},
        {"25-contract", "is a file that every exercise has"},
        {"25-abcdefghijklmnopqrstuvwxy", "is too long; try: at most 24 letters"},
        {"01-name", "the number 01 is taken by exercises/01-counter; try: make new EX=02-name"},
        {"01-counter", "the number 01 is taken by exercises/01-counter"},
        {"25-counter", "the name counter is taken by exercises/01-counter"},
    };
    return cr_make_param_array(struct bad_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct bad_case *bad, new, bad_names)
{
    const int before = entries();
    struct ran ran = make_new(bad->name);
    cr_expect_eq(ran.status, 2, "status %d", ran.status);
    cr_expect_not_null(strstr(ran.err, bad->error), "%s", ran.err);
    cr_expect_not_null(strstr(ran.err, "; try: "), "%s", ran.err);
    cr_expect_eq(strncmp(ran.err, "racetrack: new: ", 16), 0, "%s", ran.err);
    cr_expect_eq(strchr(ran.err, '\n'), strrchr(ran.err, '\n'), "one line: %s", ran.err);
    cr_expect_str_eq(ran.out, "");
    cr_expect_eq(entries(), before, "something was made");
    ran_release(&ran);
}

/* Red, were only exercises/ looked at. */
Test(new, a_number_may_be_taken_by_what_was_left)
{
    file_write("solutions/25-old/lock.c", "");
    struct ran ran = make_new("25-name");
    cr_expect_eq(ran.status, 2);
    cr_expect_not_null(strstr(ran.err, "taken by solutions/25-old"), "%s", ran.err);
    cr_expect(file_is("solutions/25-old/lock.c", ""));
    ran_release(&ran);
}

Test(new, twice_is_refused_and_changes_nothing)
{
    struct ran ran = make_new("25-name");
    ran_release(&ran);
    file_write("exercises/25-name/name.c", "new work\n");
    ran = make_new("25-name");
    cr_expect_eq(ran.status, 2);
    cr_expect(file_is("exercises/25-name/name.c", "new work\n"));
    ran_release(&ran);
}

Test(new, without_the_model)
{
    cr_assert_eq(shell("rm -r solutions/01-counter"), 0);
    struct ran ran = make_new("25-name");
    cr_expect_eq(ran.status, 2);
    cr_expect_not_null(strstr(ran.err, "solutions/01-counter is missing, which this command"), "%s",
                       ran.err);
    ran_release(&ran);
}

struct closed_case {
    char path[40];
    mode_t mode;
};

/* Red, were a failure to write, or to read, passed over. */
ParameterizedTestParameters(new_refused, closed)
{
    static struct closed_case cases[] = {{"exercises", 0555},
                                         {"solutions", 0555},
                                         {"tests/wrong-fixes", 0555},
                                         {"exercises/01-counter/original.c", 0},
                                         {"solutions/01-counter/lock.c", 0}};
    return cr_make_param_array(struct closed_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct closed_case *closed, new_refused, closed)
{
    const int before = entries();
    cr_assert_eq(chmod(closed->path, closed->mode), 0);
    struct ran ran = make_new("25-name");
    cr_expect_eq(ran.status, 3, "status %d", ran.status);
    cr_expect_not_null(strstr(ran.err, "racetrack: new: 25-name can't be made: "), "%s", ran.err);
    cr_expect_eq(strchr(ran.err, '\n'), strrchr(ran.err, '\n'), "one line: %s", ran.err);
    cr_expect_eq(entries(), before, "something is left");
    ran_release(&ran);
}

/* Red, were a rename that fails passed over, or what was placed before it left. */
Test(new, a_rename_that_fails_leaves_nothing)
{
    enum { MOST_RENAMES = 40 };
    const int before = entries();
    file_write("bin/mv", "#!/bin/sh\necho >>renames\n"
                         "[ $(wc -l <renames) -ne $FAIL_AT ] || { echo refused >&2; exit 1; }\n"
                         "PATH=$REAL_PATH exec mv \"$@\"\n");
    cr_assert_eq(chmod("bin/mv", 0755), 0);
    char *folder = getcwd(NULL, 0), path[4096], number[8];
    snprintf(path, sizeof path, "%s/bin:%s", folder, getenv("PATH"));
    setenv("REAL_PATH", getenv("PATH"), 1);
    setenv("PATH", path, 1);
    int at = 0, status = 3;
    while (status == 3 && at < MOST_RENAMES) {
        snprintf(number, sizeof number, "%d", ++at);
        setenv("FAIL_AT", number, 1);
        remove("renames");
        struct ran ran = make_new("25-name");
        status = ran.status;
        cr_expect(status == 0 || entries() == before, "left by rename %d", at);
        cr_expect(status == 0 || strstr(ran.err, "refused; try: ") != NULL, "%s", ran.err);
        ran_release(&ran);
    }
    cr_expect_eq(status, 0);
    cr_expect_geq(at, 6, "only %d renames were tried", at - 1);
    free(folder);
}
