/* execution.c - a whole execution as a page shows it; see story_execution in story.h. */
#include "story.h"

#include "happens.h"

#include "interleave/trace/contents.h"
#include "interleave/trace/timeline.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_EVENTS = 20000, MOST_VALUES = 24, MOST_LOCKS = 32 };

/* What is made of one execution. */
struct execution {
    const struct story *story;
    int threads[MOST_THREADS]; /* where each of acts.threads stands, main first */
    int *shown;                /* the index of each act's event, or NO_ACT */
    int *rows;                 /* the row of each act, or NO_ACT */
    int shown_count;
    long left_out;
    char variables[MOST_VALUES][NAME_SIZE];
    int variable_count;
    const json_t *trace; /* with what happens within libraries' operations */
    struct contents contents;
    char held_then[MOST_VALUES][NAME_SIZE]; /* what libraries' objects held, as it was told last */
    unsigned long locks[MOST_LOCKS];        /* addresses */
    json_t *lock_names;
    const json_t *held[MOST_THREADS]; /* as each thread's last event had it */
    json_t *places;
};

/* -- which acts are shown -- */

static void find_rows(struct execution *execution)
{
    const struct story *story = execution->story;
    for (int i = 0; i < story->acts.count; i++) {
        execution->rows[i] = NO_ACT;
    }
    for (int i = 0; i < story->row_count; i++) {
        for (int j = story->rows[i].first; j <= story->rows[i].last; j++) {
            if (story->acts.all[j].thread == story->rows[i].thread) {
                execution->rows[j] = i;
            }
        }
    }
}

static bool is_shown(const struct execution *execution, int act)
{
    const struct act *it = &execution->story->acts.all[act];
    return it->counts || it->conflicts || execution->rows[act] != NO_ACT;
}

/* Of an execution that is too long for a page, the last part; rows always. */
static void choose(struct execution *execution)
{
    const struct acts *acts = &execution->story->acts;
    long many = -MOST_EVENTS;
    for (int i = 0; i < acts->count; i++) {
        many += is_shown(execution, i);
    }
    for (int i = 0; i < acts->count; i++) {
        const bool is_kept = execution->rows[i] != NO_ACT || many <= 0;
        execution->shown[i] = NO_ACT;
        if (is_shown(execution, i) && is_kept) {
            execution->shown[i] = execution->shown_count++;
        } else if (is_shown(execution, i)) {
            execution->left_out++;
            many--;
        }
    }
}

static void order_threads(struct execution *execution)
{
    const struct acts *acts = &execution->story->acts;
    for (int i = 0; i < acts->thread_count; i++) {
        int before = 0;
        for (int j = 0; j < acts->thread_count; j++) {
            const bool is_main = strcmp(acts->threads[i], "M") == 0;
            const bool other_main = strcmp(acts->threads[j], "M") == 0;
            const int order = strcmp(acts->threads[j], acts->threads[i]);
            before += j != i && (other_main || (!is_main && order < 0) || (order == 0 && j < i));
        }
        execution->threads[i] = before;
    }
}

/* -- an event -- */

/* A text that may have been cut within a character, which then says nothing. */
static json_t *text_of(char *text)
{
    json_t *whole = json_string(text);
    for (char *byte = text; whole == NULL && *byte != '\0'; byte++) {
        *byte = (char)((*byte & 0x80) != 0 ? '?' : *byte);
    }
    return whole != NULL ? whole : json_string(text);
}

static int place_index(struct execution *execution, const struct place *place)
{
    size_t i;
    const json_t *known;
    json_array_foreach(execution->places, i, known)
    {
        if (strcmp(json_string_value(json_array_get(known, 0)), place->file) == 0 &&
            strcmp(json_string_value(json_array_get(known, 1)), place->folder) == 0) {
            return (int)i;
        }
    }
    json_t *added = json_pack("[s, s]", place->file, place->folder);
    if (added == NULL) {
        return NO_ACT; /* the name is no UTF-8 */
    }
    json_array_append_new(execution->places, added);
    return (int)i;
}

static void tell_place(struct execution *execution, int act, json_t *told)
{
    struct place place;
    if (!story_place(execution->story, act, &place)) {
        return;
    }
    const int file = place_index(execution, &place);
    if (file != NO_ACT) {
        json_object_set_new(told, "file", json_integer(file));
        json_object_set_new(told, "line", json_integer(place.line));
        json_object_set_new(told, "column", json_integer(place.column));
    }
    if (place.function != NULL) {
        json_object_set_new(told, "function", json_string(place.function));
    }
}

/* The variable of that name, a new one if there is room; NO_ACT. */
static int variable_called(struct execution *execution, const char *name)
{
    for (int i = 0; i < execution->variable_count; i++) {
        if (strcmp(execution->variables[i], name) == 0) {
            return i;
        }
    }
    if (execution->variable_count == MOST_VALUES || name[0] == '\0') {
        return NO_ACT;
    }
    snprintf(execution->variables[execution->variable_count], NAME_SIZE, "%s", name);
    return execution->variable_count++;
}

