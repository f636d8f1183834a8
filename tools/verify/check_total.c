/*
 * check_total.c - is the final total right, natively, whatever the number of threads and the size?
 *
 * The full case comes first, and once more: it is the one that a racy program fails in every run
 * that was ever seen, and two runs make nearly nothing of what was not. Then one thread, and two
 * cases drawn from the seed, of which the one with more threads is never a small one. A long full
 * case is long enough: of a drawn one, all threads together do no more than half of that. What must
 * come out is told by the contract's own program, in which no line of the student's is linked. The
 * first case that fails ends it. With two processors, the full case comes alone first; once it was
 * right, it comes again beside the others (beside.h), unless many programs are judged side by side
 * anyway.
 */
#include "verify/beside.h"
#include "verify/verify.h"

#include "common/words.h"
#include "run/events.h"

#include <stdlib.h>
#include <string.h>

enum {
    FULL, /* as the contract has it */
    FULL_AGAIN,
    ONE_THREAD,
    DRAWN,
    CASES = DRAWN + 2,
    MOST_DRAWN_THREADS = 8,
    LONG_WORK = 1000, /* for one thread: less than that is never shared out */
    SEVERAL = 2,      /* threads, without which nothing overlaps */
    CASE_SIZE = 128
};

struct test_case {
    long threads;
    long work;
    long expected;
};

static long larger(long one, long other)
{
    return one > other ? one : other;
}

static long smaller(long one, long other)
{
    return one < other ? one : other;
}

static void draw_cases(const struct subject *subject, struct test_case cases[static CASES])
{
    unsigned short state[3];
    const json_t *full = json_object_get(subject->contract, "full");
    const long threads = (long)json_integer_value(json_object_get(full, "threads"));
    const long work = (long)json_integer_value(json_object_get(full, "work"));
    draw_begin(subject, state);
    for (int i = 0; i < CASES; i++) {
        cases[i] = (struct test_case){.threads = threads, .work = work};
    }
    cases[ONE_THREAD].threads = 1;
    for (int i = DRAWN; i < CASES; i++) {
        /* With two threads, one that does all the work could be the caller's helper. */
        const bool many = i == CASES - 1;
        cases[i].threads = draw(state, many ? 3 : 2, MOST_DRAWN_THREADS);
        const long share = larger(work * threads / cases[i].threads / 2, LONG_WORK);
        const long most = smaller(share, work);
        cases[i].work = draw(state, many ? (most + 1) / 2 : 1, most);
    }
}

/* Reads a number a case from what the contract printed; false if there are too few. */
static bool read_expected(const char *text, struct test_case cases[static CASES])
{
    for (int i = 0; i < CASES; i++) {
        char *end;
        cases[i].expected = strtol(text, &end, 10);
        if (end == text) {
            return false;
        }
        text = end;
    }
    return true;
}

/* Asks the contract what each case must come to; false if it doesn't say. */
static bool ask_expected(const struct subject *subject, struct test_case cases[static CASES])
{
    enum { NUMBERS = 2 * CASES };
    char numbers[NUMBERS][24];
    const char *arguments[1 + NUMBERS + 1] = {NULL};
    arguments[0] = subject->built.contract;
    for (size_t i = 0; i < NUMBERS; i++) {
        const struct test_case *of = &cases[i / 2];
        snprintf(numbers[i], sizeof numbers[i], "%ld", i % 2 == 0 ? of->threads : of->work);
        arguments[1 + i] = numbers[i];
    }
    const struct command command = {.arguments = arguments};
    struct outcome outcome;
    bool told = false;
    if (run_program(&command, &usual_limits, &outcome) == 0) {
        told = read_expected(outcome.printed, cases);
        outcome_release(&outcome);
    }
    return told;
}

/* "2 threads x 1,000,000 increments" */
static void case_in_words(const struct test_case *run, const struct subject *subject,
                          char words[static CASE_SIZE])
{
    const char *unit = json_string_value(json_object_get(subject->contract, "work_unit"));
    char work[GROUPED_SIZE];
    snprintf(words, CASE_SIZE, "%ld thread%s x %s %s", run->threads, plural(run->threads),
             grouped(run->work, work), unit != NULL ? unit : "");
}

/* Says what one run came to; true if it was right. */
static bool judge_run(const struct test_case *run, const struct outcome *outcome,
                      const struct subject *subject, struct finding *finding)
{
    char load[CASE_SIZE], words[200], want[GROUPED_SIZE], got[GROUPED_SIZE];
    struct reported_total reported;
    case_in_words(run, subject, load);
    if (!events_proven(outcome, "total")) {
        finding_set(finding, FAILED, "forges-result", "%s: it forges a total", load);
        return false;
    }
    if (!events_total(outcome, &reported)) {
        const char *reason = ending_reason(outcome);
        finding_set(finding, strcmp(reason, "machine") == 0 ? UNABLE : FAILED, reason,
                    "%s: the program %s", load,
                    no_total_in_words(outcome, &usual_limits, words, sizeof words));
        return false;
    }
    if (reported.total != run->expected) {
        finding_set(finding, FAILED, "wrong-total", "%s: %sexpected %s, actual %s", load,
                    left_in_words(&reported, words, sizeof words), grouped(run->expected, want),
                    grouped(reported.total, got));
        return false;
    }
    /* How many threads share the work is the program's choice, as long as there are several: a crew
       of four, or one for each processor, is as right for eight as for two. The caller may do a
       share itself, and one thread alone can leave it all to the caller. What is only there to be
       read need not be given its threads. */
    const bool to_read = json_is_true(json_object_get(subject->contract, "to_read"));
    if (!to_read && reported.started < smaller(run->threads - 1, SEVERAL)) {
        finding_set(finding, FAILED, "no-threads",
                    "%s: the total is right, but only %ld %s started", load, reported.started,
                    reported.started == 1 ? "thread was" : "threads were");
        return false;
    }
    return true;
}

