/* story.c - which acts are rows, and what stands around them; see story.h. */
#include "story.h"

#include "operations.h"

#include "interleave/trace/timeline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool story_place(const struct story *story, int act, struct place *place)
{
    return names_place(story->names, story->acts.all[act].pc, place);
}

const char *story_thread(const struct story *story, int thread, char name[static NAME_SIZE])
{
    char called[NAME_SIZE];
    const char *letter = story->acts.threads[thread];
    names_thread(story->names, letter, called);
    if (strcmp(called, letter) == 0) {
        snprintf(name, NAME_SIZE, "thread %s", letter);
    } else {
        snprintf(name, NAME_SIZE, "%.200s (%s)", called, letter);
    }
    return name;
}

/* -- the slice -- */

/* The signal by which the woken thread was woken, and where it began to wait. */
static void choose_wait(const struct story *story, int wake, bool *chosen)
{
    const struct act *woken = &story->acts.all[wake];
    bool signalled = false;
    for (int i = wake - 1; i >= 0; i--) {
        const struct act *act = &story->acts.all[i];
        if (act->object != woken->object) {
            continue;
        }
        if (act->kind == ACT_SIGNAL && !signalled) {
            chosen[i] = signalled = true;
        }
        if (act->kind == ACT_WAIT && act->thread == woken->thread) {
            chosen[i] = true;
            return;
        }
    }
}

/* What the thread computed its write from: its own last read of the same place, in the same call.
 */
static void choose_own_read(const struct story *story, int write, bool *chosen)
{
    const struct act *act = &story->acts.all[write];
    for (int i = write - 1; act->writes && !act->reads && i >= 0; i--) {
        const struct act *read = &story->acts.all[i];
        if (read->thread == act->thread && acts_overlap(read, act)) {
            chosen[i] = chosen[i] || (read->conflicts && read->reads && read->call == act->call);
            return;
        }
    }
}

/* What a key depends on: the write that it reads, the signal that woke it. */
static void choose_sources(const struct story *story, bool *chosen)
{
    for (int i = 0; i < story->cause.key_count; i++) {
        const int key = story->cause.keys[i];
        const int from = acts_read_from(&story->acts, key);
        if (from != NO_ACT) {
            chosen[from] = true;
        }
        choose_own_read(story, key, chosen);
        if (story->acts.all[key].kind == ACT_WAKE) {
            choose_wait(story, key, chosen);
        }
    }
}

/* Writes of the same variables between the first key and the last: else the values in the left
 * columns would change from nowhere. */
static void choose_changes(const struct story *story, bool *chosen)
{
    const struct cause *cause = &story->cause;
    if (cause->key_count == 0) {
        return;
    }
    for (int i = cause->keys[0]; i < cause->keys[cause->key_count - 1]; i++) {
        const struct act *act = &story->acts.all[i];
        for (int j = 0; act->writes && act->conflicts && j < cause->key_count; j++) {
            const struct act *key = &story->acts.all[cause->keys[j]];
            chosen[i] = chosen[i] || (key->conflicts && acts_overlap(act, key));
        }
    }
}

static bool same_line(const struct story *story, int one, int other)
{
    const struct act *a = &story->acts.all[one], *b = &story->acts.all[other];
    struct place here, there;
    if (a->thread != b->thread || a->call != b->call) {
        return false;
    }
    if (a->pc == b->pc) {
        return true;
    }
    if (!story_place(story, one, &here)) {
        return false;
    }
    const int line = here.line; /* both places may share the memory of their strings */
    return story_place(story, other, &there) && there.line == line;
}

/* A look and the wait that it leads to are one deed, and so are a change and the signal of it, as
 * long as nobody else comes in between. */
static bool goes_with(const struct story *story, const struct row *row, int act)
{
    const struct act *last = &story->acts.all[row->last], *next = &story->acts.all[act];
    return last->kind == ACT_ACCESS && last->call == next->call &&
           ((next->kind == ACT_WAIT && !last->writes) ||
            (next->kind == ACT_SIGNAL && last->writes));
}

