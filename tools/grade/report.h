/*
 * report.h - a student's results as one table, a row for each exercise: what every platform shows.
 *
 * Gradescope, Classroom 50, Autolab, PrairieLearn, VPL and Artemis differ in their formats, and in
 * nothing else. Each output reads these rows; none goes back to the facts.
 */
#ifndef GRADE_REPORT_H
#define GRADE_REPORT_H

#include "grade/show.h"

struct report_check {
    const char *name;  /* "race-free" */
    const char *words; /* "passed", "failed", "not counted", "not run", "no verdict" */
    const char *summary;
    bool passed;
};

struct report_row {
    const char *name;              /* "01-counter" */
    const struct grading *grading; /* verdict, points, most, visibility, tags */
    const char *reason;            /* "data-race"; "" if it is fixed or has none */
    struct report_check checks[8]; /* in the order in which they are made */
    size_t check_count;
    bool passed;  /* fixed */
    bool touched; /* something was handed in that isn't the original */
    bool judged;  /* false: the machine could not judge it; then it has no points, and no zero */
    char *title;  /* one line that says what came out */
    char *story;  /* all that there is to say: lines, each ended by a newline */
};

struct report {
    struct report_row *rows; /* one for each of the class's assignments, in their order */
    size_t count;
    struct sum sum;
    char *summary; /* "1 of 2 fixed, 10 of 20 points" */
};

/* The report of one student. What is in it points into gradings, or is released with it. */
struct report report_of(const struct class *class, const struct grading *gradings);
void report_release(struct report *report);

/*
 * Points as whole numbers, for platforms that know no others: points where all are whole, else
 * hundredths of points. The same for all students of a class.
 */
long report_whole(const struct grading *grading, long hundredths);

#endif
