/* out_json.c - grades.json: all that is known, for programs; grades.schema.json describes it. */
#include "grade/facts.h"
#include "grade/show.h"

#include <string.h>

static json_t *strings(char *const *texts, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(array, json_string(texts[i]));
    }
    return array;
}

static void begin(FILE *out, const struct class *class)
{
    json_t *exercises = json_array();
    for (size_t i = 0; i < class->assignment_count; i++) {
        json_array_append_new(exercises, json_string(class->assignments[i].folder));
    }
    fprintf(out, "{\n  \"format\": \"racetrack-grades-1\",\n  \"seed\": %lu,\n  \"exercises\":\n",
            class->seed);
    put_json(out, exercises, 4);
    json_decref(exercises);
    json_t *notes = strings(class->notes, class->note_count);
    fprintf(out, ",\n  \"notes\":\n");
    put_json(out, notes, 4);
    json_decref(notes);
    fprintf(out, ",\n  \"students\": [\n");
}

static json_t *grading_json(const struct grading *grading)
{
    const struct submission *work = grading->submission;
    const bool unable = strcmp(grading->verdict, "unable") == 0;
    return json_pack("{s:s, s:s, s:o, s:f, s:s?, s:s?, s:s?, s:s?, s:O}", "exercise",
                     grading->assignment->folder, "verdict", grading->verdict, "points",
                     unable ? json_null() : json_real((double)grading->points / 100), "most",
                     (double)grading->most / 100, "path", work->path, "sha256",
                     work->state == HANDED_IN ? work->hash : NULL, "refused", work->why, "remark",
                     grading->remark, "facts",
                     grading->facts != NULL ? grading->facts : json_null());
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    const struct sum sum = sum_of(class, gradings);
    json_t *work = json_array();
    for (size_t i = 0; i < class->assignment_count; i++) {
        json_array_append_new(work, grading_json(&gradings[i]));
    }
    json_t *object =
        json_pack("{s:s, s:s, s:f, s:f, s:o}", "name", student->name, "id", student->id, "points",
                  (double)sum.points / 100, "most", (double)sum.most / 100, "gradings", work);
    put_json(out, object, 4);
    json_decref(object);
    fputs(student + 1 < class->students + class->student_count ? ",\n" : "\n", out);
}

static void end(FILE *out, const struct class *class)
{
    (void)class;
    fputs("  ]\n}\n", out);
}

const struct output output_json = {
    .file = "grades.json", .begin = begin, .student = student, .end = end};