/* May the act be told in the same row as the last one: the next of its thread at the same line,
 * before another row? A line that is done again is another row. */
static bool belongs(const struct story *story, const struct row *row, int act)
{
    if (goes_with(story, row, act)) {
        return true;
    }
    if (!same_line(story, row->last, act) || (story->acts.all[row->last].kind == ACT_OPERATION &&
                                              story->acts.all[act].kind == ACT_STUCK)) {
        return false;
    }
    for (int i = row->first; i < act; i++) {
        const struct act *before = &story->acts.all[i];
        if (before->thread == row->thread && before->pc == story->acts.all[act].pc &&
            before->kind == story->acts.all[act].kind &&
            before->writes == story->acts.all[act].writes) {
            return false;
        }
        if (i > row->last && before->thread == row->thread &&
            (before->conflicts || before->kind == ACT_LOCK) && !same_line(story, i, act)) {
            return false;
        }
    }
    return true;
}

/* What else the line of an act does with shared memory, before it or after it, while no other
 * thread comes in between, which is what the rows are to show. A line that is done again, or come
 * back to from another one, is another row. */
static void choose_line(const struct story *story, int of, int step, bool *chosen)
{
    const struct act *all = story->acts.all;
    for (int i = of + step; i >= 0 && i < story->acts.count; i += step) {
        if (all[i].thread != all[of].thread || all[i].pc == all[of].pc) {
            return;
        }
        if (!all[i].conflicts && all[i].call != all[of].call) {
            continue; /* in a function that the line calls */
        }
        if (!same_line(story, of, i)) {
            return;
        }
        chosen[i] = chosen[i] || all[i].conflicts;
    }
}

/* The same of all acts that are chosen. */
static void choose_lines(const struct story *story, bool *chosen)
{
    int *keys = calloc((size_t)story->acts.count + 1, sizeof *keys);
    int count = 0;
    for (int i = 0; keys != NULL && i < story->acts.count; i++) {
        keys[count] = i;
        count += chosen[i] && story->acts.all[i].kind == ACT_ACCESS;
    }
    for (int i = 0; i < count; i++) {
        choose_line(story, keys[i], -1, chosen);
        choose_line(story, keys[i], 1, chosen);
    }
    free(keys);
}

/* How many rows the chosen acts make. */
static int count_rows(const struct story *story, const bool *chosen)
{
    struct row row = {.first = NO_ACT};
    int count = 0;
    for (int i = 0; i < story->acts.count; i++) {
        if (chosen[i] && row.first != NO_ACT && story->acts.all[i].thread == row.thread &&
            belongs(story, &row, i)) {
            row.last = i;
        } else if (chosen[i]) {
            row = (struct row){.first = i, .last = i, .thread = story->acts.all[i].thread};
            count++;
        }
    }
    return count;
}

static void choose_keys(const struct story *story, bool *chosen)
{
    memset(chosen, 0, (size_t)story->acts.count * sizeof *chosen);
    for (int i = 0; i < story->cause.key_count; i++) {
        chosen[story->cause.keys[i]] = true;
    }
}

/* All that the failure depends on, if that is few rows; else what it depends on most. */
static void slice(const struct story *story, bool *chosen)
{
    /* What was in memory that is gone says nothing. */
    const bool is_gone = strncmp(story->cause.kind, "use after", strlen("use after")) == 0;
    choose_keys(story, chosen);
    if (!is_gone) {
        choose_sources(story, chosen);
        choose_changes(story, chosen);
    }
    if (count_rows(story, chosen) > MOST_ROWS) {
        choose_keys(story, chosen);
        choose_sources(story, chosen);
    }
    if (count_rows(story, chosen) > MOST_ROWS) {
        choose_keys(story, chosen);
    }
    for (int i = 0; count_rows(story, chosen) > MOST_ROWS && i < story->cause.key_count; i++) {
        chosen[story->cause.keys[i]] = story->cause.keys[i] == story->cause.fatal;
    }
    choose_lines(story, chosen);
}

