/*
 * show.h - writes all that a class's grading comes to: one table of outputs, a file of C each.
 *
 * Every output is a function of the class, the weights and the facts of the results, and of nothing
 * else: no time, no path of this machine, no order in which gradings ended. What took how long is
 * kept apart, in timings.csv.
 */
#ifndef GRADE_SHOW_H
#define GRADE_SHOW_H

#include "grade/class.h"
#include "grade/overrides.h"
#include "grade/weights.h"

#include <stdio.h>

/* One student's answer to one exercise, as it is shown. */
struct grading {
    const struct assignment *assignment;
    const struct submission *submission;
    const char *verdict; /* "fixed", "not-fixed", "unable", "missing", "refused" */
    const json_t *facts; /* see facts.h; NULL if nothing was graded */
    const json_t *result;
    long points; /* hundredths; of "unable" there are none, and 0 stands here */
    long most;
    long unit;              /* the smallest step of points, in hundredths: 1 or 100 */
    const char *visibility; /* when a platform shows it, see weights.h */
    const char *tags;
    char *remark; /* why the points are not those of the checks; NULL if they are */
};

/* What a student has in all. */
struct sum {
    long points, most; /* hundredths; without what is unable */
    int fixed, unable;
};

struct output {
    const char *file; /* its name; with "%s" in it, a file for each student */
    /* What stands for "%s": the caller's to free; NULL for one who has no such file. Without it, it
     * is the student's file name. */
    char *(*name)(const struct student *student);
    /* Each may be NULL. A student's file that stays empty isn't written. */
    void (*begin)(FILE *out, const struct class *class);
    void (*student)(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings);
    void (*end)(FILE *out, const struct class *class);
};

extern const struct output output_table, output_csv, output_marks, output_json, output_junit,
    output_gradescope, output_classroom50, output_autolab, output_prairielearn, output_vpl,
    output_artemis, output_canvas, output_moodle, output_blackboard, output_moodle_feedback,
    output_sarif, output_own_sarif, output_annotations, output_feedback, output_anonymous,
    output_key, output_timings;

/*
 * Writes all outputs into the folder; results are read from its folder "results", a student's at a
 * time. overrides may be NULL. Returns 0; ENODATA: *missing results aren't there, and nothing was
 * written; or another error number about the folder.
 */
int show_all(const struct class *class, const struct weights *weights,
             const struct overrides *overrides, const char *folder, size_t *missing);

/* A field of a CSV file (RFC 4180), quoted, and what comes after it. One that a spreadsheet would
 * take for a formula is made a text. */
void put_field(FILE *out, const char *text, const char *after);

/* What the student has in all. */
struct sum sum_of(const struct class *class, const struct grading *gradings);

/* "7", "7.5", "7.25", of hundredths. Returns text. */
const char *points_text(long hundredths, char text[static 32]);

/* Text for XML: escaped, without what XML can't hold. */
void put_xml(FILE *out, const char *text);

/* An object on lines of its own, so many columns in. */
void put_json(FILE *out, const json_t *object, int columns);

/* A path as a URI reference (RFC 3986). The caller frees it. */
char *uri_of(const char *path);

#endif
