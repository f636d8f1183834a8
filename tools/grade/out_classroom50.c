/*
 * out_classroom50.c - a result.json for each student, as Classroom 50's runner reads it
 * (classroom50/result/v1, https://github.com/foundation50/classroom50/wiki/Advanced-Autograding).
 * Whose it is, of which commit and when, only the runner knows: the autograder adds it. There is
 * none for a student of whom an exercise has no verdict: without one, the runner reports an error.
 */
#include "grade/report.h"

static json_t *test_of(const struct report_row *row)
{
    return json_pack("{s:s, s:b, s:I, s:I, s:s, s:s}", "test-name", row->name, "passed",
                     row->passed, "score",
                     (json_int_t)report_whole(row->grading, row->grading->points), "max-score",
                     (json_int_t)report_whole(row->grading, row->grading->most), "message",
                     row->title, "output", row->story);
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    (void)student;
    struct report report = report_of(class, gradings);
    if (report.sum.unable == 0) {
        json_int_t score = 0, most = 0;
        json_t *tests = json_array();
        for (size_t i = 0; i < report.count; i++) {
            score += report_whole(&gradings[i], gradings[i].points);
            most += report_whole(&gradings[i], gradings[i].most);
            json_array_append_new(tests, test_of(&report.rows[i]));
        }
        json_t *result = json_pack("{s:s, s:I, s:I, s:o}", "schema", "classroom50/result/v1",
                                   "score", score, "max-score", most, "tests", tests);
        put_json(out, result, 0);
        fputc('\n', out);
        json_decref(result);
    }
    report_release(&report);
}

const struct output output_classroom50 = {.file = "classroom50/%s.json", .student = student};
