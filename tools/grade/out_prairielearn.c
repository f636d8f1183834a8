/*
 * out_prairielearn.c - a results.json for each student, as PrairieLearn's external graders write it
 * (https://prairielearn.readthedocs.io/en/latest/externalGrading/#grading-results). The score is
 * the share of all points. What can't be graded, or isn't there, is told to be not gradable, which
 * costs no attempt. There is none where an exercise has no verdict: the job has failed then.
 */
#include "common/text.h"
#include "grade/report.h"

#include <stdlib.h>
#include <string.h>

static json_t *test_of(const struct report_row *row)
{
    return json_pack("{s:s, s:s, s:f, s:f, s:s, s:s}", "name", row->name, "description", row->title,
                     "points", (double)row->grading->points / 100, "max_points",
                     (double)row->grading->most / 100, "message", row->title, "output", row->story);
}

/* Why nothing could be graded: a line for each exercise that was refused or isn't there. */
static json_t *errors_of(const struct report *report)
{
    json_t *errors = json_array();
    for (size_t i = 0; i < report->count; i++) {
        const char *verdict = report->rows[i].grading->verdict;
        if (strcmp(verdict, "missing") == 0 || strcmp(verdict, "refused") == 0) {
            json_array_append_new(errors, json_string(report->rows[i].story));
        }
    }
    return errors;
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    (void)student;
    struct report report = report_of(class, gradings);
    if (report.sum.unable == 0) {
        json_t *tests = json_array(), *errors = errors_of(&report);
        const bool gradable = json_array_size(errors) < report.count;
        for (size_t i = 0; i < report.count; i++) {
            json_array_append_new(tests, test_of(&report.rows[i]));
        }
        const double score =
            report.sum.most > 0 ? (double)report.sum.points / (double)report.sum.most : 0;
        json_t *results = json_pack("{s:b, s:f, s:s, s:o}", "gradable", gradable, "score", score,
                                    "message", report.summary, "tests", tests);
        if (!gradable) {
            json_object_set(results, "format_errors", errors);
        }
        json_decref(errors);
        put_json(out, results, 0);
        fputc('\n', out);
        json_decref(results);
    }
    report_release(&report);
}

const struct output output_prairielearn = {.file = "prairielearn/%s.json", .student = student};
