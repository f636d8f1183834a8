/*
 * test_model.c - the game, without a terminal, on explored programs of the kit.
 *
 * EXPLORER names the command interleave. build/01-counter and its lock fix are built by the goal.
 */
#include "played.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char racy[] = "build/01-counter/other/exercises-01-counter-original";
static const char fixed[] = "build/01-counter/other/solutions-01-counter-lock";

static struct played played;

static void begin(const char *built)
{
    const struct explorer explorer = {.program = getenv("EXPLORER"), .seconds = 30};
    setlocale(LC_ALL, "C.UTF-8");
    const char *wrong = played_begin(&played, &explorer, "01-counter", built);
    cr_assert_null(wrong, "%s", wrong);
}

static void begin_racy(void)
{
    begin(racy);
}
static void begin_fixed(void)
{
    begin(fixed);
}
static void end(void)
{
    played_end(&played);
}
TestSuite(racy, .init = begin_racy, .fini = end);
TestSuite(fixed, .init = begin_fixed, .fini = end);

static void step(const char *letter)
{
    struct model *model = &played.model;
    const int thread = model_thread(model, letter);
    cr_assert_geq(thread, 0, "no thread %s", letter);
    model_choose(model, thread);
    model_do(model, ORDER_STEP);
}

static void expect_said(const char *words)
{
    cr_expect(strstr(played.model.message, words) != NULL, "\"%s\" is not in: %s", words,
              played.model.message);
}

/* Whether that thread is before line 30, where it reads the counter. */
static bool is_at_the_read(int thread)
{
    const struct stepping_thread *threads = played.model.state->threads;
    return threads[thread].has_place && threads[thread].place.line == 30;
}

/* Both counting threads go on, in turns, until each is before its read. */
static void step_to_the_reads(void)
{
    for (int i = 0; i < 50 && !(is_at_the_read(1) && is_at_the_read(2)); i++) {
        const int thread = 1 + i % 2;
        if (played.model.state->threads[thread].state == STEPPING_CAN_GO &&
            !is_at_the_read(thread)) {
            step(thread == 1 ? "A" : "B");
        }
    }
    cr_assert(is_at_the_read(1) && is_at_the_read(2));
}

Test(racy, says_what_there_is_to_win)
{
    cr_expect_eq(played.model.par.verdict, PAR_BREAKS);
    cr_expect_str_eq(played.model.par.failure, "wrong result");
    cr_expect(played.model.par.is_measured);
    cr_expect_eq(played.model.par.preemptions, 1, "%d preemptions", played.model.par.preemptions);
    expect_said("It can end in a wrong result, at the least in ");
}

Test(racy, is_won_by_the_lost_update)
{
    step_to_the_reads();
    step("A");
    cr_expect(!played.model.broken);
    step("B");
    cr_expect(!played.model.broken);
    step("B"); /* writes; then only A can go on, which has read before that */
    cr_expect(played.model.broken);
    cr_expect_str_eq(played.model.state->failure, "wrong result");
    expect_said("It breaks! ");
    expect_said("the simplest failure takes ");
}

/* Red, were each data race a win: this one comes out right. */
Test(racy, is_not_won_by_a_result_that_is_right)
{
    for (int i = 0; i < 200 && !played.model.state->ended; i++) {
        model_do(&played.model, ORDER_STEP);
    }
    cr_expect(played.model.state->ended);
    cr_expect(!played.model.broken, "%s", played.model.message);
    expect_said("the result came out right this time");
}

Test(racy, is_won_by_the_simplest_schedule)
{
    const char *wrong = played_to_a_win(&played);
    cr_expect_null(wrong, "%s", wrong);
}

Test(racy, is_as_short_as_the_story)
{
    const struct explorer explorer = {.program = getenv("EXPLORER"), .seconds = 30};
    const char *wrong = played_as_the_story(&played, &explorer);
    cr_expect_null(wrong, "%s", wrong);
}

Test(racy, goes_back_and_forwards)
{
    struct model *model = &played.model;
    const int begun = model->state->position;
    step_to_the_reads();
    const int at = model->state->position;
    step("A");
    cr_expect_eq(model->state->position, at + 1);
    model_do(model, ORDER_UNDO);
    cr_expect_eq(model->state->position, at);
    model_do(model, ORDER_FORWARD);
    cr_expect_eq(model->state->position, at + 1);
    model_do(model, ORDER_FORWARD);
    expect_said("nothing more that way");
    model_do(model, ORDER_TO_START);
    cr_expect_eq(model->state->position, 0);
    model_do(model, ORDER_BACK);
    expect_said("nothing more that way");
    model_do(model, ORDER_TO_END);
    cr_expect_eq(model->state->position, at + 1);
    model_do(model, ORDER_RESTART);
    cr_expect_eq(model->state->position, begun);
}

Test(racy, refuses_a_thread_that_waits)
{
    step_to_the_reads();
    const int at = played.model.state->position;
    step("M");
    cr_expect_eq(played.model.state->position, at);
    expect_said("main (M) can't go on now");
}

Test(racy, breaks_from_its_start_and_leads_there)
{
    struct model *model = &played.model;
    model_finish(model, 30);
    expect_said("It breaks: ");
    const int from = model->state->position;
    cr_expect_gt(model->state->length, from);
    model_do(model, ORDER_TO_END);
    cr_expect(model->broken, "%s", model->message);
}

Test(racy, saves_a_schedule_for_a_replay)
{
    char word[4096] = "";
    unlink("build/tests/played.schedule");
    played_to_a_win(&played);
    model_save(&played.model);
    expect_said("Saved in build/tests/played.schedule. Again: make replay SCHEDULE=@build/tests/");
    FILE *file = fopen("build/tests/played.schedule", "r");
    cr_assert_not_null(file);
    cr_expect_eq(fscanf(file, "%4095s", word), 1);
    fclose(file);
    cr_expect_str_eq(word, played.model.state->schedule);
    model_save(&played.model);
    expect_said("Saved in build/tests/played-2.schedule.");
    unlink("build/tests/played.schedule");
    unlink("build/tests/played-2.schedule");
}

Test(fixed, cannot_be_broken)
{
    struct model *model = &played.model;
    expect_said("It cannot be broken: proved");
    for (int i = 0; i < 200 && !model->state->ended; i++) {
        model_do(model, ORDER_STEP);
    }
    cr_expect(model->state->ended);
    cr_expect(!model->broken, "%s", model->message);
    expect_said("It ended well this time");
    model_do(model, ORDER_RESTART);
    cr_expect(played_cannot_break(&played, 30), "%s", model->message);
}
