/* report.c - puts a student's results into words, once for all platforms; see report.h. */
#include "grade/report.h"

#include "common/text.h"
#include "grade/facts.h"
#include "grade/meaning.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 200, MOST_REPORTS = 3 };

static bool is(const struct grading *grading, const char *verdict)
{
    return strcmp(grading->verdict, verdict) == 0;
}

static const char *status_words(const char *status)
{
    if (strcmp(status, "by-luck") == 0) {
        return "not counted";
    }
    return strcmp(status, "unable") == 0 ? "no verdict" : status;
}

static void read_checks(const struct grading *grading, struct report_row *row)
{
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(grading->facts, "checks"), i, check)
    {
        if (i == sizeof row->checks / sizeof *row->checks) {
            break;
        }
        const char *status = facts_text(check, "status");
        row->checks[row->check_count++] = (struct report_check){
            .name = facts_text(check, "name"),
            .words = status_words(status),
            .summary = facts_text(check, "summary"),
            .passed = strcmp(status, "passed") == 0,
        };
    }
}

/* "counter.c:30 in count: read, holding no lock: long seen = value;" */
static void put_place(FILE *out, const json_t *place)
{
    size_t i;
    const json_t *lock;
    const json_t *locks = json_object_get(place, "locks");
    fprintf(out, "  %s:%ld", facts_text(place, "file"),
            (long)json_integer_value(json_object_get(place, "line")));
    if (facts_text(place, "function")[0] != '\0') {
        fprintf(out, " in %s", facts_text(place, "function"));
    }
    if (facts_text(place, "did")[0] != '\0') {
        fprintf(out, ": %s", facts_text(place, "did"));
    }
    if (json_is_array(locks) && json_array_size(locks) == 0) {
        fputs(", holding no lock", out);
    }
    json_array_foreach(locks, i, lock)
    {
        fprintf(out, "%s%s", i == 0 ? ", holding " : " and ",
                json_is_string(lock) ? json_string_value(lock) : "a lock");
    }
    if (facts_text(place, "source")[0] != '\0') {
        fprintf(out, ": %s", facts_text(place, "source"));
    }
    fputc('\n', out);
}

static void put_reports(FILE *out, const json_t *reports)
{
    size_t i, j;
    const json_t *report, *place;
    json_array_foreach(reports, i, report)
    {
        if (i == MOST_REPORTS) {
            fprintf(out, "and %zu more like these.\n", json_array_size(reports) - i);
            return;
        }
        fprintf(out, "%sThreadSanitizer reports: %s\n", i == 0 ? "\n" : "",
                facts_text(report, "headline"));
        json_array_foreach(json_object_get(report, "places"), j, place)
        {
            put_place(out, place);
        }
    }
}

/* The story of a schedule that fails: its steps in their order, and what kind of bug that is. */
static void put_schedule(FILE *out, const json_t *schedule)
{
    size_t i;
    const json_t *step;
    const json_t *steps = json_object_get(schedule, "steps");
    const bool named = facts_text(json_array_get(steps, 0), "name")[0] != '\0';
    if (json_array_size(steps) > 0) {
        fprintf(out, "\nAn order of steps in which it goes wrong%s:\n",
                named ? "" : " (M calls total, A is the first thread that it starts, B the next)");
    }
    json_array_foreach(steps, i, step)
    {
        if (i == MOST_STEPS) {
            fprintf(out, "and %zu more steps\n", json_array_size(steps) - i);
            break;
        }
        const long line = (long)json_integer_value(json_object_get(step, "line"));
        fprintf(out, "%4zu%s %s%s %s", i + 1,
                json_is_true(json_object_get(step, "wrong")) ? "✗" : " ", facts_thread(step),
                named ? ":" : "", facts_text(step, "words"));
        if (line > 0) {
            fprintf(out, " (%s:%ld)", facts_text(step, "file"), line);
        }
        fputc('\n', out);
    }
    if (facts_text(schedule, "sentence")[0] != '\0') {
        fprintf(out, "\n%s\n", facts_text(schedule, "sentence"));
    }
    if (facts_text(schedule, "decides")[0] != '\0') {
        fprintf(out, "%s\n", facts_text(schedule, "decides"));
    }
}