static void add_value(json_t *sets, int variable, char *value)
{
    json_array_append_new(sets, json_pack("[i, o]", variable, text_of(value)));
}

/* What an access that others meet with leaves in which variables. */
static void tell_values(struct execution *execution, const struct act *act, json_t *told)
{
    const struct story *story = execution->story;
    char value[VALUE_SIZE] = "", name[NAME_SIZE], text[NAME_SIZE];
    int uses = NO_ACT;
    json_t *sets = json_array();
    for (int i = 0; i < story->variable_count; i++) {
        if (story_value(story, act, &story->variables[i], value)) {
            add_value(sets, i, value);
            uses = uses == NO_ACT ? i : uses;
        }
    }
    if (uses == NO_ACT && act->conflicts) {
        uses = variable_called(execution, names_of(story->names, act->event, name));
        if (uses >= story->variable_count && act->size <= 8 &&
            json_object_get(act->event, "overtaken") == NULL) {
            names_value(story->names, act->event, "after", text);
            add_value(sets, uses, text);
        }
    }
    if (json_array_size(sets) > 0) {
        json_object_set(told, "sets", sets);
    }
    json_decref(sets);
    if (uses != NO_ACT) {
        json_object_set_new(told, "uses", json_integer(uses));
        json_object_set_new(told, "writes", json_boolean(act->writes));
        json_object_set_new(told, "atomic",
                            json_boolean(strncmp(act_does(act), "atomic ", 7) == 0));
    }
}

/* The lock at that address; NO_ACT: there are too many. naming: an event about it, or NULL. */
static int lock_at(struct execution *execution, unsigned long address, const json_t *naming)
{
    char name[NAME_SIZE];
    size_t i = 0;
    const size_t count = json_array_size(execution->lock_names);
    while (i < count && execution->locks[i] != address) {
        i++;
    }
    if (i == MOST_LOCKS) {
        return NO_ACT;
    }
    if (i == count) {
        execution->locks[i] = address;
        snprintf(name, sizeof name, "a lock at %#lx", address);
        json_array_append_new(execution->lock_names, text_of(name));
    }
    if (naming != NULL) {
        names_of(execution->story->names, naming, name);
        json_array_set_new(execution->lock_names, i, text_of(name));
    }
    return (int)i;
}

/* The locks that the thread holds after the act, where those are others than before. */
static void tell_locks(struct execution *execution, const struct act *act, json_t *told)
{
    size_t i;
    const json_t *address, *held = json_object_get(act->event, "held");
    if (act->kind == ACT_LOCK || act->kind == ACT_UNLOCK || act->kind == ACT_TRY) {
        lock_at(execution, act->object, act->event);
    }
    if (held == NULL || (act->kind != ACT_WAIT && execution->held[act->thread] != NULL &&
                         json_equal(execution->held[act->thread], held))) {
        return;
    }
    json_t *locks = json_array();
    json_array_foreach(held, i, address)
    {
        const bool gives_back = act->kind == ACT_WAIT && i + 1 == json_array_size(held);
        const int lock = lock_at(execution, (unsigned long)json_integer_value(address), NULL);
        if (lock != NO_ACT && !gives_back) {
            json_array_append_new(locks, json_integer(lock));
        }
    }
    execution->held[act->thread] = act->kind == ACT_WAIT ? NULL : held;
    json_object_set_new(told, "held", locks);
}

/* -- what libraries' objects hold -- */

/* An operation that is one act has all that it puts and takes where it takes effect. */
static void heed_operation(struct execution *execution, const json_t *operation)
{
    const json_t *number = json_object_get(operation, "n");
    size_t i = (size_t)json_integer_value(number);
    for (; i < json_array_size(execution->trace); i++) {
        const json_t *event = json_array_get(execution->trace, i);
        if (names_outermost(execution->story->names, event) == operation) {
            contents_heed(&execution->contents, event);
        }
        if (json_equal(json_object_get(event, "inside"), number) &&
            strcmp(json_string_value(json_object_get(event, "do")), "operation ends") == 0) {
            return;
        }
    }
}

static void heed(struct execution *execution, const struct act *act)
{
    const struct acts *acts = &execution->story->acts;
    const bool is_folded = (size_t)acts->count < json_array_size(execution->trace);
    if (act->kind != ACT_OPERATION) {
        contents_heed(&execution->contents, act->event);
    } else if (is_folded) {
        heed_operation(execution, act->event);
    }
}

/* Where one holds something else than was told last, as the value of a variable. */
static void tell_contents(struct execution *execution, json_t *told)
{
    char name[NAME_SIZE], words[NAME_SIZE];
    json_t *sets = json_object_get(told, "sets");
    sets = sets != NULL ? json_incref(sets) : json_array();
    for (size_t i = 0; i < execution->contents.count; i++) {
        const struct content *content = &execution->contents.all[i];
        content_words(execution->story->names, content, words);
        const int variable =
            variable_called(execution, content_name(execution->story->names, content, name));
        if (variable != NO_ACT && strcmp(execution->held_then[variable], words) != 0) {
            snprintf(execution->held_then[variable], NAME_SIZE, "%s", words);
            add_value(sets, variable, words);
        }
    }
    if (json_array_size(sets) > 0) {
        json_object_set(told, "sets", sets);
    }
    json_decref(sets);
}

