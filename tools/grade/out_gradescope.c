/*
 * out_gradescope.c - a results.json for each student, as Gradescope's autograders write it
 * (https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format). There is none for
 * a student of whom an exercise has no verdict: it would be taken for a mark of zero.
 *
 * execution_time differs in every run, so run_autograder adds it.
 */
#include "common/text.h"
#include "grade/report.h"

#include <stdlib.h>
#include <string.h>

/* The tags of the weights' file, and what is wrong: "data-race". */
static json_t *tags_of(const struct report_row *row)
{
    json_t *tags = json_array();
    char *copy = text_format("%s", row->grading->tags);
    for (char *rest = copy, *word; (word = strtok_r(rest, " \t", &rest)) != NULL;) {
        json_array_append_new(tags, json_string(word));
    }
    free(copy);
    if (row->reason[0] != '\0') {
        json_array_append_new(tags, json_string(row->reason));
    }
    return tags;
}

static json_t *test_of(const struct report_row *row, size_t number)
{
    char *digits = text_format("%zu", number);
    json_t *test = json_pack(
        "{s:f, s:f, s:s, s:s, s:s, s:s, s:s, s:s}", "score", (double)row->grading->points / 100,
        "max_score", (double)row->grading->most / 100, "status", row->passed ? "passed" : "failed",
        "name", row->name, "number", digits, "output", row->story, "output_format", "text",
        "visibility", row->grading->visibility);
    json_t *tags = tags_of(row);
    if (json_array_size(tags) > 0) {
        json_object_set(test, "tags", tags);
    }
    json_decref(tags);
    free(digits);
    return test;
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    (void)student;
    struct report report = report_of(class, gradings);
    if (report.sum.unable == 0) {
        json_t *tests = json_array();
        for (size_t i = 0; i < report.count; i++) {
            json_array_append_new(tests, test_of(&report.rows[i], i + 1));
        }
        json_t *results =
            json_pack("{s:f, s:s, s:s, s:s, s:s, s:o}", "score", (double)report.sum.points / 100,
                      "output", report.summary, "output_format", "text", "visibility", "visible",
                      "stdout_visibility", "hidden", "tests", tests);
        put_json(out, results, 0);
        fputc('\n', out);
        json_decref(results);
    }
    report_release(&report);
}

const struct output output_gradescope = {.file = "gradescope/%s.json", .student = student};
