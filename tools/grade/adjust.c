/* adjust.c - lateness and points set by hand; see adjust.h. */
#include "grade/adjust.h"

#include "common/text.h"

#include <stdlib.h>
#include <string.h>

enum { DAY = 24 * 60 * 60 };

/* How many days late, each begun one counting as a whole one. */
static long days_late(const struct weights *weights, const struct grading *grading)
{
    const struct submission *work = grading->submission;
    const long long due = weights_due(weights, grading->assignment->folder);
    if (work->state != HANDED_IN) {
        return 0;
    }
    if (due != 0 && work->when.time > due) {
        return (long)((work->when.time - due + DAY - 1) / DAY);
    }
    return work->when.late && work->when.time == 0 ? 1 : 0;
}

/* "3 days" */
static char *in_days(long days)
{
    return text_format("%ld day%s", days, days == 1 ? "" : "s");
}

static void count_late(const struct weights *weights, struct grading *grading, long *grace)
{
    const long days = days_late(weights, grading);
    const struct penalty penalty = weights_late(weights, grading->assignment->folder);
    if (days == 0 || penalty.percent == 0) {
        return;
    }
    const long free_days = days < *grace ? days : *grace;
    long percent = (days - free_days) * penalty.percent;
    percent = percent < penalty.most ? percent : penalty.most;
    *grace -= free_days;
    grading->points -= grading->points * percent / 100;
    char *late = in_days(days), *forgiven = in_days(free_days);
    grading->remark =
        text_format("Handed in %s late%s%s%s: %ld %% of its points are taken off.", late,
                    free_days > 0 ? ", of which " : "", free_days > 0 ? forgiven : "",
                    free_days > 0 ? " cost nothing" : "", percent);
    free(late);
    free(forgiven);
}

static void set_points(const struct override *override, struct grading *grading)
{
    char before[32], after[32];
    free(grading->remark);
    grading->remark = text_format("The points were set by hand, to %s instead of %s: %s",
                                  points_text(override->points, after),
                                  points_text(grading->points, before), override->reason);
    grading->points = override->points;
}

void adjust(const struct class *class, const struct weights *weights,
            const struct overrides *overrides, const struct student *student,
            struct grading *gradings)
{
    long grace = weights_grace(weights);
    for (size_t i = 0; i < class->assignment_count; i++) {
        struct grading *grading = &gradings[i];
        const struct override *override =
            overrides_find(overrides, student->name, student->id, class->assignments[i].folder);
        if (strcmp(grading->verdict, "unable") != 0) {
            count_late(weights, grading, &grace);
        }
        if (override != NULL) {
            set_points(override, grading);
        }
    }
}
