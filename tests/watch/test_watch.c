/*
 * test_watch.c - watch at a terminal and without one, with a stand-in for make (make.sh), which
 * lets the student's file say what a check comes to.
 *
 * WATCH, COACH and STAND_IN name the programs. `make watch-tried` tries the same with the real
 * make. Nothing is waited for by the clock: a test reads what watch shows until the text that must
 * come is there, and fails if it hasn't come in a minute.
 */
#include "../coach/fixture.h"
#include "../message.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SOURCE TICKETS "/tickets.c"

static void enter(void)
{
    path_make_absolute("WATCH");
    path_make_absolute("COACH");
    path_make_absolute("STAND_IN");
    sandbox_enter(false);
    exercise_make("03-tickets", "tickets");
    exercise_make("04-next", "next");
    file_write(TICKETS "/hints.md", "1. Look closer.\n2. Closer still.\n");
}

TestSuite(watch, .init = enter, .fini = sandbox_leave, .timeout = 120);

/* A watch that runs, and what it has shown. */
struct watch {
    pid_t process;
    int terminal; /* or a pipe that it writes to */
    int keys;
    char shown[OUTPUT_SIZE];
    size_t length;
};

_Noreturn static void become_watch(void)
{
    static char make[4096], coach[4096];
    snprintf(make, sizeof make, "--make=%s", getenv("STAND_IN"));
    snprintf(coach, sizeof coach, "--coach=%s", getenv("COACH"));
    execl(getenv("WATCH"), "watch", make, coach, "03-tickets", (char *)NULL);
    _exit(127);
}

/* Starts one at a terminal of that size. */
static struct watch *watch_at_terminal(unsigned short rows, unsigned short columns)
{
    struct watch *watch = calloc(1, sizeof *watch);
    struct winsize size = {.ws_row = rows, .ws_col = columns};
    cr_assert_not_null(watch);
    watch->process = forkpty(&watch->terminal, NULL, NULL, &size);
    cr_assert_geq(watch->process, 0);
    if (watch->process == 0) {
        become_watch();
    }
    watch->keys = watch->terminal;
    return watch;
}

/* Starts one whose input and output are pipes. */
static struct watch *watch_at_pipes(void)
{
    struct watch *watch = calloc(1, sizeof *watch);
    int in[2], out[2];
    cr_assert(watch != NULL && pipe(in) == 0 && pipe(out) == 0);
    watch->process = fork();
    cr_assert_geq(watch->process, 0);
    if (watch->process == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        dup2(out[1], 2);
        close(in[1]);
        close(out[0]);
        become_watch();
    }
    close(in[0]);
    close(out[1]);
    watch->keys = in[1];
    watch->terminal = out[0];
    return watch;
}

/* Takes what it shows next; false at its end, or if nothing comes for a minute. */
static bool take(struct watch *watch)
{
    enum { MINUTE = 60000 };
    struct pollfd waits = {.fd = watch->terminal, .events = POLLIN};
    if (poll(&waits, 1, MINUTE) <= 0) {
        return false;
    }
    const size_t room = OUTPUT_SIZE - 1 - watch->length;
    const ssize_t length = read(watch->terminal, watch->shown + watch->length, room);
    if (length <= 0) {
        return false;
    }
    watch->length += (size_t)length;
    watch->shown[watch->length] = '\0';
    return true;
}

/* The page as it was drawn last, whole or not yet; without a terminal, everything. */
static const char *page(const struct watch *watch)
{
    const char *last = watch->shown;
    for (const char *at = last; (at = strstr(at, "\033[H")) != NULL; at++) {
        last = at;
    }
    return last;
}

/* Reads until the page shows that. */
static void expect(struct watch *watch, const char *text)
{
    while (strstr(page(watch), text) == NULL) {
        if (!take(watch)) {
            cr_assert_fail("no \"%s\" in:\n%s", text, page(watch));
        }
    }
}

static void expect_not(const struct watch *watch, const char *text)
{
    cr_expect_null(strstr(page(watch), text), "\"%s\" in:\n%s", text, page(watch));
}

static void type(const struct watch *watch, const char *keys)
{
    cr_assert_eq(write(watch->keys, keys, strlen(keys)), (ssize_t)strlen(keys));
}