/* -- rows -- */

static void fold_act(struct fold *fold, const struct act *act)
{
    if (act->counts) {
        fold->steps[act->thread]++;
        fold->count++;
    }
}

/* Makes the rows of chosen acts, and folds what is between. */
static int make_rows(struct story *story, const bool *chosen)
{
    struct fold fold = {.count = 0};
    struct row *row = NULL;
    story->rows = calloc((size_t)count_rows(story, chosen) + 1, sizeof *story->rows);
    if (story->rows == NULL) {
        return ENOMEM;
    }
    for (int i = 0; i < story->acts.count; i++) {
        const struct act *act = &story->acts.all[i];
        if (!chosen[i]) {
            fold_act(&fold, act);
        } else if (row != NULL && row->thread == act->thread && belongs(story, row, i)) {
            row->last = i;
        } else {
            row = &story->rows[story->row_count++];
            *row = (struct row){.first = i, .last = i, .thread = act->thread, .before = fold};
            fold = (struct fold){.count = 0};
        }
        if (row != NULL && i == story->cause.fatal) {
            row->is_fatal = true;
        }
    }
    story->after = fold;
    return 0;
}

static void find_columns(struct story *story)
{
    for (int i = 0; i < story->acts.thread_count; i++) {
        bool has_row = false;
        for (int j = 0; j < story->row_count; j++) {
            has_row = has_row || story->rows[j].thread == i;
        }
        if (has_row) {
            story->columns[story->column_count++] = i;
        }
    }
    for (int i = 1; i < story->column_count; i++) { /* by their letters, of which M is main's */
        const int thread = story->columns[i];
        const char *letter = story->acts.threads[thread];
        int at = i;
        for (; at > 0; at--) {
            const char *other = story->acts.threads[story->columns[at - 1]];
            const bool before =
                strcmp(letter, "M") == 0 || (strcmp(other, "M") != 0 && strcmp(letter, other) < 0);
            if (!before) {
                break;
            }
            story->columns[at] = story->columns[at - 1];
        }
        story->columns[at] = thread;
    }
}

/* -- variables -- */

enum { LONGEST_VALUE = 20 }; /* of what has a column: more says less */

/* A value as it is shown in a column: without "a struct", which would leave no room for more. */
static const char *short_value(const struct story *story, const json_t *named, const json_t *event,
                               char text[static NAME_SIZE])
{
    static const char *const before[] = {"a ", "an ", "struct ", "union "};
    char value[NAME_SIZE];
    const char *from = names_value_of(story->names, named, event, "after", value);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const size_t length = strlen(before[i]);
        from += strncmp(from, before[i], length) == 0 ? length : 0;
    }
    snprintf(text, NAME_SIZE, "%s", from);
    return text;
}

