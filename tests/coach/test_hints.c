/*
 * test_hints.c - `coach hint`, `coach solution`, `coach about` and `coach after`, on made-up files.
 *
 * Each test says what would make it fail, should coach stop doing it.
 */
#include "fixture.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HINTS TICKETS "/hints.md"
#define SEEN "build/03-tickets/hints-seen"

static void enter(void)
{
    path_make_absolute("COACH");
    setenv("EDITOR", "vi", 1);
    sandbox_enter(false);
    exercise_make("03-tickets", "tickets");
    file_write(HINTS, "# Hints for 03 tickets\n\nRead one, try.\n\n1. What is sold\n   twice?\n"
                      "2. Who asks, who sells?\n\n3. Read `man 3 pthread_mutex_lock`.\n");
}

TestSuite(hint, .init = enter, .fini = sandbox_leave);
TestSuite(solution, .init = enter, .fini = sandbox_leave);
TestSuite(about, .init = enter, .fini = sandbox_leave);

/* Runs coach for 03-tickets. */
static struct ran coach(const char *command, const char *detail)
{
    const char *const arguments[] = {getenv("COACH"), command, "--", "03-tickets", detail, NULL};
    return run_here(arguments);
}

/* Expects that exit status, and each text among what is printed. NULL: nothing more. */
static void expect(struct ran ran, int status, const char *out, const char *err)
{
    cr_expect_eq(ran.status, status, "status %d: %s%s", ran.status, ran.out, ran.err);
    cr_expect_not_null(strstr(ran.out, out), "no \"%s\": %s", out, ran.out);
    cr_expect_not_null(strstr(ran.err, err), "no \"%s\": %s", err, ran.err);
    cr_expect(*err != '\0' || *ran.err == '\0', "%s", ran.err);
    ran_release(&ran);
}

/* Red, were what was seen not remembered, or the last one not given again. */
Test(hint, one_more_each_time)
{
    expect(coach("hint", NULL), 0, "hint 1 of 3\n\n  What is sold twice?\n", "");
    expect(coach("hint", NULL), 0, "hint 2 of 3\n\n  Who asks, who sells?\n", "");
    expect(coach("hint", NULL), 0, "hint 3 of 3\n\n  Read `man 3", "");
    expect(coach("hint", NULL), 0, "hint 3 of 3\n", "");
    cr_expect(file_is(SEEN, "3\n"));
}

/* Red, did an earlier one that is given again set back what was seen. */
Test(hint, an_earlier_one_again)
{
    expect(coach("hint", NULL), 0, "hint 1 of 3", "");
    expect(coach("hint", NULL), 0, "hint 2 of 3", "");
    expect(coach("hint", "1"), 0, "hint 1 of 3", "");
    expect(coach("hint", NULL), 0, "hint 3 of 3", "");
}

struct which_case {
    char which[24];
    char seen[24]; /* what stands in the file before; empty: there is none */
    int status;
    char says[60]; /* on standard output, or of the error */
};