static json_t *event_of(struct execution *execution, int index)
{
    const struct act *act = &execution->story->acts.all[index];
    char words[TEXT_SIZE];
    timeline_words(act->event, execution->story->names, true, words);
    json_t *told =
        json_pack("{s:i, s:o}", "thread", execution->threads[act->thread], "words", text_of(words));
    tell_place(execution, index, told);
    tell_values(execution, act, told);
    tell_locks(execution, act, told);
    tell_contents(execution, told);
    if (act->kind == ACT_WAIT || act->kind == ACT_STUCK || act_is(act, "pthread_barrier_wait")) {
        json_object_set_new(told, "waits", text_of(words));
    }
    if (execution->rows[index] != NO_ACT) {
        json_object_set_new(told, "row", json_integer(execution->rows[index]));
    }
    if (index == execution->story->cause.fatal) {
        json_object_set_new(told, "wrong", json_true());
    }
    return told;
}

/* -- all of it -- */

static json_t *events_of(struct execution *execution)
{
    json_t *events = json_array();
    for (int i = 0; i < execution->story->acts.count; i++) {
        heed(execution, &execution->story->acts.all[i]);
        if (execution->shown[i] != NO_ACT) {
            json_array_append_new(events, event_of(execution, i));
        }
    }
    contents_release(&execution->contents);
    return events;
}

static json_t *rows_of(const struct execution *execution)
{
    const struct story *story = execution->story;
    json_t *told = story_json(story), *rows = json_incref(json_object_get(told, "rows"));
    for (int i = 0; i < story->row_count; i++) {
        json_t *row = json_array_get(rows, (size_t)i);
        json_object_set_new(row, "first", json_integer(execution->shown[story->rows[i].first]));
        json_object_set_new(row, "last", json_integer(execution->shown[story->rows[i].last]));
        json_object_del(row, "left_out_before");
    }
    json_decref(told);
    return rows;
}

static json_t *edges_of(const struct execution *execution, const json_t *trace)
{
    struct edges edges;
    json_t *told = json_array();
    if (happens_before(trace, &execution->story->acts, &edges) != 0) {
        return told;
    }
    for (int i = 0; i < edges.count; i++) {
        const struct edge *edge = &edges.all[i];
        if (execution->shown[edge->from] != NO_ACT && execution->shown[edge->to] != NO_ACT) {
            json_array_append_new(told, json_pack("[i, i, s]", execution->shown[edge->from],
                                                  execution->shown[edge->to], edge->reason));
        }
    }
    free(edges.all);
    return told;
}

static json_t *threads_of(const struct execution *execution)
{
    const struct story *story = execution->story;
    json_t *threads = json_array();
    for (int place = 0; place < story->acts.thread_count; place++) {
        for (int i = 0; i < story->acts.thread_count; i++) {
            char name[NAME_SIZE];
            const char *letter = story->acts.threads[i];
            if (execution->threads[i] == place) {
                names_thread(story->names, letter, name);
                json_array_append_new(threads, json_pack("[s, o]", letter, text_of(name)));
            }
        }
    }
    return threads;
}

static json_t *told(struct execution *execution, const json_t *trace)
{
    json_t *variables = json_array(), *events = events_of(execution);
    for (int i = 0; i < execution->variable_count; i++) {
        json_array_append_new(variables, text_of(execution->variables[i]));
    }
    return json_pack("{s:o, s:o, s:i, s:O, s:I, s:o, s:o, s:o}", "threads", threads_of(execution),
                     "variables", variables, "columns", execution->story->variable_count, "locks",
                     execution->lock_names, "left_out", (json_int_t)execution->left_out, "events",
                     events, "rows", rows_of(execution), "edges", edges_of(execution, trace));
}

json_t *story_execution(const json_t *trace, const struct story *story, json_t *places)
{
    const size_t room = (size_t)story->acts.count + 1;
    struct execution execution = {.story = story,
                                  .shown = calloc(room, sizeof *execution.shown),
                                  .rows = calloc(room, sizeof *execution.rows),
                                  .lock_names = json_array(),
                                  .places = places,
                                  .trace = trace};
    json_t *made = NULL;
    if (execution.shown != NULL && execution.rows != NULL && execution.lock_names != NULL) {
        for (int i = 0; i < story->variable_count; i++) {
            variable_called(&execution, story->variables[i].name);
        }
        find_rows(&execution);
        order_threads(&execution);
        choose(&execution);
        made = told(&execution, trace);
    }
    free(execution.shown);
    free(execution.rows);
    json_decref(execution.lock_names);
    return made;
}
