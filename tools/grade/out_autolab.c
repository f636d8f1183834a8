/*
 * out_autolab.c - what an autograder prints for Autolab, for each student: the stories, then a line
 * of JSON that Autolab shows as stages, then, as the last line, the scores
 * (https://docs.autolabproject.com/lab/, /features/formatted-feedback/). An exercise without a
 * verdict has no score there, which Autolab leaves as it was.
 */
#include "grade/report.h"

#include <stdlib.h>

/* {"race-free": {"passed": false, "hint": "data race"}} */
static json_t *stage_of(const struct report_row *row)
{
    json_t *stage = json_object();
    for (size_t i = 0; i < row->check_count; i++) {
        const struct report_check *check = &row->checks[i];
        json_t *result = json_pack("{s:b}", "passed", check->passed);
        if (!check->passed) {
            json_object_set_new(result, "hint", json_string(check->words));
        }
        json_object_set_new(stage, check->name, result);
    }
    return stage;
}

static void put_line(FILE *out, json_t *object)
{
    char *line = json_dumps(object, JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(9));
    fprintf(out, "%s\n", line != NULL ? line : "{}");
    free(line);
    json_decref(object);
}

static void put_stages(FILE *out, const struct report *report)
{
    json_t *stages = json_array();
    json_t *shown = json_pack("{s:s}", "_presentation", "semantic");
    for (size_t i = 0; i < report->count; i++) {
        if (report->rows[i].check_count > 0) {
            json_array_append_new(stages, json_string(report->rows[i].name));
            json_object_set_new(shown, report->rows[i].name, stage_of(&report->rows[i]));
        }
    }
    json_object_set_new(shown, "stages", stages);
    put_line(out, shown);
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    (void)student;
    struct report report = report_of(class, gradings);
    json_t *scores = json_object();
    for (size_t i = 0; i < report.count; i++) {
        const struct report_row *row = &report.rows[i];
        fprintf(out, "%s: %s\n%s\n", row->name, row->title, row->story);
        if (row->judged) {
            json_object_set_new(scores, row->name, json_real((double)row->grading->points / 100));
        }
    }
    fprintf(out, "%s\n", report.summary);
    put_stages(out, &report);
    put_line(out, json_pack("{s:o}", "scores", scores));
    report_release(&report);
}

const struct output output_autolab = {.file = "autolab/%s.txt", .student = student};
