/* decisive.c - which step decides between a schedule that fails and the nearest that passes; see
 * story.h. */
#include "story.h"

#include <stdio.h>
#include <string.h>

/* The row of that thread's next line after the point where the passing schedule departs. */
static const struct row *row_after(const struct story *story, int thread, bool is_thread)
{
    for (int i = 0; i < story->row_count; i++) {
        const struct row *row = &story->rows[i];
        if (row->last >= story->cause.turning && (row->thread == thread) == is_thread) {
            return row;
        }
    }
    return NULL;
}

/* When, after the turning point, the passing execution has the row's first act; -1: never. */
static long passing_at(const struct story *story, const json_t *passing, const struct row *row)
{
    const struct act *wanted = &story->acts.all[row->last];
    for (size_t i = (size_t)story->cause.turning; i < json_array_size(passing); i++) {
        const struct act other = {.event = json_array_get(passing, i)};
        if ((unsigned long)act_number(&other, "pc") == wanted->pc &&
            strcmp(act_text(&other, "thread"), story->acts.threads[row->thread]) == 0) {
            return (long)i;
        }
    }
    return -1;
}

int story_row_of(const struct story *story, int act)
{
    int row = 0;
    while (row < story->row_count - 1 && story->rows[row].last < act) {
        row++;
    }
    return row;
}

/* What decides is not who comes first, but which store a load returns. */
static bool is_older_load(const struct story *story)
{
    const struct act *turning = &story->acts.all[story->cause.turning];
    return json_object_get(turning->event, "stale") != NULL &&
           turning->thread == story->cause.goes_on;
}

bool story_decisive(const struct story *story, const char *row, char text[static TEXT_SIZE])
{
    char one[NAME_SIZE], other[NAME_SIZE];
    const struct cause *cause = &story->cause;
    text[0] = '\0';
    if (story->passing == NULL || cause->turning == NO_ACT || cause->goes_on == NO_ACT) {
        return false;
    }
    if (strcmp(cause->kind, "spurious failure") == 0) {
        snprintf(text, TEXT_SIZE, "It passes if the compare-exchange of %s %d succeeds.", row,
                 story_row_of(story, cause->fatal) + 1);
        return true;
    }
    if (is_older_load(story)) {
        snprintf(text, TEXT_SIZE, "It passes if %s %d reads the newer value of %s.", row,
                 story_row_of(story, cause->turning) + 1,
                 names_of(story->names, story->acts.all[cause->turning].event, one));
        return true;
    }
    const struct row *goes_on = row_after(story, cause->goes_on, true);
    const struct row *came = row_after(story, cause->goes_on, false);
    const long first = goes_on != NULL ? passing_at(story, story->passing, goes_on) : -1;
    const long second = came != NULL ? passing_at(story, story->passing, came) : -1;
    if (goes_on != NULL && came != NULL && came->first < goes_on->first && first >= 0 &&
        (second < 0 || first < second)) {
        snprintf(text, TEXT_SIZE, "It passes when %s does %s %d before %s does %s %d.",
                 story_thread(story, goes_on->thread, one), row, (int)(goes_on - story->rows) + 1,
                 story_thread(story, came->thread, other), row, (int)(came - story->rows) + 1);
    } else {
        snprintf(text, TEXT_SIZE,
                 "The nearest schedule that passes departs before %s %d: there %s goes on.", row,
                 came != NULL ? (int)(came - story->rows) + 1 : story->row_count,
                 story_thread(story, cause->goes_on, one));
    }
    return true;
}