/* Red, were a number not checked, or a garbled file believed. */
ParameterizedTestParameters(hint, which)
{
    static struct which_case cases[] = {
        {"2", "", 0, "hint 2 of 3"},
        {"", "1\n", 0, "hint 2 of 3"},
        {"0", "", 2, "there is no hint \"0\", only 1 to 3"},
        {"4", "", 2, "there is no hint \"4\", only 1 to 3"},
        {"-1", "", 2, "there is no hint \"-1\""},
        {"2x", "", 2, "there is no hint \"2x\""},
        {"two", "", 2, "there is no hint \"two\""},
        {"99999999999999999999", "", 2, "there is no hint"},
        {"", "many\n", 0, "hint 1 of 3"},
        {"", "-1\n", 0, "hint 1 of 3"},
        {"", "7\n", 0, "hint 1 of 3"},
    };
    return cr_make_param_array(struct which_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct which_case *asked, hint, which)
{
    if (asked->seen[0] != '\0') {
        file_write(SEEN, asked->seen);
    }
    const char *out = asked->status == 0 ? asked->says : "";
    const char *err = asked->status == 0 ? "" : asked->says;
    expect(coach("hint", asked->which), asked->status, out, err);
}

/* Red, were the hint kept back because it can't be remembered, or the error. */
Test(hint, that_cannot_be_remembered_is_given)
{
    mkdir(SEEN, 0777);
    expect(coach("hint", NULL), 3, "What is sold twice?", "hints-seen: Is a directory");
}

/* Red, did a file without a hint count as one. */
Test(hint, there_are_none)
{
    file_write(HINTS, "# Hints\n\nTen. 10 is no hint\n");
    expect(coach("hint", NULL), 2, "", "hints.md has no hints");
    unlink(HINTS);
    expect(coach("hint", NULL), 2, "", "git checkout -- " TICKETS "/hints.md");
}

static void make_solutions(void)
{
    file_write("solutions/03-tickets/lock.c", "with a lock\n");
    file_write("solutions/03-tickets/atomic.c", "atomic\n");
    file_write("solutions/03-tickets/README.md", "not a program\n");
}

static void fix(void)
{
    file_write(TICKETS "/tickets.c", MINE);
    result_make("03-tickets", "tickets", "fixed", "passed", "right");
}

/* Red, were they open before the fix is seen, or closed after. */
Test(solution, opens_with_the_fix)
{
    make_solutions();
    expect(coach("solution", NULL), 1, "", "the solutions open once make verify");
    result_make("03-tickets", "tickets", "not-fixed", "failed", "7 of 10");
    expect(coach("solution", NULL), 1, "", "fixed; try: make hint EX=3");
    fix();
    expect(coach("solution", NULL), 0,
           "--- " TICKETS "/tickets.c\n+++ solutions/03-tickets/atomic.c\n", "");
    expect(coach("solution", NULL), 0, "-my own work\n+with a lock\n", "");
    expect(coach("solution", NULL), 0, "solutions/03-tickets/README.md, make bench EX=3", "");
}

/* Red, did a verdict about an earlier file open them. */
Test(solution, a_stale_verdict_does_not_count)
{
    make_solutions();
    fix();
    file_write(TICKETS "/tickets.c", "edited since\n");
    expect(coach("solution", NULL), 1, "", "try: make verify EX=3");
}

Test(solution, who_teaches_can_force_them_open)
{
    make_solutions();
    expect(coach("solution", "force"), 0, "+with a lock", "");
}

/* Red, were diff run without a file to show. */
Test(solution, the_same_as_yours)
{
    file_write("solutions/03-tickets/lock.c", MINE);
    fix();
    expect(coach("solution", NULL), 0, "lock.c is the same as yours", "");
}

/* Red, were a handed-out kit to say that they open later. */
Test(solution, none_are_in_this_copy)
{
    expect(coach("solution", NULL), 3, "", "this copy of the kit has no solutions");
    fix();
    expect(coach("solution", NULL), 3, "", "this copy of the kit has no solutions");
}

Test(solution, nothing_is_to_be_fixed)
{
    file_write("build/03-tickets/contract.json", "{\"to_read\": true}");
    expect(coach("solution", NULL), 2, "", "nothing to fix");
    expect(coach("solution", "force"), 2, "", "nothing to fix");
}

/* Red, were the heading shown, or the marks of bold type, or more than two paragraphs. */
Test(about, how_it_begins)
{
    file_write(TICKETS "/README.md",
               "# 03 tickets\n\n**Invariant: no seat is\nsold twice.**\n\nThe story.\n\nMore.\n");
    expect(coach("about", NULL), 0,
           "03-tickets: untouched\n\n  Invariant: no seat is sold twice.\n\n  The story.\n\n"
           "  less " TICKETS "/README.md\n",
           "");
}

/* Red, did it leave out the reason, or need a README. */
Test(about, where_you_stand)
{
    result_make("03-tickets", "tickets", "not-fixed", "failed", "7 of 10");
    expect(coach("about", NULL), 0, "03-tickets: not fixed\n  total: 7 of 10\n", "");
    unlink(TICKETS "/tickets.c");
    expect(coach("about", NULL), 2, "trouble", "tickets.c is missing; try: make reset EX=3\n");
}

/* Red, were anything told of a file that isn't fixed as it is now. */
Test(about, what_comes_after_a_fix)
{
    exercise_make("04-next", "next");
    struct ran before = coach("after", NULL);
    cr_expect_str_eq(before.out, "");
    ran_release(&before);
    fix();
    expect(coach("after", NULL), 0, "make next              04-next\n", "");
    struct ran closed = coach("after", NULL);
    cr_expect_null(strstr(closed.out, "make solution"), "%s", closed.out);
    ran_release(&closed);
    make_solutions();
    expect(coach("after", NULL), 0, "make solution EX=3", "");
    file_write("exercises/04-next/next.c", MINE);
    result_make("04-next", "next", "fixed", "passed", "right");
    expect(coach("after", NULL), 0, "Nothing is left to fix.\n", "");
}