/* Waits for its end and expects it to be a good one. */
static void expect_end(struct watch *watch)
{
    int status;
    while (take(watch)) {
    }
    cr_assert_eq(waitpid(watch->process, &status, 0), watch->process);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x:\n%s", (unsigned)status,
              page(watch));
    close(watch->terminal);
    free(watch);
}

static void finish(struct watch *watch)
{
    type(watch, "q\n");
    expect_end(watch);
}

/* How many checks were made. */
static int runs(void)
{
    int count = 0;
    char *text = file_read("runs");
    for (const char *at = text; at != NULL && (at = strchr(at, '\n')) != NULL; at++) {
        count++;
    }
    free(text);
    return count;
}

/* Red, were a save not seen, or the verdict of the file before still shown. */
Test(watch, each_save_is_checked)
{
    struct watch *watch = watch_at_terminal(24, 80);
    expect(watch, "not fixed yet");
    file_write(SOURCE, "fixed\n");
    expect(watch, "of fixed");
    expect_not(watch, "not fixed yet");
    expect(watch, "make next              04-next");
    file_write(SOURCE, "broken again\n");
    expect(watch, "of broken again");
    expect(watch, "not fixed yet");
    finish(watch);
}

/* Red, were the file watched in place of its folder. */
Test(watch, a_save_by_renaming_is_seen)
{
    struct watch *watch = watch_at_terminal(24, 80);
    expect(watch, "not fixed yet");
    file_write(TICKETS "/.tickets.c.swp", "an editor's\n");
    file_write(TICKETS "/4913", "fixed, renamed\n");
    cr_assert_eq(rename(SOURCE, TICKETS "/tickets.c~"), 0);
    cr_assert_eq(rename(TICKETS "/4913", SOURCE), 0);
    expect(watch, "of fixed, renamed");
    finish(watch);
}

/* Red, were a run not ended when the file changes, or something that it started left behind. */
Test(watch, a_save_in_the_middle_of_a_run)
{
    struct watch *watch = watch_at_terminal(24, 80);
    expect(watch, "not fixed yet");
    file_write(SOURCE, "hang\n");
    expect(watch, "checking: total");
    while (access("left", F_OK) != 0) {
        poll(NULL, 0, 1);
    }
    expect_not(watch, "not fixed yet");
    file_write(SOURCE, "fixed after all\n");
    expect(watch, "of fixed after all");
    char *left = file_read("left");
    cr_expect(left != NULL && kill((pid_t)atol(left), 0) != 0 && errno == ESRCH,
              "what it had started still runs");
    free(left);
    finish(watch);
}

struct end_case {
    char text[24];
    char shown[60];
};

