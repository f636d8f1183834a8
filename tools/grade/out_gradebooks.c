/*
 * out_gradebooks.c - points as the gradebooks of course systems import them, a column an exercise,
 * with the identifiers that their own downloads had. What the machine could not judge stays empty.
 *
 *   canvas.csv      Canvas: Student, ID, two SIS columns, Section, then assignments, and a second
 * row with what they give at most (canvas-lms, lib/gradebook_importer.rb) moodle.csv      the
 * offline worksheet of an assignment: Identifier, Grade and when it was modified are looked for,
 * others are not (moodle, mod/assign/feedback/offline) blackboard.csv  Grade Center's "Work
 * Offline": the user name finds the student; a column that has no number there yet becomes a new
 * one A system whose downloads these weren't gets no file; where the layout is nobody's, the
 * folder's name is taken for the login.
 */
#include "common/text.h"
#include "grade/report.h"

#include <string.h>

/* Is a student of that system's, or of none? */
static bool belongs(const struct student *student, enum course_system system)
{
    return student->system == system || student->system == SYSTEM_NONE;
}

static bool any_belongs(const struct class *class, enum course_system system)
{
    for (size_t i = 0; i < class->student_count; i++) {
        if (belongs(&class->students[i], system)) {
            return true;
        }
    }
    return false;
}

/* ",10,,7.5": the points of each exercise. */
static void put_points(FILE *out, const struct class *class, const struct grading *gradings)
{
    char points[32];
    for (size_t i = 0; i < class->assignment_count; i++) {
        const bool unable = strcmp(gradings[i].verdict, "unable") == 0;
        fprintf(out, ",%s", unable ? "" : points_text(gradings[i].points, points));
    }
}

static void put_exercises(FILE *out, const struct class *class)
{
    for (size_t i = 0; i < class->assignment_count; i++) {
        fprintf(out, ",%s", class->assignments[i].folder);
    }
}

/* The second row has what each exercise gives at most, which is known with the first student's. */
static void canvas_student(FILE *out, const struct class *class, const struct student *student,
                           const struct grading *gradings)
{
    char most[32];
    if (!any_belongs(class, SYSTEM_CANVAS)) {
        return;
    }
    if (student == class->students) {
        fputs("Student,ID,SIS User ID,SIS Login ID,Section", out);
        put_exercises(out, class);
        fputs("\r\n    Points Possible,,,,", out);
        for (size_t i = 0; i < class->assignment_count; i++) {
            fprintf(out, ",%s", points_text(gradings[i].most, most));
        }
        fputs("\r\n", out);
    }
    if (belongs(student, SYSTEM_CANVAS)) {
        put_field(out, student->name, ",");
        put_field(out, student->id, ",,");
        put_field(out, student->system == SYSTEM_NONE ? student->name : "", ",");
        put_points(out, class, gradings);
        fputs("\r\n", out);
    }
}

const struct output output_canvas = {.file = "canvas.csv", .student = canvas_student};

static bool is_of_moodle(const struct class *class)
{
    for (size_t i = 0; i < class->student_count; i++) {
        if (class->students[i].system == SYSTEM_MOODLE) {
            return true;
        }
    }
    return false;
}

static void moodle_begin(FILE *out, const struct class *class)
{
    if (is_of_moodle(class)) {
        fputs("Identifier,\"Full name\",Grade,\"Maximum grade\",\"Last modified (grade)\","
              "\"Feedback comments\"",
              out);
        put_exercises(out, class);
        fputs("\r\n", out);
    }
}

static void moodle_student(FILE *out, const struct class *class, const struct student *student,
                           const struct grading *gradings)
{
    char points[32], most[32];
    if (student->system != SYSTEM_MOODLE) {
        return;
    }
    struct report report = report_of(class, gradings);
    fprintf(out, "\"Participant %s\",", student->id);
    put_field(out, student->name, ",");
    fprintf(out, "%s,%s,-,", report.sum.unable > 0 ? "" : points_text(report.sum.points, points),
            points_text(report.sum.most, most));
    put_field(out, report.summary, "");
    put_points(out, class, gradings);
    fputs("\r\n", out);
    report_release(&report);
}

const struct output output_moodle = {
    .file = "moodle.csv", .begin = moodle_begin, .student = moodle_student};

static void blackboard_begin(FILE *out, const struct class *class)
{
    if (any_belongs(class, SYSTEM_BLACKBOARD)) {
        fputs("\"Last Name\",\"First Name\",\"Username\"", out);
        for (size_t i = 0; i < class->assignment_count; i++) {
            fputc(',', out);
            put_field(out, class->assignments[i].folder, "");
        }
        fputs("\r\n", out);
    }
}

static void blackboard_student(FILE *out, const struct class *class, const struct student *student,
                               const struct grading *gradings)
{
    char points[32];
    if (!belongs(student, SYSTEM_BLACKBOARD)) {
        return;
    }
    fputs("\"\",\"\",", out);
    put_field(out, student->id[0] != '\0' ? student->id : student->name, "");
    for (size_t i = 0; i < class->assignment_count; i++) {
        const bool unable = strcmp(gradings[i].verdict, "unable") == 0;
        fputc(',', out);
        put_field(out, unable ? "" : points_text(gradings[i].points, points), "");
    }
    fputs("\r\n", out);
}

const struct output output_blackboard = {
    .file = "blackboard.csv", .begin = blackboard_begin, .student = blackboard_student};

/*
 * The same feedback in folders that are called as Moodle's downloads are, to be zipped and uploaded
 * as "multiple feedback files" (mod/assign/feedback/file/importziplib.php takes the number, and the
 * plugin, from the folder's name).
 */
static char *moodle_folder(const struct student *student)
{
    return student->system == SYSTEM_MOODLE && student->folder != NULL
               ? text_format("%s_assignsubmission_file", student->folder)
               : NULL;
}

static void moodle_feedback(FILE *out, const struct class *class, const struct student *student,
                            const struct grading *gradings)
{
    output_feedback.student(out, class, student, gradings);
}

const struct output output_moodle_feedback = {
    .file = "moodle-feedback/%s/feedback.md", .name = moodle_folder, .student = moodle_feedback};