static void put_checks(FILE *out, const struct grading *grading)
{
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(grading->facts, "checks"), i, check)
    {
        const char *meaning = meaning_of_check(check);
        fprintf(out, "%s %s: %s\n", status_words(facts_text(check, "status")),
                facts_text(check, "name"), facts_text(check, "summary"));
        if (meaning[0] != '\0') {
            fprintf(out, "    %s\n", meaning);
        }
    }
}

static void put_story(FILE *out, const struct grading *grading)
{
    const json_t *facts = grading->facts;
    const char *meaning = meaning_of(facts_text(facts, "reason"));
    const char *compiler = facts_text(facts, "compiler");
    if (is(grading, "missing")) {
        fprintf(out, "%s.c was not handed in.\n", grading->assignment->stem);
        return;
    }
    if (is(grading, "refused")) {
        fprintf(out, "%s can't be graded: %s.\n", grading->submission->path,
                grading->submission->why);
        return;
    }
    if (is(grading, "unable")) {
        fputs("The machine could not judge it. That is not your fault, and no mark of zero.\n",
              out);
    }
    if (json_is_true(json_object_get(facts, "original"))) {
        fputs("This is the program as it was handed out: nothing has been changed yet.\n", out);
    }
    if (meaning[0] != '\0') {
        fprintf(out, "%s\n\n", meaning);
    }
    put_checks(out, grading);
    if (compiler[0] != '\0') {
        fprintf(out, "\nThe compiler says:\n%s%s", compiler,
                compiler[strlen(compiler) - 1] == '\n' ? "" : "\n");
    }
    put_reports(out, json_object_get(facts, "reports"));
    put_schedule(out, json_object_get(facts, "schedule"));
    if (grading->remark != NULL) {
        fprintf(out, "\n%s\n", grading->remark);
    }
}

/* What came out, in one line. The caller frees it. */
static char *title_of(const struct grading *grading)
{
    const char *reason = facts_text(grading->facts, "reason");
    if (is(grading, "fixed")) {
        return text_format("fixed");
    }
    if (is(grading, "missing")) {
        return text_format("not handed in");
    }
    if (is(grading, "refused")) {
        return text_format("can't be graded: %s", grading->submission->why);
    }
    if (is(grading, "unable")) {
        return text_format("no verdict: the machine could not judge it");
    }
    if (json_is_true(json_object_get(grading->facts, "original"))) {
        return text_format("not fixed: unchanged");
    }
    return text_format("not fixed: %s", meaning_name(reason));
}

static struct report_row row_of(const struct grading *grading)
{
    struct report_row row = {
        .name = grading->assignment->folder,
        .grading = grading,
        .reason = facts_text(grading->facts, "reason"),
        .passed = is(grading, "fixed"),
        .touched =
            !is(grading, "missing") && !json_is_true(json_object_get(grading->facts, "original")),
        .judged = !is(grading, "unable"),
        .title = title_of(grading),
    };
    size_t length = 0;
    FILE *story = open_memstream(&row.story, &length);
    if (story == NULL) {
        text_complain("grade", "out of memory", "run fewer programs at a time");
        exit(3);
    }
    read_checks(grading, &row);
    put_story(story, grading);
    fclose(story);
    return row;
}

struct report report_of(const struct class *class, const struct grading *gradings)
{
    char points[32], most[32];
    struct report report = {.rows = calloc(class->assignment_count + 1, sizeof *report.rows),
                            .count = class->assignment_count,
                            .sum = sum_of(class, gradings)};
    if (report.rows == NULL) {
        text_complain("grade", "out of memory", "run fewer programs at a time");
        exit(3);
    }
    for (size_t i = 0; i < report.count; i++) {
        report.rows[i] = row_of(&gradings[i]);
    }
    report.summary =
        text_format("%d of %zu fixed, %s of %s points", report.sum.fixed, report.count,
                    points_text(report.sum.points, points), points_text(report.sum.most, most));
    return report;
}

void report_release(struct report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        free(report->rows[i].title);
        free(report->rows[i].story);
    }
    free(report->rows);
    free(report->summary);
    *report = (struct report){0};
}

long report_whole(const struct grading *grading, long hundredths)
{
    return hundredths / grading->unit;
}
