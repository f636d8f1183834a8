/*
 * test_reset.c - `coach reset`: whatever happens, the student's work is still there.
 *
 * The fault tests preload tests/coach/faults.c, which fails or kills at each step in turn.
 */
#include "fixture.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOURCE TICKETS "/tickets.c"
#define YOURS TICKETS "/tickets.yours.c"

static void enter_as(bool without_privileges)
{
    path_make_absolute("COACH");
    path_make_absolute("FAULTS");
    sandbox_enter(without_privileges);
    exercise_make("03-tickets", "tickets");
    file_write(SOURCE, MINE);
}

static void enter(void)
{
    enter_as(false);
}

static void enter_without_privileges(void)
{
    enter_as(true);
}

TestSuite(reset, .init = enter, .fini = sandbox_leave);
TestSuite(reset_refused, .init = enter_without_privileges, .fini = sandbox_leave);
TestSuite(reset_faults, .init = enter, .fini = sandbox_leave);

/* Resets, and asserts the exit status. */
static void reset(const char *exercise, int status)
{
    struct ran ran = coach_run("reset", exercise);
    cr_assert_eq(ran.status, status, "status %d: %s%s", ran.status, ran.out, ran.err);
    ran_release(&ran);
}

/* Red, were the student's file not kept, or the draft left. */
Test(reset, keeps_yours_beside_the_original)
{
    struct ran ran = coach_run("reset", "03-tickets");
    cr_expect_eq(ran.status, 0);
    cr_expect_str_eq(ran.out, "03-tickets: tickets.c is the racy original again\n"
                              "  yours is kept in " YOURS "\n");
    cr_expect_str_eq(ran.err, "");
    cr_expect(file_is(SOURCE, ORIGINAL));
    cr_expect(file_is(YOURS, MINE));
    cr_expect(file_is(TICKETS "/original.c", ORIGINAL));
    cr_expect_eq(entries_in(TICKETS), 3);
    ran_release(&ran);
}

/* Red, were a file that is kept written over. */
Test(reset, never_writes_over_what_is_kept)
{
    char text[32], path[64];
    for (int i = 1; i <= 4; i++) {
        snprintf(text, sizeof text, "attempt %d\n", i);
        file_write(SOURCE, text);
        reset("03-tickets", 0);
    }
    cr_expect(file_is(YOURS, "attempt 1\n"));
    for (int i = 2; i <= 4; i++) {
        snprintf(text, sizeof text, "attempt %d\n", i);
        snprintf(path, sizeof path, TICKETS "/tickets.yours-%d.c", i);
        cr_expect(file_is(path, text), "%s", path);
    }
}

/* Red, were name.c and what is kept still one file: an editor that writes in place hits both. */
Test(reset, what_is_kept_is_a_file_of_its_own)
{
    reset("03-tickets", 0);
    file_write(SOURCE, "new work\n");
    cr_expect(file_is(YOURS, MINE));
    cr_expect(file_is(TICKETS "/original.c", ORIGINAL));
}