/* Bit-fields of one word have a column each. */
static bool has_variable(const struct story *story, const struct act *act)
{
    char name[NAME_SIZE];
    for (int i = 0; i < story->variable_count; i++) {
        const struct variable *variable = &story->variables[i];
        if (act->address < variable->address + variable->size &&
            variable->address < act->address + act->size) {
            const bool another = act->address == variable->address && act->size == variable->size &&
                                 names_bit_field(story->names, act->event) &&
                                 names_bit_field(story->names, variable->event);
            if (!another || strcmp(names_of(story->names, act->event, name), variable->name) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* A value of it can be shown, and tells something. */
static bool is_shown(const struct story *story, const struct act *act)
{
    char value[NAME_SIZE];
    if (!act->conflicts || act->size > 8 || (act->size & (act->size - 1)) != 0) {
        return false;
    }
    short_value(story, act->event, act->event, value);
    return strlen(value) <= LONGEST_VALUE && strcmp(value, "garbage") != 0;
}

static bool is_written(const struct story *story, const struct act *act)
{
    for (int i = 0; i < story->row_count; i++) {
        for (int j = story->rows[i].first; j <= story->rows[i].last; j++) {
            const struct act *other = &story->acts.all[j];
            if (other->writes && other->thread == story->rows[i].thread &&
                acts_overlap(other, act)) {
                return true;
            }
        }
    }
    return false;
}

/* Variables that are called the same, as members of two blocks of the heap, say in what they are.
 */
static void tell_variables_apart(struct story *story)
{
    char kind[NAME_SIZE];
    bool same[MOST_VARIABLES] = {false};
    for (int i = 0; i < story->variable_count; i++) {
        for (int j = 0; j < story->variable_count; j++) {
            same[i] = same[i] ||
                      (i != j && strcmp(story->variables[i].name, story->variables[j].name) == 0);
        }
    }
    for (int i = 0; i < story->variable_count; i++) {
        struct variable *variable = &story->variables[i];
        const size_t length = strlen(variable->name);
        names_kind(story->names, variable->event, kind);
        if (same[i] && kind[0] != '\0') {
            snprintf(variable->name + length, sizeof variable->name - length, " %s", kind);
        }
    }
}

static void find_variables(struct story *story)
{
    for (int i = 0; i < story->cause.key_count; i++) {
        const struct act *act = &story->acts.all[story->cause.keys[i]];
        if (story->variable_count < MOST_VARIABLES && !has_variable(story, act) &&
            is_shown(story, act) && is_written(story, act)) {
            struct variable *variable = &story->variables[story->variable_count++];
            variable->event = act->event;
            variable->address = act->address;
            variable->size = act->size;
            names_of(story->names, act->event, variable->name);
        }
    }
}

bool story_value(const struct story *story, const struct act *act, const struct variable *variable,
                 char value[static VALUE_SIZE])
{
    char text[NAME_SIZE];
    if (act->kind != ACT_ACCESS || act->address != variable->address ||
        act->size != variable->size || json_object_get(act->event, "overtaken") != NULL) {
        return false;
    }
    const bool is_bit_field = names_bit_field(story->names, variable->event);
    short_value(story, is_bit_field ? variable->event : act->event, act->event, text);
    snprintf(value, VALUE_SIZE, "%.60s", text);
    return true;
}

static void find_values(struct story *story)
{
    char now[MOST_VARIABLES][VALUE_SIZE] = {{0}};
    int row = 0;
    for (int i = 0; i < story->acts.count && row < story->row_count; i++) {
        for (int j = 0; j < story->variable_count; j++) {
            story_value(story, &story->acts.all[i], &story->variables[j], now[j]);
        }
        while (row < story->row_count && story->rows[row].last <= i) {
            memcpy(story->rows[row++].values, now, sizeof now);
        }
    }
}

/* -- all of it -- */

static int finish(struct story *story, bool *chosen, bool unicode)
{
    const int error = make_rows(story, chosen);
    if (error == 0) {
        find_columns(story);
        if (story->variable_count == 0) {
            find_variables(story);
            tell_variables_apart(story);
        }
        find_values(story);
        for (int i = 0; i < story->row_count; i++) {
            row_words(story, &story->rows[i], chosen, unicode);
        }
    }
    return error;
}

int story_of(const json_t *trace, const struct failure *failure, struct names *names, bool unicode,
             struct story *story)
{
    memset(story, 0, sizeof *story);
    story->names = names;
    int error = acts_read(trace, failure->race, &story->acts);
    if (error != 0) {
        return error;
    }
    bool *chosen = calloc((size_t)story->acts.count + 1, sizeof *chosen);
    if (chosen == NULL) {
        story_release(story);
        return ENOMEM;
    }
    struct failure folded = *failure;
    story->passing = operations_folded(failure->passing, failure->race);
    folded.passing = story->passing;
    cause_of(&story->acts, &folded, names, &story->cause);
    slice(story, chosen);
    error = finish(story, chosen, unicode);
    free(chosen);
    if (error != 0) {
        story_release(story);
    }
    return error;
}

/* Has the other story a row of this thread with an act at the same instruction? */
static bool has_row_at(const struct story *story, const char *thread, unsigned long pc)
{
    for (int i = 0; i < story->row_count; i++) {
        const struct row *row = &story->rows[i];
        for (int j = row->first; j <= row->last; j++) {
            if (story->acts.all[j].thread == row->thread && story->acts.all[j].pc == pc &&
                strcmp(story->acts.threads[row->thread], thread) == 0) {
                return true;
            }
        }
    }
    return false;
}

int story_beside(const json_t *passing, const struct story *story, bool unicode,
                 struct story *beside)
{
    memset(beside, 0, sizeof *beside);
    beside->names = story->names;
    beside->cause = (struct cause){.fatal = NO_ACT,
                                   .left_locked = NO_ACT,
                                   .may_read = NO_ACT,
                                   .turning = story->cause.turning,
                                   .goes_on = story->cause.goes_on};
    memcpy(beside->variables, story->variables, sizeof beside->variables);
    beside->variable_count = story->variable_count;
    int error = acts_read(passing, NULL, &beside->acts);
    bool *chosen = error == 0 ? calloc((size_t)beside->acts.count + 1, sizeof *chosen) : NULL;
    if (chosen == NULL) {
        story_release(beside);
        return ENOMEM;
    }
    const int from = story->row_count > 0 ? story->rows[0].first : 0;
    for (int i = 0; i < beside->acts.count; i++) {
        const struct act *act = &beside->acts.all[i];
        chosen[i] = i >= from && act->kind != ACT_STUCK &&
                    has_row_at(story, beside->acts.threads[act->thread], act->pc);
        if (count_rows(beside, chosen) > MOST_ROWS) {
            chosen[i] = false;
            break;
        }
    }
    error = finish(beside, chosen, unicode);
    free(chosen);
    if (error != 0) {
        story_release(beside);
    }
    return error;
}

void story_release(struct story *story)
{
    acts_release(&story->acts);
    json_decref(story->passing);
    free(story->rows);
    story->passing = NULL;
    story->rows = NULL;
    story->row_count = 0;
}

struct fold story_left_out(const struct story *story)
{
    struct fold all = story->after;
    for (int i = 0; i < story->row_count; i++) {
        const struct fold *fold = &story->rows[i].before;
        for (int j = 0; j < story->acts.thread_count; j++) {
            all.steps[j] += fold->steps[j];
        }
        all.count += fold->count;
    }
    return all;
}

/* -- words -- */

enum { MOST_NAMED = 2 }; /* threads of a fold, by their names */

const char *fold_words(const struct story *story, const struct fold *fold,
                       char text[static TEXT_SIZE])
{
    size_t length = 0;
    int threads = 0;
    for (int i = 0; i < story->acts.thread_count; i++) {
        threads += fold->steps[i] > 0;
    }
    text[0] = '\0';
    if (threads > MOST_NAMED) {
        snprintf(text, TEXT_SIZE, "%d steps of %d threads", fold->count, threads);
        return text;
    }
    for (int i = 0; i < story->acts.thread_count; i++) {
        if (fold->steps[i] > 0) {
            char name[NAME_SIZE];
            const char *noun = length > 0 ? "" : fold->steps[i] == 1 ? "step " : "steps ";
            names_thread(story->names, story->acts.threads[i], name);
            length += (size_t)snprintf(text + length, TEXT_SIZE - length, "%s%d %sof %.200s",
                                       length > 0 ? ", " : "", fold->steps[i], noun, name);
        }
    }
    return text;
}
