/*
 * decisive.c - which step decides between a schedule that fails and the nearest that passes; see
 * story.h.
 *
 * What is said is what the passing execution does, not what the failing one would have needed: of
 * each row it is looked up there whether and when its thread comes to it.
 */
#include "story.h"

#include "interleave/trace/timeline.h"

#include <stdio.h>
#include <string.h>

/* What is made of one story. */
struct decision {
    const struct story *story;
    int turning;          /* where the two schedules part */
    int goes_on;          /* the thread that goes on there when it passes */
    const struct row *of; /* the first row from there on of another thread; NULL: none */
    long of_at;           /* when the passing execution comes to it; NEVER */
    const char *row;      /* what a row is called */
};

enum { NEVER = -1 };

static int number_of(const struct decision *decision, const struct row *row)
{
    return (int)(row - decision->story->rows) + 1;
}

static bool is_by(const struct story *story, const json_t *event, int thread)
{
    const struct act act = {.event = event};
    return strcmp(act_text(&act, "thread"), story->acts.threads[thread]) == 0;
}

/* When the passing execution has an act of the failing one: as many times as its thread comes to
 * that instruction from the turning point on. NEVER: it doesn't come to it so often. */
static long passing_at(const struct decision *decision, int act)
{
    const struct acts *acts = &decision->story->acts;
    const struct act *wanted = &acts->all[act];
    int times = 0;
    for (int i = decision->turning; i <= act; i++) {
        times += acts->all[i].thread == wanted->thread && acts->all[i].pc == wanted->pc;
    }
    for (size_t i = (size_t)decision->turning; i < json_array_size(decision->story->passing); i++) {
        const json_t *event = json_array_get(decision->story->passing, i);
        const struct act other = {.event = event};
        if ((unsigned long)act_number(&other, "pc") == wanted->pc &&
            is_by(decision->story, event, wanted->thread) && --times == 0) {
            return (long)i;
        }
    }
    return NEVER;
}

/* Whether, when it passes, the act's thread comes to that instruction at all from there on. */
static bool is_in_passing(const struct decision *decision, int act)
{
    const struct act *wanted = &decision->story->acts.all[act];
    for (size_t i = (size_t)decision->turning; i < json_array_size(decision->story->passing); i++) {
        const json_t *event = json_array_get(decision->story->passing, i);
        const struct act other = {.event = event};
        if ((unsigned long)act_number(&other, "pc") == wanted->pc &&
            is_by(decision->story, event, wanted->thread)) {
            return true;
        }
    }
    return false;
}

/* The row's first act from the turning point on. */
static int first_act(const struct decision *decision, const struct row *row)
{
    int act = row->first;
    while (act < row->last &&
           (act < decision->turning || decision->story->acts.all[act].thread != row->thread)) {
        act++;
    }
    return act;
}

/* The row's last act that an execution that passes can have, too. */
static int last_act(const struct decision *decision, const struct row *row)
{
    int act = row->last;
    while (act > row->first && (decision->story->acts.all[act].kind == ACT_FAILS ||
                                decision->story->acts.all[act].thread != row->thread)) {
        act--;
    }
    return act;
}

int story_row_of(const struct story *story, int act)
{
    int row = 0;
    while (row < story->row_count - 1 && story->rows[row].last < act) {
        row++;
    }
    return row;
}

/* -- rows that come first when it passes -- */

/* The rows of the thread that goes on which it does before the other's row when it passes, in their
 * order; else that comes before them. Returns how many. */
static int rows_before(const struct decision *decision, const struct row *rows[static MOST_ROWS])
{
    const struct story *story = decision->story;
    int count = 0;
    for (int i = 0; i < story->row_count && count < MOST_ROWS; i++) {
        const struct row *row = &story->rows[i];
        if (row->thread != decision->goes_on || row < decision->of) {
            continue;
        }
        const long at = passing_at(decision, last_act(decision, row));
        if (at == NEVER || (decision->of_at != NEVER && at > decision->of_at)) {
            break;
        }
        rows[count++] = row;
    }
    return count;
}

/* "row 2", "rows 2 and 3", "rows 2 to 4", "rows 2, 4 and 5". */
static void rows_called(const struct decision *decision, const struct row *const *rows, int count,
                        char text[static NAME_SIZE])
{
    const bool in_line = count > 2 && rows[count - 1] - rows[0] == count - 1;
    size_t length = (size_t)snprintf(text, NAME_SIZE, "%s%s %d", decision->row,
                                     count > 1 ? "s" : "", number_of(decision, rows[0]));
    for (int i = in_line ? count - 1 : 1; i < count; i++) {
        length += (size_t)snprintf(text + length, NAME_SIZE - length, "%s %d",
                                   in_line         ? " to"
                                   : i < count - 1 ? ","
                                                   : " and",
                                   number_of(decision, rows[i]));
    }
}

