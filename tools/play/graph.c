/*
 * graph.c - see graph.h.
 *
 * As JSON: {"texts": [TEXT...], "places": [[file, line]...], "names": [[letter, name]...],
 * "nodes": [NODE...]}, where a NODE is
 *
 *   {"t": [[state, next, waits, place]...],     each thread; texts and places by their numbers
 *    "v": [[name, value]...], "o": [[name, words]...],
 *    "e": [[thread, to, words, place, choice, choices, schedule]...], what can be done
 *    "f": failure, "s": sentence, "w": it is a win, "x": it has ended, "r": outcome,
 *    "p": preemptions so far, where they are bounded}
 *
 * "bound" is how many there may be, where that leaves steps out: such a thread can go, and has no
 * edge.
 * Numbers of texts are -1 where there is none. "start" is the schedule up to the first node, and an
 * edge's what it adds to the schedule before it ("A2", or "A2B1" where others went on by
 * themselves; -1: that isn't known).
 */
#include "graph.h"

#include "common/clock.h"
#include "common/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_SIZE = 40, MOST_DEPTH = 4000, MOST_THREADS_HERE = 128 };

struct making {
    struct model *model;
    json_t *nodes, *texts, *places, *names;
    json_t *known_texts, *known_places, *known_nodes; /* to their numbers */
    const struct graph_limits *limits;
    double deadline;
    bool left_out; /* a step, as it would be a preemption too many */
    bool stopped;  /* there are more, or a line is too long, or was cut: what comes isn't known */
};

/* -- numbers for what is said often -- */

static int number_of(json_t *known, json_t *all, const char *key, json_t *value)
{
    const json_t *number = json_object_get(known, key);
    if (number != NULL) {
        json_decref(value);
        return (int)json_integer_value(number);
    }
    const int next = (int)json_array_size(all);
    json_object_set_new(known, key, json_integer(next));
    json_array_append_new(all, value);
    return next;
}

static int text_number(struct making *making, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return -1;
    }
    json_t *value = json_string(text);
    return number_of(making->known_texts, making->texts, text,
                     value != NULL ? value : json_string("?")); /* it isn't UTF-8 */
}

static int place_number(struct making *making, bool has_place, const struct place *place)
{
    char key[sizeof place->file + 16];
    if (!has_place) {
        return -1;
    }
    snprintf(key, sizeof key, "%s:%d", place->file, place->line);
    json_t *value = json_pack("[s, i]", place->file, place->line);
    return value == NULL ? -1 : number_of(making->known_places, making->places, key, value);
}

/* -- when two states are the same -- */

/* Fowler, Noll, Vo: FNV-1a, in two that begin otherwise. */
struct hash {
    uint64_t one, other;
};

static void add_bytes(struct hash *hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) {
        hash->one = (hash->one ^ at[i]) * 0x100000001b3;
        hash->other = (hash->other ^ at[i]) * 0x9e3779b97f4a7c15;
        hash->other ^= hash->other >> 29;
    }
}

static void add_text(struct hash *hash, const char *text)
{
    if (text != NULL) {
        add_bytes(hash, text, strlen(text));
    }
    add_bytes(hash, "", 1);
}

static void add_number(struct hash *hash, long number)
{
    add_bytes(hash, &number, sizeof number);
}

static void key_of(const struct stepping_state *state, bool bounded, char key[static KEY_SIZE])
{
    char words[TEXT_SIZE];
    struct hash hash = {0xcbf29ce484222325, 0x84222325cbf29ce4};
    for (int thread = 0; thread < state->thread_count; thread++) {
        for (int i = 0; i < state->position; i++) {
            const struct stepping_row *row = &state->rows[i];
            if (row->thread == thread) {
                add_text(&hash, row->words);
                add_number(&hash, row->has_place ? row->place.line : 0);
                add_number(&hash, row->chosen);
            }
        }
        add_number(&hash, (long)state->threads[thread].state);
        add_text(&hash, state->threads[thread].next);
        add_text(&hash, state->threads[thread].waits);
    }
    for (int i = 0; i < state->variable_count; i++) {
        add_text(&hash, state->variables[i].name);
        add_text(&hash, state->variables[i].value);
    }
    for (int i = 0; i < state->object_count; i++) {
        add_text(&hash, state->objects[i].name);
        add_text(&hash, stepping_object_words(state, &state->objects[i], false, words));
    }
    add_text(&hash, state->failure);
    add_number(&hash, state->ended);
    if (bounded) {
        add_number(&hash, state->last);
        add_number(&hash, state->preemptions);
    }
    snprintf(key, KEY_SIZE, "%016lx%016lx", (unsigned long)hash.one, (unsigned long)hash.other);
}

