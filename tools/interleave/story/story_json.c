/* story_json.c - a story for other programs; see story.h. */
#include "story.h"

#include "happens.h"

#include <stdlib.h>

static json_t *place_of(const struct story *story, int act)
{
    struct place place;
    return story_place(story, act, &place) ? json_pack("{s:s, s:i, s:i}", "file", place.file,
                                                       "line", place.line, "column", place.column)
                                           : json_object();
}

static json_t *values_of(const struct story *story, const struct row *row)
{
    json_t *values = json_object();
    for (int i = 0; i < story->variable_count; i++) {
        json_object_set_new(values, story->variables[i].name, json_string(row->values[i]));
    }
    return values;
}

static json_t *fold_of(const struct story *story, const struct fold *fold)
{
    json_t *steps = json_object();
    for (int i = 0; i < story->acts.thread_count; i++) {
        if (fold->steps[i] > 0) {
            json_object_set_new(steps, story->acts.threads[i], json_integer(fold->steps[i]));
        }
    }
    return steps;
}

static json_t *row_of(const struct story *story, const struct row *row)
{
    json_t *told = place_of(story, row->first);
    json_object_set_new(told, "thread", json_string(story->acts.threads[row->thread]));
    json_object_set_new(told, "words", json_string(row->words));
    json_object_set_new(told, "wrong", json_boolean(row->is_fatal));
    json_object_set_new(told, "values", values_of(story, row));
    if (row->first <= story->cause.may_read && story->cause.may_read <= row->last) {
        json_object_set_new(told, "or_reads", json_string(story->cause.older));
    }
    json_object_set_new(told, "left_out_before", fold_of(story, &row->before));
    json_object_set_new(told, "first", json_integer(act_number(&story->acts.all[row->first], "n")));
    json_object_set_new(told, "last", json_integer(act_number(&story->acts.all[row->last], "n")));
    return told;
}

static json_t *threads_of(const struct story *story)
{
    json_t *threads = json_object();
    for (int i = 0; i < story->column_count; i++) {
        char name[NAME_SIZE];
        const char *letter = story->acts.threads[story->columns[i]];
        json_object_set_new(threads, letter, json_string(names_thread(story->names, letter, name)));
    }
    return threads;
}

json_t *story_orders(const json_t *trace, const struct story *story)
{
    struct edges edges;
    json_t *told = json_array();
    if (happens_before(trace, &story->acts, &edges) != 0) {
        return told;
    }
    for (int i = 0; i < edges.count; i++) {
        const struct edge *edge = &edges.all[i];
        json_array_append_new(
            told, json_pack("[I, I, s]", (json_int_t)act_number(&story->acts.all[edge->from], "n"),
                            (json_int_t)act_number(&story->acts.all[edge->to], "n"), edge->reason));
    }
    free(edges.all);
    return told;
}

json_t *story_json(const struct story *story)
{
    const struct cause *cause = &story->cause;
    json_t *rows = json_array(), *places = json_array(), *variables = json_array();
    for (int i = 0; i < story->row_count; i++) {
        json_array_append_new(rows, row_of(story, &story->rows[i]));
    }
    for (int i = 0; i < story->variable_count; i++) {
        json_array_append_new(variables, json_string(story->variables[i].name));
    }
    for (int i = 0; i < cause->place_count; i++) {
        json_t *place = place_of(story, cause->places[i].act);
        json_object_set_new(place, "role", json_string(cause->places[i].role));
        json_array_append_new(places, place);
    }
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "kind", cause->kind, "sentence",
                     cause->sentence, "threads", threads_of(story), "variables", variables, "rows",
                     rows, "left_out_after", fold_of(story, &story->after), "places", places);
}