/* Red, did a check that comes to nothing end watch, or leave a verdict. */
ParameterizedTestParameters(watch, without_a_result)
{
    static struct end_case cases[] = {
        {"crash\n", "no verdict: make verify could not check it"},
        {"silent\n", "nothing to say"},
        {"other\n", "no verdict: make verify could not check it"},
    };
    return cr_make_param_array(struct end_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct end_case *ended, watch, without_a_result)
{
    file_write(SOURCE, ended->text);
    struct watch *watch = watch_at_terminal(24, 80);
    expect(watch, ended->shown);
    expect_not(watch, "fixed");
    file_write(SOURCE, "fixed\n");
    expect(watch, "of fixed");
    finish(watch);
}

/* Red, were a missing file an end, or its coming back not seen. */
Test(watch, a_deleted_file)
{
    struct watch *watch = watch_at_terminal(24, 80);
    expect(watch, "not fixed yet");
    cr_assert_eq(unlink(SOURCE), 0);
    expect(watch, "tickets.c is missing; try: make reset EX=3");
    expect_not(watch, "not fixed yet");
    file_write(SOURCE, "fixed\n");
    expect(watch, "of fixed");
    finish(watch);
}

/* Red, did the second one check what the first has checked, or both at once. */
Test(watch, a_second_watch)
{
    struct watch *one = watch_at_terminal(24, 80);
    expect(one, "not fixed yet");
    struct watch *two = watch_at_terminal(24, 80);
    expect(two, "not fixed yet");
    cr_expect_eq(runs(), 1);
    file_write(SOURCE, "fixed\n");
    expect(one, "of fixed");
    expect(two, "of fixed");
    cr_expect_eq(runs(), 2);
    finish(one);
    file_write(SOURCE, "broken\n");
    expect(two, "of broken");
    finish(two);
}

/* Red, were a check made of a file of which the verdict is known; or v to make none. */
Test(watch, a_known_verdict_is_shown_at_once)
{
    result_make("03-tickets", "tickets", "not-fixed", "failed", "known before");
    struct watch *watch = watch_at_terminal(24, 80);
    expect(watch, "known before");
    cr_expect_eq(runs(), 0);
    type(watch, "v");
    expect(watch, "of the racy original");
    cr_expect_eq(runs(), 1);
    finish(watch);
}

Test(watch, keys)
{
    struct watch *watch = watch_at_terminal(24, 80);
    expect(watch, "not fixed yet");
    type(watch, "h");
    expect(watch, "hint 1 of 2");
    type(watch, "h");
    expect(watch, "Closer still.");
    type(watch, "\033[15~h"); /* F5 is no key of ours, and its letters aren't, either */
    expect(watch, "That is the last one");
    type(watch, "l");
    expect(watch, "03  tickets");
    type(watch, "s");
    expect(watch, "this copy of the kit has no solutions");
    type(watch, "e");
    expect(watch, "it can be broken");
    type(watch, "n");
    expect(watch, "04-next: exercises/04-next/next.c");
    type(watch, "\003"); /* Ctrl-C */
    expect_end(watch);
}

/* Red, were a line wider than the terminal, or the keys out of sight. */
Test(watch, a_small_terminal_scrolls)
{
    result_make("03-tickets", "tickets", "not-fixed", "failed",
                "one two three four five six seven eight nine ten eleven twelve thirteen");
    struct watch *watch = watch_at_terminal(6, 40);
    expect(watch, "more: space");
    expect_not(watch, "thirteen");
    type(watch, "  ");
    expect(watch, "thirteen");
    struct winsize size = {.ws_row = 30, .ws_col = 120};
    cr_assert_eq(ioctl(watch->terminal, TIOCSWINSZ, &size), 0);
    expect(watch, "q quit");
    expect(watch, "one two three");
    finish(watch);
}

struct colour_case {
    char no_color[4];
    char term[8];
    bool coloured;
    bool draws;
};

/* Red, were NO_COLOR or TERM not looked at. */
ParameterizedTestParameters(watch, colour)
{
    static struct colour_case cases[] = {
        {"", "xterm", true, true}, {"1", "xterm", false, true}, {"", "dumb", false, false}};
    return cr_make_param_array(struct colour_case, cases, sizeof cases / sizeof *cases);
}

ParameterizedTest(struct colour_case *wanted, watch, colour)
{
    setenv("NO_COLOR", wanted->no_color, 1);
    setenv("TERM", wanted->term, 1);
    struct watch *watch = watch_at_terminal(24, 80);
    expect(watch, "not fixed yet");
    cr_expect_eq(strstr(watch->shown, "\033[31m") != NULL, wanted->coloured);
    cr_expect_eq(strstr(watch->shown, "\033[H") != NULL, wanted->draws);
    finish(watch);
}

/* Red, were escape sequences written to a pipe, or the end of its input not an end. */
Test(watch, without_a_terminal)
{
    struct watch *watch = watch_at_pipes();
    type(watch, "h\n");
    expect(watch, "hint 1 of 2");
    expect(watch, "03-tickets: not fixed yet\n");
    file_write(SOURCE, "fixed\n");
    expect(watch, "03-tickets: fixed\n");
    expect_not(watch, "\033");
    close(watch->keys);
    expect_end(watch);
}

/* Red, did it end before what was asked for is told. */
Test(watch, without_input_it_checks_once)
{
    struct watch *watch = watch_at_pipes();
    close(watch->keys);
    expect(watch, "03-tickets: not fixed yet\n");
    expect_end(watch);
}

/* Red, were there a loop that doesn't look for signals. */
Test(watch, a_signal_ends_it_and_its_run)
{
    file_write(SOURCE, "hang\n");
    struct watch *watch = watch_at_pipes();
    while (access("left", F_OK) != 0) {
        poll(NULL, 0, 1);
    }
    cr_assert_eq(kill(watch->process, SIGTERM), 0);
    close(watch->keys);
    expect_end(watch);
    char *left = file_read("left");
    cr_expect(left != NULL && kill((pid_t)atol(left), 0) != 0 && errno == ESRCH);
    free(left);
}
