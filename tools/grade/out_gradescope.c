/*
 * out_gradescope.c - a results.json for each student, as Gradescope's autograders write it
 * (https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format). There is none for
 * a student of whom an exercise has no verdict: it would be taken for a mark of zero.
 */
#include "coach/text.h"
#include "grade/facts.h"
#include "grade/show.h"

#include <stdlib.h>
#include <string.h>

/* The steps of the schedule that failed, a line each, and what kind of bug that is, behind the
 * words, which it frees. */
static char *with_story(char *words, const json_t *schedule)
{
    size_t i;
    const json_t *step;
    json_array_foreach(json_object_get(schedule, "steps"), i, step)
    {
        char *longer = text_format("%s%s%4zu%s %s %s (line %ld)\n", words, i == 0 ? "\n" : "",
                                   i + 1, json_is_true(json_object_get(step, "wrong")) ? "✗" : " ",
                                   facts_text(step, "thread"), facts_text(step, "words"),
                                   (long)json_integer_value(json_object_get(step, "line")));
        free(words);
        words = longer;
    }
    if (facts_text(schedule, "sentence")[0] != '\0') {
        char *longer = text_format("%s\n%s\n", words, facts_text(schedule, "sentence"));
        free(words);
        words = longer;
    }
    return words;
}

/* What a test says: a line for each check, and the story of a schedule that fails. The caller frees
 * it. */
static char *words_of(const struct grading *grading)
{
    size_t i;
    const json_t *check;
    if (strcmp(grading->verdict, "missing") == 0) {
        return text_format("%s.c was not handed in", grading->assignment->stem);
    }
    if (strcmp(grading->verdict, "refused") == 0) {
        return text_format("%s can't be graded: %s", grading->submission->path,
                           grading->submission->why);
    }
    char *words = text_format("%s", facts_text(grading->facts, "compiler"));
    json_array_foreach(json_object_get(grading->facts, "checks"), i, check)
    {
        char *longer = text_format("%s%s %s: %s\n", words, facts_text(check, "status"),
                                   facts_text(check, "name"), facts_text(check, "summary"));
        free(words);
        words = longer;
    }
    return with_story(words, json_object_get(grading->facts, "schedule"));
}

static json_t *test_of(const struct grading *grading, size_t number)
{
    char *words = words_of(grading);
    char *digits = text_format("%zu", number);
    const bool fixed = strcmp(grading->verdict, "fixed") == 0;
    json_t *test =
        json_pack("{s:f, s:f, s:s, s:s, s:s, s:s, s:s, s:s}", "score",
                  (double)grading->points / 100, "max_score", (double)grading->most / 100, "status",
                  fixed ? "passed" : "failed", "name", grading->assignment->folder, "number",
                  digits, "output", words, "output_format", "text", "visibility", "visible");
    free(digits);
    free(words);
    return test;
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    char points[32], most[32];
    (void)student;
    const struct sum sum = sum_of(class, gradings);
    if (sum.unable > 0) {
        return;
    }
    json_t *tests = json_array();
    for (size_t i = 0; i < class->assignment_count; i++) {
        json_array_append_new(tests, test_of(&gradings[i], i + 1));
    }
    char *words =
        text_format("%d of %zu fixed, %s of %s points", sum.fixed, class->assignment_count,
                    points_text(sum.points, points), points_text(sum.most, most));
    json_t *results = json_pack("{s:f, s:s, s:s, s:s, s:s, s:o}", "score", (double)sum.points / 100,
                                "output", words, "output_format", "text", "visibility", "visible",
                                "stdout_visibility", "hidden", "tests", tests);
    put_json(out, results, 0);
    fputc('\n', out);
    json_decref(results);
    free(words);
}

const struct output output_gradescope = {.file = "gradescope/%s.json", .student = student};