/* An access to memory that is gone says nothing by its value. */
static bool is_not_made(const struct story *story, int act)
{
    return act == story->cause.fatal &&
           strncmp(story->cause.kind, "use after", strlen("use after")) == 0;
}

/* What the row's last access gives in the passing execution, if that is another value than in its
 * words: ": then row 2 makes phil 1". Empty if it is the same. */
static void other_value(const struct decision *decision, const struct row *row,
                        char text[static NAME_SIZE])
{
    const struct story *story = decision->story;
    const int last = last_act(decision, row);
    const struct act *act = &story->acts.all[last];
    const json_t *event = json_array_get(story->passing, (size_t)passing_at(decision, last));
    const char *key = act->writes ? "after" : "before";
    char name[NAME_SIZE], here[NAME_SIZE], there[NAME_SIZE];
    text[0] = '\0';
    if (act->kind != ACT_ACCESS || act->size > 8 || json_object_get(event, key) == NULL ||
        is_not_made(story, last)) {
        return;
    }
    names_value(story->names, act->event, key, here);
    names_value_of(story->names, act->event, event, key, there);
    if (strcmp(here, there) != 0) {
        snprintf(text, NAME_SIZE,
                 act->writes ? ": then %s %d makes %.90s %.90s" : ": then %s %d reads %.0s%.90s",
                 decision->row, number_of(decision, row), names_of(story->names, act->event, name),
                 there);
    }
}

/* A row in which a thread waits for ever is another step when it passes: that is told. */
static void row_done(const struct decision *decision, const struct row *const *rows, int count,
                     char text[static TEXT_SIZE])
{
    const struct story *story = decision->story;
    const struct row *last = rows[count - 1];
    char called[NAME_SIZE], words[TEXT_SIZE], place[NAME_SIZE];
    if (count > 1 || story->acts.all[last->last].kind != ACT_STUCK) {
        rows_called(decision, rows, count, called);
        snprintf(text, TEXT_SIZE, "does %s", called);
        return;
    }
    const long at = passing_at(decision, last->last);
    timeline_words(json_array_get(story->passing, (size_t)at), story->names, true, words);
    names_short_place(story->names, story->acts.all[last->last].pc, place);
    snprintf(text, TEXT_SIZE, "%.600s at %.200s", words, place);
}

static bool tell_rows(const struct decision *decision, char text[static TEXT_SIZE])
{
    const struct row *rows[MOST_ROWS];
    char one[NAME_SIZE], other[NAME_SIZE], done[TEXT_SIZE], then[NAME_SIZE];
    const int count = decision->of != NULL ? rows_before(decision, rows) : 0;
    if (count == 0) {
        return false;
    }
    const struct story *story = decision->story;
    story_thread(story, decision->goes_on, one);
    story_thread(story, decision->of->thread, other);
    row_done(decision, rows, count, done);
    other_value(decision, rows[count - 1], then);
    if (!is_in_passing(decision, first_act(decision, decision->of))) {
        snprintf(text, TEXT_SIZE,
                 "It passes when %.100s %.400s first: then %.100s does not do %s %d.", one, done,
                 other, decision->row, number_of(decision, decision->of));
        return true;
    }
    const bool is_within = decision->of->first < decision->turning;
    snprintf(text, TEXT_SIZE,
             is_within ? "It passes when %.100s %.400s while %.100s is within %s %d%s."
                       : "It passes when %.100s %.400s before %.100s does %s %d%s.",
             one, done, other, decision->row, number_of(decision, decision->of), then);
    return true;
}

/* -- a step that is in no row -- */

static bool touches(const struct act *act, const json_t *event)
{
    const struct act other = {.event = event};
    const unsigned long address = (unsigned long)act_number(&other, "address");
    const unsigned long size = (unsigned long)act_number(&other, "size");
    if (act->kind == ACT_ACCESS) {
        return address < act->address + act->size && act->address < address + size;
    }
    return act->object != 0 && act->object == (unsigned long)act_number(&other, "object");
}

/* What the thread that goes on does last, before the other's row, with what that row touches; NULL:
 * nothing. */
static const json_t *deciding_step(const struct decision *decision)
{
    const struct story *story = decision->story;
    const struct row *of = decision->of;
    size_t at =
        decision->of_at != NEVER ? (size_t)decision->of_at : json_array_size(story->passing);
    while (at > (size_t)decision->turning) {
        const json_t *event = json_array_get(story->passing, --at);
        for (int i = of->first; i <= of->last && is_by(story, event, decision->goes_on); i++) {
            if (story->acts.all[i].thread == of->thread && touches(&story->acts.all[i], event)) {
                return event;
            }
        }
    }
    return NULL;
}

