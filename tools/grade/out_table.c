/* out_table.c - the table that a person sees at once: a line for each student. */
#include "common/text.h"
#include "grade/show.h"

#include <stdlib.h>
#include <string.h>

/* Points are at most as "   279.25 of 280". */
enum { LINE_COLUMNS = 100, POINTS_COLUMNS = 16, LEAST_NAME = 8, MOST_NOTES = 20 };

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

/* How wide an exercise is: its number's two digits stand side by side, where there is room. */
static int cell_columns(const struct class *class)
{
    enum { WIDE = 3, NARROW = 2 };
    const int room = LINE_COLUMNS - POINTS_COLUMNS - LEAST_NAME;
    return WIDE * (int)class->assignment_count <= room ? WIDE : NARROW;
}

/* As wide as the longest name, where there is room. */
static int name_columns(const struct class *class)
{
    int columns = LEAST_NAME;
    for (size_t i = 0; i < class->student_count; i++) {
        const int its = text_columns(class->students[i].name);
        columns = its > columns ? its : columns;
    }
    const int room =
        LINE_COLUMNS - POINTS_COLUMNS - cell_columns(class) * (int)class->assignment_count;
    const int most = room > LEAST_NAME ? room : LEAST_NAME;
    return columns < most ? columns : most;
}

static void put_name(FILE *out, const char *name, int columns)
{
    char *cut = text_cut(name, columns);
    fprintf(out, "%s%*s", cut, columns - text_columns(cut), "");
    free(cut);
}

/* The numbers' digits from that one on, so many of them, a number for each exercise. */
static void put_numbers(FILE *out, const struct class *class, size_t from, int digits)
{
    for (size_t i = 0; i < class->assignment_count; i++) {
        fprintf(out, " %.*s", digits, class->assignments[i].folder + from);
    }
}

static void begin(FILE *out, const struct class *class)
{
    const bool narrow = cell_columns(class) == 2;
    put_name(out, "student", name_columns(class));
    put_numbers(out, class, 0, narrow ? 1 : 2);
    if (narrow) {
        fputs("\n", out);
        put_name(out, "", name_columns(class));
        put_numbers(out, class, 1, 1);
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
        fprintf(out, "%*s%s", cell_columns(class) - 1, "", sign_of(gradings[i].verdict));
    }
    fprintf(out, "   %s of %s\n", points_text(sum.points, points), points_text(sum.most, most));
}

static bool nobody_s(const struct class *class, size_t assignment)
{
    for (size_t i = 0; i < class->student_count; i++) {
        if (class->students[i].work[assignment].state != NOT_HANDED_IN) {
            return false;
        }
    }
    return class->student_count > 0;
}

/* What nobody handed in was hardly asked for, and counts all the same. */
static void put_nobody_s(FILE *out, const struct class *class)
{
    size_t count = 0;
    for (size_t i = 0; i < class->assignment_count; i++) {
        count += nobody_s(class, i);
    }
    if (count > 0) {
        fprintf(out, "%zu exercise%s handed in by nobody, but count%s; try: WEIGHTS=file\n", count,
                count == 1 ? " was" : "s were", count == 1 ? "s" : "");
    }
}

static void end(FILE *out, const struct class *class)
{
    fprintf(out, "✓ fixed  ✗ not fixed  · not handed in  ! can't be graded  ? no verdict, "
                 "this machine's fault\n");
    put_nobody_s(out, class);
    for (size_t i = 0; i < class->note_count; i++) {
        if (i == MOST_NOTES) {
            fprintf(out, "and %zu more, in grades.json\n", class->note_count - i);
            break;
        }
        char *line = text_cut(class->notes[i], LINE_COLUMNS);
        fprintf(out, "%s%s\n", i == 0 ? "\nnot graded, or to be checked:\n" : "", line);
        free(line);
    }
}

const struct output output_table = {
    .file = "grades.txt", .begin = begin, .student = student, .end = end};
