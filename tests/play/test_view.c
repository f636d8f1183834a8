/*
 * test_view.c - what the player sees of a made-up state, at several sizes; what keys mean; how a
 * guess is marked. Needs no terminal and no program.
 */
#include "play/canvas.h"
#include "play/guess.h"
#include "play/keys.h"
#include "play/screen.h"
#include "play/source.h"
#include "play/view.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void begin(void)
{
    setlocale(LC_ALL, "C.UTF-8");
}
TestSuite(view, .init = begin);
TestSuite(canvas, .init = begin);
TestSuite(guess, .init = begin);

/* -- a canvas -- */

/* What the canvas holds, which the caller frees. */
static char *text_of(const struct canvas *canvas)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    cr_assert_not_null(out);
    canvas_print(canvas, out);
    fclose(out);
    return text;
}

/* Red, were a text cut by bytes, or one that is too long not marked. */
Test(canvas, cuts_by_columns)
{
    struct canvas canvas;
    canvas_make(&canvas, 3, 10);
    cr_expect_eq(canvas_put(&canvas, 0, 0, 6, PLAIN, "→→→→→→"), 6);
    cr_expect_eq(canvas_put(&canvas, 1, 0, 6, PLAIN, "→→→→→→→"), 6);
    cr_expect_eq(canvas_put(&canvas, 2, 8, 6, PLAIN, "abcdef"), 2);
    char *text = text_of(&canvas);
    cr_expect_str_eq(text, "→→→→→→\n→→→→→…\n        a…\n");
    free(text);
    canvas_release(&canvas);
}

/* Red, were a control character let through to the terminal. */
Test(canvas, shows_nothing_that_is_no_character)
{
    struct canvas canvas;
    canvas_make(&canvas, 1, 20);
    canvas_put(&canvas, 0, 0, 20, PLAIN, "a\033[2Jb\xff");
    char *text = text_of(&canvas);
    cr_expect_str_eq(text, "a?[2Jb?\n");
    free(text);
    canvas_release(&canvas);
}

Test(canvas, wraps_at_blanks)
{
    struct canvas canvas;
    canvas_make(&canvas, 4, 12);
    cr_expect_eq(canvas_put_wrapped(&canvas, 0, 0, 12, 4, PLAIN, "one two three fourteenletters"),
                 4);
    char *text = text_of(&canvas);
    cr_expect_str_eq(text, "one two\nthree\nfourteenlett\ners\n");
    free(text);
    canvas_release(&canvas);
    canvas_make(&canvas, 2, 8);
    cr_expect_eq(canvas_put_wrapped(&canvas, 0, 0, 8, 2, PLAIN, "one two three four"), 2);
    text = text_of(&canvas);
    cr_expect_str_eq(text, "one two\nthree f…\n");
    free(text);
    canvas_release(&canvas);
}

/* -- the view -- */

static struct stepping_thread threads[] = {
    {.letter = "M",
     .name = "main",
     .state = STEPPING_WAITS,
     .waits = "waits for the end of count 1 (A)",
     .has_place = true},
    {.letter = "A",
     .name = "count 1",
     .state = STEPPING_CAN_GO,
     .next = "writes value ← 1",
     .has_place = true},
    {.letter = "B",
     .name = "count 2",
     .state = STEPPING_CAN_GO,
     .next = "reads value → 0",
     .has_place = true},
    {.letter = "C", .name = "count 3", .state = STEPPING_ENDED},
    {.letter = "D", .name = "count 4", .state = STEPPING_WAITS, .waits = "waits for lock guard"},
};
static struct stepping_row rows[] = {
    {.thread = 1, .words = "reads value → 0", .choices = 1},
    {.thread = 2, .words = "reads value → 0", .choices = 1, .switched = true, .preempted = true},
    {.thread = 2, .words = "value ← 1", .choices = 1},
};
static struct stepping_variable variables[] = {
    {.name = "value", .value = "0", .shared = true, .changed = true},
    {.name = "of_one", .value = "7"},
};
static struct stepping_object objects[] = {{.name = "mutex guard", .owner = 1, .waiting = 1}};

static struct stepping_state state = {
    .position = 2,
    .length = 3,
    .threads = threads,
    .thread_count = 3,
    .rows = rows,
    .variables = variables,
    .variable_count = 2,
    .objects = objects,
    .object_count = 1,
    .switches = 1,
};

/* The view of the state, which the caller frees. */
static char *seen(int row_count, int columns, int thread_count, bool help)
{
    static char message[] = "Break it: choose who goes on.";
    struct canvas canvas;
    struct sources sources = {.count = 0};
    struct model model = {.state = &state, .chosen = 1, .message = message};
    const struct view view = {
        .title = "01-counter", .sources = &sources, .help = help, .unicode = true};
    state.thread_count = thread_count;
    for (size_t i = 0; i < 3; i++) {
        snprintf(threads[i].place.file, sizeof threads[i].place.file, "%s",
                 "exercises/01-counter/original.c");
        threads[i].place.line = 30;
    }
    canvas_make(&canvas, row_count, columns);
    view_draw(&view, &model, &canvas);
    char *text = text_of(&canvas);
    canvas_release(&canvas);
    sources_release(&sources);
    return text;
}

