/*
 * out_vpl.c - what an evaluation prints for Moodle's VPL, for each student: a line "Comment :=>>"
 * for each line of the story, and, last, "Grade :=>>" (mod_vpl, vpl_submission.class.php: the last
 * one counts). Each line carries the mark of its own, so that nothing a student wrote is taken for
 * one. A line that begins with - is a title, one that begins with > is shown as it is.
 *
 * The grade is the share of all points in hundredths of a per cent, as only the activity knows its
 * greatest grade: vpl_evaluate.sh makes one of the other. Without a verdict there is no grade.
 */
#include "grade/report.h"

#include <string.h>

static void put_story(FILE *out, const char *story)
{
    while (*story != '\0') {
        const size_t length = strcspn(story, "\n");
        fprintf(out, "Comment :=>>>%.*s\n", (int)length, story);
        story += length + (story[length] == '\n');
    }
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    char points[32], most[32];
    (void)student;
    struct report report = report_of(class, gradings);
    for (size_t i = 0; i < report.count; i++) {
        const struct report_row *row = &report.rows[i];
        fprintf(out, "Comment :=>>-%s: %s", row->name, row->title);
        if (row->judged) {
            fprintf(out, " (%s of %s)", points_text(row->grading->points, points),
                    points_text(row->grading->most, most));
        }
        fputc('\n', out);
        put_story(out, row->story);
    }
    if (report.sum.unable == 0 && report.sum.most > 0) {
        fprintf(out, "Grade :=>>%ld/10000\n", report.sum.points * 10000 / report.sum.most);
    }
    report_release(&report);
}

const struct output output_vpl = {.file = "vpl/%s.txt", .student = student};
