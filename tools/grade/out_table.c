/* out_table.c - the table that a person sees at once: a line for each student. */
#include "coach/text.h"
#include "grade/show.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_COLUMNS = 100, POINTS_COLUMNS = 14, LEAST_NAME = 8, MOST_NOTES = 20 };

static const struct {
    const char *verdict, *sign;
} signs[] = {
    {"fixed", "✓"}, {"not-fixed", "✗"}, {"missing", "·"}, {"refused", "!"}, {"unable", "?"},
};

static const char *sign_of(const char *verdict)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (strcmp(verdict, signs[i].verdict) == 0) {
            return signs[i].sign;
        }
    }
    return "?";
}

/* As wide as the longest name, where there is room. */
static int name_columns(const struct class *class)
{
    int columns = LEAST_NAME;
    for (size_t i = 0; i < class->student_count; i++) {
        const int its = text_columns(class->students[i].name);
        columns = its > columns ? its : columns;
    }
    const int room = LINE_COLUMNS - POINTS_COLUMNS - 3 * (int)class->assignment_count;
    const int most = room > LEAST_NAME ? room : LEAST_NAME;
    return columns < most ? columns : most;
}

static void put_name(FILE *out, const char *name, int columns)
{
    char *cut = text_cut(name, columns);
    fprintf(out, "%s%*s", cut, columns - text_columns(cut), "");
    free(cut);
}

static void begin(FILE *out, const struct class *class)
{
    put_name(out, "student", name_columns(class));
    for (size_t i = 0; i < class->assignment_count; i++) {
        const char *folder = class->assignments[i].folder;
        fprintf(out, " %2.*s", (int)strcspn(folder, "-"), folder);
    }
    fprintf(out, "   points\n");
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    char points[32], most[32];
    const struct sum sum = sum_of(class, gradings);
    put_name(out, student->name, name_columns(class));
    for (size_t i = 0; i < class->assignment_count; i++) {
        fprintf(out, "  %s", sign_of(gradings[i].verdict));
    }
    fprintf(out, "   %s of %s\n", points_text(sum.points, points), points_text(sum.most, most));
}

static void end(FILE *out, const struct class *class)
{
    fprintf(out, "✓ fixed  ✗ not fixed  · not handed in  ! can't be graded  ? no verdict, "
                 "the machine's fault\n");
    for (size_t i = 0; i < class->note_count; i++) {
        if (i == MOST_NOTES) {
            fprintf(out, "and %zu more, in grades.json\n", class->note_count - i);
            break;
        }
        char *line = text_cut(class->notes[i], LINE_COLUMNS);
        fprintf(out, "%s%s\n", i == 0 ? "\nnot graded, or worth a look:\n" : "", line);
        free(line);
    }
}

const struct output output_table = {
    .file = "grades.txt", .begin = begin, .student = student, .end = end};