static void note_run(const struct test_case *run, const struct outcome *outcome, json_t *runs)
{
    struct reported_total reported;
    json_t *note = json_pack("{s:I, s:I, s:I, s:f}", "threads", (json_int_t)run->threads, "work",
                             (json_int_t)run->work, "expected", (json_int_t)run->expected,
                             "seconds", outcome->clock_seconds);
    json_object_set_new(note, "total",
                        events_total(outcome, &reported) ? json_integer(reported.total)
                                                         : json_null());
    json_array_append_new(runs, note);
}

/* Runs one case; true if it was right. */
static bool run_case(const struct subject *subject, const struct test_case *run,
                     struct finding *finding)
{
    char threads[24], work[24];
    struct outcome outcome;
    const char *const program = subject->built.plain.program;
    snprintf(threads, sizeof threads, "%ld", run->threads);
    snprintf(work, sizeof work, "%ld", run->work);
    const char *const arguments[] = {program, threads, work, NULL};
    const struct command command = {.arguments = arguments, .sandbox = subject->sandbox};
    const int error = run_program(&command, &usual_limits, &outcome);
    if (error != 0) {
        finding_set(finding, UNABLE, "machine", "%s: %s", program, strerror(error));
        return false;
    }
    const bool right = judge_run(run, &outcome, subject, finding);
    note_run(run, &outcome, json_object_get(finding->evidence, "runs"));
    outcome_release(&outcome);
    return right;
}

/* Some of the cases, in a row. */
struct row {
    const struct subject *subject;
    const struct test_case *cases;
    int first, end;
};

/* Runs them up to the first that fails; true if all were right. */
static bool run_row(const struct row *row, struct finding *finding)
{
    bool right = true;
    for (int i = row->first; i < row->end && right; i++) {
        right = run_case(row->subject, &row->cases[i], finding);
    }
    return right;
}

/* The same in a process beside. */
static json_t *run_row_beside(const void *context)
{
    struct finding finding = {.evidence = json_pack("{s:[]}", "runs")};
    run_row(context, &finding);
    json_t *told = finding_json(&finding);
    finding_release(&finding);
    return told;
}

/* Adds what was found beside. Returns whether it was told; *right, whether all were right. */
static bool take_row(struct beside *beside, struct finding *finding, bool *right)
{
    json_t *told = beside_end(beside);
    if (told == NULL) {
        return false;
    }
    struct finding found;
    finding_read(told, &found);
    json_decref(told);
    json_t *runs = json_object_get(finding->evidence, "runs");
    json_array_extend(runs, json_object_get(found.evidence, "runs"));
    json_object_set(found.evidence, "runs", runs);
    finding_release(finding);
    *finding = found;
    *right = found.status == PASSED;
    return true;
}

/* Runs two rows at the same time; true if all were right. What the second one finds counts only if
 * the first one was right, as if it had come after it. */
static bool run_rows(const struct row *first, const struct row *second, struct finding *finding)
{
    struct beside beside[2];
    bool right = false;
    const bool one = beside_begin(&beside[0], run_row_beside, first) == 0;
    const bool both = one && beside_begin(&beside[1], run_row_beside, second) == 0;
    if (!one || !take_row(&beside[0], finding, &right)) {
        right = run_row(first, finding);
    }
    if (both && !right) {
        beside_stop(&beside[1]);
    }
    if (right && !(both && take_row(&beside[1], finding, &right))) {
        right = run_row(second, finding);
    }
    return right;
}

static bool run_cases(const struct subject *subject, const struct test_case cases[static CASES],
                      struct finding *finding)
{
    const struct row all = {subject, cases, 0, CASES};
    const struct row full = {subject, cases, 0, FULL_AGAIN};
    const struct row again = {subject, cases, FULL_AGAIN, ONE_THREAD};
    const struct row others = {subject, cases, ONE_THREAD, CASES};
    if (processors_here() < 2 || subject->sandbox != NULL) {
        return run_row(&all, finding);
    }
    return run_row(&full, finding) && run_rows(&again, &others, finding);
}

void check_total(const struct subject *subject, struct finding *finding)
{
    struct test_case cases[CASES];
    long most = 1;
    draw_cases(subject, cases);
    json_object_set_new(finding->evidence, "runs", json_array());
    if (!ask_expected(subject, cases)) {
        finding_set(finding, UNABLE, "machine", "%s doesn't print the expected total",
                    subject->built.contract);
        return;
    }
    for (int i = 0; i < CASES; i++) {
        most = larger(most, cases[i].threads);
    }
    if (run_cases(subject, cases, finding)) {
        finding_set(finding, PASSED, NULL, "right in %d runs, with 1 to %ld threads", CASES, most);
    }
}
