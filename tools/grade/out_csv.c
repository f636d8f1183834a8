/*
 * out_csv.c - for a spreadsheet (RFC 4180): grades.csv has a line for each student and exercise,
 * marks.csv one for each student. timings.csv has what took how long, which differs in every run.
 */
#include "grade/facts.h"
#include "grade/show.h"

#include <string.h>

static const char *const checks[] = {"builds", "total", "race-free", "every-interleaving",
                                     "still-concurrent"};
enum { CHECKS = sizeof checks / sizeof *checks };

static void grades_begin(FILE *out, const struct class *class)
{
    (void)class;
    fputs("student,id,exercise,verdict,points,most,decided,reason", out);
    for (size_t i = 0; i < CHECKS; i++) {
        fprintf(out, ",%s", checks[i]);
    }
    fputs(",path\r\n", out);
}

static void grades_student(FILE *out, const struct class *class, const struct student *student,
                           const struct grading *gradings)
{
    char points[32], most[32];
    for (size_t i = 0; i < class->assignment_count; i++) {
        const struct grading *grading = &gradings[i];
        const bool unable = strcmp(grading->verdict, "unable") == 0;
        put_field(out, student->name, ",");
        put_field(out, student->id, ",");
        fprintf(out, "%s,%s,%s,%s,", grading->assignment->folder, grading->verdict,
                unable ? "" : points_text(grading->points, points),
                points_text(grading->most, most));
        fprintf(out, "%s,%s", facts_text(grading->facts, "decided"),
                facts_text(grading->facts, "reason"));
        for (size_t j = 0; j < CHECKS; j++) {
            fprintf(out, ",%s", facts_text(facts_check(grading->facts, checks[j]), "status"));
        }
        fputc(',', out);
        put_field(out, grading->submission->path != NULL ? grading->submission->path : "", "\r\n");
    }
}

const struct output output_csv = {
    .file = "grades.csv", .begin = grades_begin, .student = grades_student};

static void marks_begin(FILE *out, const struct class *class)
{
    (void)class;
    fputs("student,id,points,most,fixed,unable\r\n", out);
}

static void marks_student(FILE *out, const struct class *class, const struct student *student,
                          const struct grading *gradings)
{
    char points[32], most[32];
    const struct sum sum = sum_of(class, gradings);
    put_field(out, student->name, ",");
    put_field(out, student->id, ",");
    fprintf(out, "%s,%s,%d,%d\r\n", points_text(sum.points, points), points_text(sum.most, most),
            sum.fixed, sum.unable);
}

const struct output output_marks = {
    .file = "marks.csv", .begin = marks_begin, .student = marks_student};

static void timings_begin(FILE *out, const struct class *class)
{
    (void)class;
    fputs("student,id,exercise,check,seconds\r\n", out);
}

static void timings_student(FILE *out, const struct class *class, const struct student *student,
                            const struct grading *gradings)
{
    for (size_t i = 0; i < class->assignment_count; i++) {
        size_t j;
        const json_t *check;
        json_array_foreach(json_object_get(gradings[i].result, "checks"), j, check)
        {
            put_field(out, student->name, ",");
            put_field(out, student->id, ",");
            fprintf(out, "%s,%s,%.3f\r\n", gradings[i].assignment->folder,
                    facts_text(check, "name"),
                    json_number_value(json_object_get(check, "seconds")));
        }
    }
}

const struct output output_timings = {
    .file = "timings.csv", .begin = timings_begin, .student = timings_student};