/* ": it unlocks m at prog.c:13"; empty if the step isn't known. */
static void step_told(const struct decision *decision, const json_t *event,
                      char text[static TEXT_SIZE])
{
    struct names *names = decision->story->names;
    char words[TEXT_SIZE], name[NAME_SIZE], place[NAME_SIZE];
    text[0] = '\0';
    if (event == NULL) {
        return;
    }
    struct act act = act_of(event);
    if (act.kind == ACT_ACCESS) {
        const bool writes = strstr(act_does(&act), "write") != NULL;
        const bool updates = strstr(act_does(&act), "update") != NULL;
        snprintf(words, sizeof words, "%s %s",
                 updates  ? "changes"
                 : writes ? "writes"
                          : "reads",
                 names_of(names, event, name));
    } else {
        timeline_words(event, names, true, words);
    }
    names_short_place(names, (unsigned long)act_number(&act, "pc"), place);
    if (words[0] != '\0') {
        snprintf(text, TEXT_SIZE, ": it %.500s%s%s", words, place[0] != '\0' ? " at " : "", place);
    }
}

/* One thread goes on in place of another, and what decides is in none of its rows. */
static void tell_step(const struct decision *decision, char text[static TEXT_SIZE])
{
    const struct story *story = decision->story;
    char one[NAME_SIZE], other[NAME_SIZE], step[TEXT_SIZE] = "";
    story_thread(story, decision->goes_on, one);
    if (decision->of == NULL) {
        story_thread(story, story->acts.all[decision->turning].thread, other);
        snprintf(text, TEXT_SIZE, "It passes when %.100s goes on in place of %.100s before %s %d.",
                 one, other, decision->row, story_row_of(story, decision->turning) + 1);
        return;
    }
    story_thread(story, decision->of->thread, other);
    step_told(decision, deciding_step(decision), step);
    snprintf(text, TEXT_SIZE, "It passes when %.100s goes on before %.100s does %s %d%.600s.", one,
             other, decision->row, number_of(decision, decision->of), step);
}

/* -- what is not an order of threads -- */

/* Whether what decides is which store a load returns, or what else one thread does at that point by
 * itself; then it is told. */
static bool tell_choice(const struct decision *decision, char text[static TEXT_SIZE])
{
    const struct story *story = decision->story;
    const struct act *turning = &story->acts.all[decision->turning];
    const json_t *event = json_array_get(story->passing, (size_t)decision->turning);
    const int row = story_row_of(story, decision->turning) + 1;
    char name[NAME_SIZE], thread[NAME_SIZE];
    if (strcmp(story->cause.kind, "spurious failure") == 0) {
        snprintf(text, TEXT_SIZE, "It passes if the compare-exchange of %s %d succeeds.",
                 decision->row, story_row_of(story, story->cause.fatal) + 1);
        return true;
    }
    if (turning->thread != decision->goes_on) {
        return false;
    }
    story_thread(story, decision->goes_on, thread);
    if (json_object_get(turning->event, "stale") != NULL) {
        snprintf(text, TEXT_SIZE, "It passes if %s %d reads the newer value of %s.", decision->row,
                 row, names_of(story->names, turning->event, name));
    } else if (json_object_get(event, "stale") != NULL) {
        snprintf(text, TEXT_SIZE, "It passes if %.100s reads an older value of %s before %s %d.",
                 thread, names_of(story->names, turning->event, name), decision->row, row);
    } else {
        snprintf(text, TEXT_SIZE,
                 "The nearest schedule that passes departs before %s %d: there %.100s does "
                 "otherwise.",
                 decision->row, row, thread);
    }
    return true;
}

/* The first row of another thread than the one that goes on, of what comes after the turning point.
 */
static const struct row *row_overtaken(const struct decision *decision)
{
    const struct story *story = decision->story;
    for (int i = 0; i < story->row_count; i++) {
        if (story->rows[i].last >= decision->turning &&
            story->rows[i].thread != decision->goes_on) {
            return &story->rows[i];
        }
    }
    return NULL;
}

bool story_decisive(const struct story *story, const char *row, char text[static TEXT_SIZE])
{
    const struct cause *cause = &story->cause;
    struct decision decision = {.story = story,
                                .turning = cause->turning,
                                .goes_on = cause->goes_on,
                                .of_at = NEVER,
                                .row = row};
    text[0] = '\0';
    if (story->passing == NULL || cause->turning == NO_ACT || cause->goes_on == NO_ACT) {
        return false;
    }
    if (tell_choice(&decision, text)) {
        return true;
    }
    decision.of = row_overtaken(&decision);
    if (decision.of != NULL) {
        decision.of_at = passing_at(&decision, first_act(&decision, decision.of));
    }
    if (!tell_rows(&decision, text)) {
        tell_step(&decision, text);
    }
    return true;
}