static void expect_seen(const char *text, const char *words)
{
    cr_expect(strstr(text, words) != NULL, "\"%s\" is not seen in:\n%s", words, text);
}

static void expect_fits(const char *text, int row_count)
{
    int lines = 0;
    for (const char *at = text; *at != '\0'; at++) {
        lines += *at == '\n' ? 1 : 0;
    }
    cr_expect_eq(lines, row_count, "%d lines:\n%s", lines, text);
}

Test(view, shows_threads_variables_and_steps)
{
    static const int sizes[][2] = {{24, 80}, {50, 200}, {30, 100}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *text = seen(sizes[i][0], sizes[i][1], 3, false);
        expect_fits(text, sizes[i][0]);
        expect_seen(text, "▶ A count 1");
        expect_seen(text, "writes value ← 1");
        expect_seen(text, "waits for the end");
        expect_seen(text, " 30▸ ");
        expect_seen(text, "long seen = value;");
        expect_seen(text, "mutex guard: held by A, 1");
        expect_seen(text, "value = 0");
        expect_seen(text, "2 ⇄ B reads value → 0");
        expect_seen(text, "3▸  B value ← 1"); /* not done again yet */
        expect_seen(text, "2 steps, 1 switch");
        expect_seen(text, "Break it: choose who goes on.");
        expect_seen(text, "quit");
        free(text);
    }
}

/* Where not all threads fit, those have a column that can go on; the others are named. */
Test(view, names_threads_that_do_not_fit)
{
    char *text = seen(24, 80, 5, false);
    expect_seen(text, "▶ A count 1");
    expect_seen(text, "  B count 2");
    expect_seen(text, "C count 3 (has ended)");
    expect_seen(text, "not shown:");
    free(text);
}

Test(view, fits_the_smallest_terminal)
{
    char *text = seen(SCREEN_LEAST_ROWS, SCREEN_LEAST_COLUMNS, 3, false);
    expect_fits(text, SCREEN_LEAST_ROWS);
    expect_seen(text, "A count 1");
    expect_seen(text, "Break it");
    free(text);
}

Test(view, help_names_each_key)
{
    char *text = seen(24, 80, 3, true);
    expect_seen(text, "undo: back to before your last decision");
    expect_seen(text, "finish: the explorer says");
    expect_seen(text, "does so by itself");
    free(text);
}

/* -- keys -- */

Test(keys, letters_are_threads_unless_they_are_commands)
{
    cr_expect_eq(key_meaning('A').action, ACT_LETTER);
    cr_expect_str_eq(key_meaning('b').letter, "B");
    cr_expect_str_eq(key_meaning('F').letter, "F");
    cr_expect_eq(key_meaning('f').action, ACT_FINISH);
    cr_expect_eq(key_meaning('q').action, ACT_QUIT);
    cr_expect_eq(key_meaning(KEY_IS_GONE).action, ACT_GONE);
    cr_expect_eq(key_meaning(KEY_IS_RESIZED).action, ACT_NOTHING);
    cr_expect_eq(key_meaning(0x20ac).action, ACT_NOTHING);
    cr_expect_eq(key_meaning(' ').order, ORDER_STEP);
    cr_expect_eq(key_meaning(KEY_IS_PAGE_UP).times, 10);
}

/* -- guesses -- */

static json_t *answer(bool whole)
{
    return json_pack("{s:s, s:i, s:b, s:[{s:i, s:i}, {s:i, s:i}], s:[{s:s, s:i}, {s:s, s:i}]}",
                     "verdict", "failed", "executions", 20, "whole", whole, "outcomes", "value", 1,
                     "count", 14, "value", 2, "count", 6, "found", "failure", "wrong result",
                     "count", 14, "failure", "data race", "count", 20);
}

Test(guess, reads_numbers_between_anything)
{
    struct guess guess;
    cr_expect(guess_read("1, 2;-3 x4", &guess));
    cr_expect_eq(guess.count, 4);
    cr_expect_eq(guess.values[2], -3);
    cr_expect(!guess_read("none - at all", &guess));
    cr_expect(!guess_read("99999999999999999999", &guess));
}

Test(guess, is_marked_against_all_results)
{
    struct guess guess;
    json_t *all = answer(true), *some = answer(false);
    guess_read("2 3", &guess);
    char *text = guess_marked(&guess, all);
    expect_seen(text, "1 in 14 of 20 schedules   you missed it");
    expect_seen(text, "2 in 6 of 20 schedules   you named it");
    expect_seen(text, "3 can't come, in no schedule");
    expect_seen(text, "also: data race in 20 of 20 schedules");
    expect_seen(text, "You named 1 of the 2 results.");
    free(text);
    text = guess_marked(&guess, some);
    expect_seen(text, "3 has not come, but not all was tried");
    expect_seen(text, "Not all schedules were tried.");
    free(text);
    json_decref(all);
    json_decref(some);
}
