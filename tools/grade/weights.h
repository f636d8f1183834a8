/*
 * weights.h - what an exercise counts, and what each check counts of it.
 *
 * A file of lines, as tools/grade/grade.weights, which says what they mean. All is counted in
 * hundredths of a point, so that sums are exact.
 */
#ifndef GRADE_WEIGHTS_H
#define GRADE_WEIGHTS_H

#include <jansson.h>
#include <stdbool.h>

struct weights; /* as read from one file */

/*
 * Reads the file. Returns NULL with *error, which the caller frees: "FILE:LINE: what is wrong", or
 * why it can't be read.
 */
struct weights *weights_read(const char *path, char **error);
void weights_release(struct weights *weights);

/* The most that this exercise gives, in hundredths of a point; 0: it is not graded. */
long weights_most(const struct weights *weights, const char *folder);

/* What is given for it, of that most: facts as facts_of makes them (facts.h). */
long weights_points(const struct weights *weights, const char *folder, const json_t *facts);

/* "2", "0.5", "12.25" as hundredths; -1 if it is none of that kind. */
long weights_hundredths(const char *text);

/* When it is due, in seconds since 1970; 0: at no time. */
long long weights_due(const struct weights *weights, const char *folder);

/* How many per cent of its points each day late costs, and how many at most. */
struct penalty {
    long percent, most;
};
struct penalty weights_late(const struct weights *weights, const char *folder);

/* How many days late, over all exercises, cost a student nothing. */
long weights_grace(const struct weights *weights);

/* When the platform shows it: "visible", "hidden", "after_due_date", "after_published". */
const char *weights_visibility(const struct weights *weights, const char *folder);

/* The tags it has on a platform that knows tags, words between blanks; "" if there are none. */
const char *weights_tags(const struct weights *weights, const char *folder);

/* The smallest step, in hundredths, in which points come: 100, or 1 if some may have a fraction. */
long weights_unit(const struct weights *weights);

#endif