/* -- schedules -- */

/* A schedule without the mark at its end. */
static size_t length_of(const char *schedule)
{
    return strcspn(schedule, ".@");
}

/* A part of a schedule, "A3" or a mark, ":1": how long its name is, and its number. */
struct part {
    size_t name, length;
    long number;
};

/* The part that begins there; one of no length at the end. */
static struct part part_at(const char *schedule)
{
    struct part part = {.name = schedule[0] == '(' ? strcspn(schedule, ")") + 1
                                                   : strcspn(schedule, "0123456789.@")};
    char *end;
    part.number = strtol(schedule + part.name, &end, 10);
    part.length = part.name > 0 ? (size_t)(end - schedule) : 0;
    return part;
}

/* How many bytes of two schedules are parts that both begin with. */
static size_t same_parts(const char *one, const char *other)
{
    size_t at = 0;
    for (struct part part; (part = part_at(one + at)).length > 0; at += part.length) {
        const struct part beside = part_at(other + at);
        if (beside.length != part.length || memcmp(one + at, other + at, part.length) != 0) {
            break;
        }
    }
    return at;
}

/* What a schedule adds to the one before it, which is the same up to its last part: that has become
 * longer, and there may be marks before it. The caller frees it; NULL: it is another schedule. */
static char *added(const char *before, const char *after, const char *letter)
{
    const size_t same = same_parts(before, after);
    const char *rest = after + same;
    const struct part last = part_at(before + same);
    if (last.length == 0) {
        return length_of(rest) > 0 ? text_format("%.*s", (int)length_of(rest), rest)
                                   : text_format("%s0", letter);
    }
    const size_t marks = strspn(rest, ":0123456789");
    const struct part longer = part_at(rest + marks);
    if (before[same + last.length] != '\0' && strchr(".@", before[same + last.length]) == NULL) {
        return NULL;
    }
    if (longer.name != last.name || memcmp(rest + marks, before + same, last.name) != 0 ||
        longer.number < last.number) {
        return NULL;
    }
    const char *behind = rest + marks + longer.length;
    return text_format("%.*s%.*s%ld%.*s", (int)marks, rest, (int)last.name, before + same,
                       longer.number - last.number, (int)length_of(behind), behind);
}

/* -- nodes -- */

static json_t *threads_of(struct making *making, const struct stepping_state *state)
{
    json_t *threads = json_array();
    for (int i = 0; i < state->thread_count; i++) {
        const struct stepping_thread *thread = &state->threads[i];
        json_array_append_new(threads,
                              json_pack("[i, i, i, i]", (int)thread->state,
                                        text_number(making, thread->next),
                                        text_number(making, thread->waits),
                                        place_number(making, thread->has_place, &thread->place)));
        if (i >= (int)json_array_size(making->names)) {
            json_array_append_new(making->names, json_pack("[s, s]", thread->letter, thread->name));
        }
    }
    return threads;
}

static json_t *shared_of(struct making *making, const struct stepping_state *state)
{
    json_t *variables = json_array();
    for (int i = 0; i < state->variable_count; i++) {
        const struct stepping_variable *variable = &state->variables[i];
        if (variable->name[0] == '"') {
            continue; /* a text in the program */
        }
        json_array_append_new(variables, json_pack("[i, i]", text_number(making, variable->name),
                                                   text_number(making, variable->value)));
    }
    return variables;
}

static json_t *objects_of(struct making *making, const struct stepping_state *state)
{
    char words[TEXT_SIZE];
    json_t *objects = json_array();
    for (int i = 0; i < state->object_count; i++) {
        const struct stepping_object *object = &state->objects[i];
        json_array_append_new(
            objects,
            json_pack("[i, i]", text_number(making, object->name),
                      text_number(making, stepping_object_words(state, object, false, words))));
    }
    return objects;
}

static json_t *node_of(struct making *making)
{
    const struct stepping_state *state = making->model->state;
    json_t *node = json_pack("{s:o, s:o, s:o, s:[]}", "t", threads_of(making, state), "v",
                             shared_of(making, state), "o", objects_of(making, state), "e");
    if (state->failure != NULL) {
        const char *sentence = state->sentence[0] != '\0' ? state->sentence : state->message;
        json_object_set_new(node, "f", json_integer(text_number(making, state->failure)));
        json_object_set_new(node, "s", json_integer(text_number(making, sentence)));
    }
    if (making->model->broken) {
        json_object_set_new(node, "w", json_true());
    }
    if (state->ended) {
        json_object_set_new(node, "x", json_true());
    }
    if (state->has_outcome) {
        json_object_set_new(node, "r", json_integer(state->outcome));
    }
    if (making->limits->preemptions != GRAPH_ANY) {
        json_object_set_new(node, "p", json_integer(state->preemptions));
    }
    return node;
}