/* Red, were the original's time kept: make would run what was built from the student's file. */
Test(reset, make_sees_a_newer_file)
{
    const struct timespec long_ago[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    struct stat before, after;
    cr_assert_eq(utimensat(AT_FDCWD, TICKETS "/original.c", long_ago, 0), 0);
    cr_assert_eq(stat(SOURCE, &before), 0);
    reset("03-tickets", 0);
    cr_assert_eq(stat(SOURCE, &after), 0);
    cr_expect(after.st_mtim.tv_sec >= before.st_mtim.tv_sec);
}

/* Red, were an equal file kept, or a deleted one not brought back. */
Test(reset, nothing_to_reset)
{
    file_write(SOURCE, ORIGINAL);
    struct ran ran = coach_run("reset", "03-tickets");
    cr_expect_str_eq(ran.out, "03-tickets: nothing to reset: tickets.c is the original\n");
    cr_expect_eq(ran.status, 0);
    cr_expect_eq(entries_in(TICKETS), 2);
    ran_release(&ran);
}

Test(reset, a_deleted_file_comes_back)
{
    unlink(SOURCE);
    struct ran ran = coach_run("reset", "03-tickets");
    cr_expect_str_eq(ran.out, "03-tickets: tickets.c was missing; the racy original is back\n");
    cr_expect_eq(ran.status, 0);
    cr_expect(file_is(SOURCE, ORIGINAL));
    cr_expect_eq(entries_in(TICKETS), 2);
    ran_release(&ran);
}

/* Red, were the missing original.c an error, or none where there must be one. */
Test(reset, one_to_read_has_nothing_to_reset)
{
    unlink(TICKETS "/original.c");
    reset("03-tickets", 2);
    file_write("build/03-tickets/contract.json", "{\"to_read\": true}");
    struct ran ran = coach_run("reset", "03-tickets");
    cr_expect_str_eq(ran.out, "03-tickets: nothing to reset: this exercise is only for reading\n");
    cr_expect_eq(ran.status, 0);
    cr_expect(file_is(SOURCE, MINE));
    ran_release(&ran);
}

struct name_case {
    char name[40];
};

/* Red, were a path taken for an exercise's name. */
ParameterizedTestParameters(reset, no_such_exercise)
{
    static struct name_case cases[] = {{"03"},  {"tickets"},     {"04-x"},
                                       {""},    {"03-tickets/"}, {"../exercises/03-tickets"},
                                       {"lib"}, {"."},           {"a\nb"}};
    return cr_make_param_array(struct name_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct name_case *wrong, reset, no_such_exercise)
{
    file_write("exercises/lib/original.c", ORIGINAL);
    struct ran ran = coach_run("reset", wrong->name);
    cr_expect_eq(ran.status, 2, "status %d", ran.status);
    cr_expect_not_null(strstr(ran.err, "there is no such exercise; try: make progress\n"));
    cr_expect_eq(strchr(ran.err, '\n'), strrchr(ran.err, '\n'), "one line: %s", ran.err);
    cr_expect(file_is(SOURCE, MINE));
    ran_release(&ran);
}

/* Red, were a folder or a pipe opened, or moved away. */
Test(reset, a_folder_in_its_place_is_left_alone)
{
    unlink(SOURCE);
    file_write(SOURCE "/notes", MINE);
    reset("03-tickets", 2);
    cr_expect(file_is(SOURCE "/notes", MINE));
    cr_expect_eq(entries_in(TICKETS), 2);
}

Test(reset, a_pipe_in_its_place_is_left_alone)
{
    unlink(SOURCE);
    cr_assert_eq(mkfifo(SOURCE, 0666), 0);
    reset("03-tickets", 2);
    cr_expect_eq(entries_in(TICKETS), 2);
}

/* Red, were the file behind the link written to, or lost. */
Test(reset, a_symbolic_link_is_kept_as_it_is)
{
    unlink(SOURCE);
    file_write("elsewhere.c", MINE);
    cr_assert_eq(symlink("../../elsewhere.c", SOURCE), 0);
    reset("03-tickets", 0);
    struct stat status;
    cr_expect(file_is("elsewhere.c", MINE));
    cr_expect(file_is(YOURS, MINE));
    cr_expect(file_is(SOURCE, ORIGINAL));
    cr_expect(lstat(SOURCE, &status) == 0 && S_ISREG(status.st_mode));
}

Test(reset, a_link_to_nowhere_is_kept_too)
{
    char target[32] = "";
    unlink(SOURCE);
    cr_assert_eq(symlink("nowhere.c", SOURCE), 0);
    reset("03-tickets", 0);
    cr_expect(file_is(SOURCE, ORIGINAL));
    cr_expect_eq(readlink(YOURS, target, sizeof target - 1), 9);
    cr_expect_str_eq(target, "nowhere.c");
}

/* Red, were a link that leads nowhere taken for a free name. */
Test(reset, a_taken_name_may_be_a_link_to_nowhere)
{
    cr_assert_eq(symlink("../../outside.c", YOURS), 0);
    reset("03-tickets", 0);
    cr_expect_neq(access("outside.c", F_OK), 0);
    cr_expect(file_is(TICKETS "/tickets.yours-2.c", MINE));
}

/* Red, were the folder's own state needed: reset works on a garbled build/. */
Test(reset, needs_nothing_that_was_built)
{
    file_write("build/03-tickets/contract.json", "{");
    file_write("build/03-tickets/result.json", "{");
    reset("03-tickets", 0);
    cr_expect(file_is(YOURS, MINE));
}

/* Red, were the name not tried before name.c is touched. */
Test(reset, a_name_too_long_to_keep_a_second_one)
{
    enum { LONGEST = 250 };
    char stem[LONGEST + 1] = "", folder[LONGEST + 4], path[2 * LONGEST + 20], home[LONGEST + 20];
    memset(stem, 's', LONGEST);
    snprintf(folder, sizeof folder, "04-%s", stem);
    snprintf(path, sizeof path, "exercises/%s/%s.c", folder, stem);
    snprintf(home, sizeof home, "exercises/%s", folder);
    exercise_make(folder, stem);
    file_write(path, MINE);
    struct ran ran = coach_run("reset", folder);
    cr_expect_eq(ran.status, 3, "status %d", ran.status);
    cr_expect_not_null(strstr(ran.err, "File name too long"), "%s", ran.err);
    cr_expect(file_is(path, MINE));
    cr_expect_eq(entries_in(home), 2);
    ran_release(&ran);
}

/* Red, were the order of the steps another one. */
Test(reset_refused, an_unwritable_folder_loses_nothing)
{
    if (access(getenv("COACH"), X_OK) != 0) {
        cr_skip("the kit's folder is closed to other users");
    }
    cr_assert_eq(chmod(TICKETS, 0555), 0);
    struct ran ran = coach_run("reset", "03-tickets");
    cr_expect_eq(ran.status, 3, "status %d", ran.status);
    cr_expect_str_eq(ran.err,
                     "racetrack: 03-tickets: original.c can't be copied: Permission denied; "
                     "tickets.c is as it was; try: chmod u+w " TICKETS "\n");
    cr_expect(file_is(SOURCE, MINE));
    cr_expect_eq(entries_in(TICKETS), 2);
    ran_release(&ran);
}

/* Red, were it opened to be kept: a link needs no permission to read. */
Test(reset_refused, an_unreadable_or_readonly_file_is_kept)
{
    if (access(getenv("COACH"), X_OK) != 0) {
        cr_skip("the kit's folder is closed to other users");
    }
    cr_assert_eq(chmod(SOURCE, 0444), 0);
    reset("03-tickets", 0);
    cr_expect(file_is(YOURS, MINE));
    file_write(SOURCE, "more work\n");
    cr_assert_eq(chmod(SOURCE, 0), 0);
    reset("03-tickets", 0);
    cr_assert_eq(chmod(TICKETS "/tickets.yours-2.c", 0600), 0);
    cr_expect(file_is(TICKETS "/tickets.yours-2.c", "more work\n"));
}

/* Runs reset with a fault at one of its steps. */
static struct ran reset_with_fault(const char *fault, int at)
{
    char number[16];
    snprintf(number, sizeof number, "%d", at);
    setenv("LD_PRELOAD", getenv("FAULTS"), 1);
    setenv("FAULT", fault, 1);
    setenv("FAULT_AT", number, 1);
    struct ran ran = coach_run("reset", "03-tickets");
    unsetenv("LD_PRELOAD");
    return ran;
}

/* Removes what the last attempt left, and edits tickets.c anew, or deletes it. */
static void start_over(bool deleted)
{
    const char *const arguments[] = {"rm", "-rf", TICKETS, NULL};
    struct ran ran = run_here(arguments);
    ran_release(&ran);
    exercise_make("03-tickets", "tickets");
    file_write(SOURCE, MINE);
    if (deleted) {
        unlink(SOURCE);
    }
}

struct fault_case {
    bool poor;    /* a file system without links and without an exchange */
    bool deleted; /* tickets.c is missing */
};

ParameterizedTestParameters(reset_faults, killed_anywhere)
{
    static struct fault_case cases[] = {{false, false}, {true, false}, {false, true}, {true, true}};
    return cr_make_param_array(struct fault_case, cases, sizeof cases / sizeof *cases);
}

/*
 * Red, were the student's file renamed before it has a second name, the draft renamed over it
 * before that, or a second copy made of what a killed reset has kept already.
 */
ParameterizedTest(struct fault_case *fault, reset_faults, killed_anywhere)
{
    int status = 128 + 9, at = 0;
    if (fault->poor) {
        setenv("FAULT_POOR", "1", 1);
    }
    while (status == 128 + 9) {
        start_over(fault->deleted);
        struct ran ran = reset_with_fault("kill", ++at);
        status = ran.status;
        ran_release(&ran);
        if (!fault->deleted) {
            cr_expect_geq(files_holding(TICKETS, MINE), 1, "lost at step %d", at);
            cr_expect(file_is(SOURCE, MINE) || file_is(SOURCE, ORIGINAL), "at step %d", at);
        }
        reset("03-tickets", 0);
        cr_expect(file_is(SOURCE, ORIGINAL), "at step %d", at);
        if (!fault->deleted) {
            cr_expect_geq(files_holding(TICKETS, MINE), 1, "lost after step %d", at);
            cr_expect(fault->poor || files_holding(TICKETS, MINE) == 1, "twice, step %d", at);
        }
    }
    cr_expect_eq(status, 0);
    cr_expect_geq(at, 6, "only %d steps were tried", at - 1);
}

struct error_case {
    int error;
    bool poor;
};

/* Red, were a step's error passed over, or the draft or half a copy left behind. */
ParameterizedTestParameters(reset_faults, refused_anywhere)
{
    static struct error_case cases[] = {{ENOSPC, false}, {ENOSPC, true}, {EIO, false},
                                        {EIO, true},     {EPERM, false}, {EINVAL, false},
                                        {EROFS, true},   {EDQUOT, true}};
    return cr_make_param_array(struct error_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct error_case *refusal, reset_faults, refused_anywhere)
{
    enum { MORE_STEPS_THAN_THERE_ARE = 14 };
    char number[16];
    int refusals = 0;
    snprintf(number, sizeof number, "%d", refusal->error);
    if (refusal->poor) {
        setenv("FAULT_POOR", "1", 1);
    }
    for (int at = 1; at <= MORE_STEPS_THAN_THERE_ARE; at++) {
        start_over(false);
        struct ran ran = reset_with_fault(number, at);
        cr_expect_geq(files_holding(TICKETS, MINE), 1, "lost at step %d", at);
        if (ran.status == 0) {
            cr_expect(file_is(SOURCE, ORIGINAL), "step %d", at);
            cr_expect(file_is(YOURS, MINE), "step %d", at);
        } else {
            refusals++;
            cr_expect_eq(ran.status, 3, "step %d: status %d", at, ran.status);
            cr_expect(file_is(SOURCE, MINE), "step %d", at);
            cr_expect_eq(strncmp(ran.err, "racetrack: 03-tickets: ", 23), 0, "%s", ran.err);
            cr_expect_eq(strchr(ran.err, '\n'), strrchr(ran.err, '\n'), "one line: %s", ran.err);
            cr_expect_not_null(strstr(ran.err, "tickets.c is as it was; try: "), "%s", ran.err);
            cr_expect_eq(files_holding(TICKETS, MINE) + files_holding(TICKETS, ORIGINAL),
                         entries_in(TICKETS), "a draft or half a copy is left by step %d", at);
        }
        ran_release(&ran);
    }
    cr_expect_geq(refusals, 3, "only %d steps refused", refusals);
}

/* Red, were a copy written over another where there are no links. */
Test(reset_faults, without_links_nothing_is_written_over_either)
{
    setenv("FAULT_POOR", "1", 1);
    for (int i = 1; i <= 3; i++) {
        file_write(SOURCE, i == 1 ? "first\n" : i == 2 ? "second\n" : "third\n");
        struct ran ran = reset_with_fault("none", 0);
        cr_expect_eq(ran.status, 0, "%s", ran.err);
        cr_expect(file_is(SOURCE, ORIGINAL));
        ran_release(&ran);
    }
    cr_expect(file_is(YOURS, "first\n"));
    cr_expect(file_is(TICKETS "/tickets.yours-2.c", "second\n"));
    cr_expect(file_is(TICKETS "/tickets.yours-3.c", "third\n"));
    cr_expect_eq(entries_in(TICKETS), 5);
}

/* Red, were what is in the draft after the exchange not looked at before it goes. */
Test(reset_faults, what_an_editor_saves_meanwhile_is_kept_too)
{
    setenv("FAULT_EDITOR", SOURCE, 1);
    struct ran ran = reset_with_fault("none", 0);
    cr_expect_eq(ran.status, 0);
    cr_expect(file_is(SOURCE, ORIGINAL));
    cr_expect(file_is(YOURS, MINE));
    cr_expect(file_is(TICKETS "/tickets.yours-2.c", "saved meanwhile\n"));
    cr_expect_not_null(strstr(ran.out, "tickets.yours-2.c"), "%s", ran.out);
    cr_expect_eq(entries_in(TICKETS), 4);
    ran_release(&ran);
}