/* Has the line more preemptions than there may be? */
static bool is_beyond(const struct making *making)
{
    return making->limits->preemptions != GRAPH_ANY &&
           making->model->state->preemptions > making->limits->preemptions;
}

static int visit(struct making *making, int *number);

/* The state after a step: its node, and the edge to it. */
static int follow(struct making *making, json_t *edges, int at, int thread, const char *before)
{
    int to;
    const struct stepping_row *row = &making->model->state->rows[at];
    char *piece =
        added(before, making->model->state->schedule, making->model->state->threads[thread].letter);
    json_t *edge = json_pack("[i, i, i, i, i, i, i]", thread, -1, text_number(making, row->words),
                             place_number(making, row->has_place, &row->place), row->chosen,
                             row->choices, text_number(making, piece));
    free(piece);
    json_array_append_new(edges, edge);
    const int error = visit(making, &to);
    if (error == 0) {
        json_array_set_new(edge, 1, json_integer(to));
    }
    return error;
}

/* All that the thread can do from step `at` on, one choice after the other. */
static int visit_thread(struct making *making, json_t *edges, int at, int thread)
{
    int choices = 1, error = 0;
    for (int choice = 0; choice < choices && error == 0 && !making->stopped; choice++) {
        error = model_stand(making->model, at);
        char *before = text_format("%s", making->model->state->schedule);
        error = error != 0 ? error : model_step_plainly(making->model, thread, choice);
        if (error == 0 && is_beyond(making)) {
            making->left_out = true;
        } else if (error == 0) {
            choices = making->model->state->rows[at].choices;
            error = follow(making, edges, at, thread, before);
        }
        free(before);
    }
    return error;
}

/* The node of where the session stands, with all that can come after it. The session's line still
 * begins as it did; where it stands is anywhere. */
static int visit(struct making *making, int *number)
{
    char key[KEY_SIZE];
    bool can_go[MOST_THREADS_HERE] = {false};
    const struct stepping_state *state = making->model->state;
    const int at = state->position;
    key_of(state, making->limits->preemptions != GRAPH_ANY, key);
    const json_t *known = json_object_get(making->known_nodes, key);
    if (known != NULL) {
        *number = (int)json_integer_value(known);
        return 0;
    }
    *number = (int)json_array_size(making->nodes);
    json_object_set_new(making->known_nodes, key, json_integer(*number));
    json_t *node = node_of(making);
    json_array_append_new(making->nodes, node);
    if (*number >= making->limits->nodes || at >= MOST_DEPTH || state->cut ||
        seconds_now() > making->deadline) {
        making->stopped = true;
        return 0;
    }
    if (state->ended) {
        return 0;
    }
    const int count = state->thread_count;
    for (int i = 0; i < count && i < MOST_THREADS_HERE; i++) {
        can_go[i] = state->threads[i].state == STEPPING_CAN_GO;
    }
    for (int i = 0; i < count && i < MOST_THREADS_HERE && !making->stopped; i++) {
        const int error = can_go[i] ? visit_thread(making, json_object_get(node, "e"), at, i) : 0;
        if (error != 0) {
            return error;
        }
    }
    return 0;
}

int graph_of(struct model *model, const struct graph_limits *limits, struct graph *graph)
{
    int first;
    struct making making = {.model = model,
                            .nodes = json_array(),
                            .texts = json_array(),
                            .places = json_array(),
                            .names = json_array(),
                            .known_texts = json_object(),
                            .known_places = json_object(),
                            .known_nodes = json_object(),
                            .limits = limits,
                            .deadline = seconds_now() + limits->seconds};
    int error = model_stand(model, 0);
    char *start =
        text_format("%.*s", (int)length_of(model->state->schedule), model->state->schedule);
    error = error != 0 ? error : visit(&making, &first);
    graph->nodes = (long)json_array_size(making.nodes);
    graph->is_whole = error == 0 && !making.stopped;
    graph->left_out = making.left_out;
    graph->json = json_pack("{s:s, s:o, s:o, s:o, s:o}", "start", start, "texts", making.texts,
                            "places", making.places, "names", making.names, "nodes", making.nodes);
    if (making.left_out) {
        json_object_set_new(graph->json, "bound", json_integer(limits->preemptions));
    }
    free(start);
    json_decref(making.known_texts);
    json_decref(making.known_places);
    json_decref(making.known_nodes);
    if (error != 0) {
        graph_release(graph);
    }
    return error;
}

void graph_release(struct graph *graph)
{
    json_decref(graph->json);
    graph->json = NULL;
}
