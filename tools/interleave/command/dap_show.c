/* dap_show.c - see dap_show.h. */
#include "dap_show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES_OF_THREAD = 1000 };
enum { SHARED = 1, OTHERS, OBJECTS, SCHEDULE };

const char *dap_thread_name(const struct stepping_thread *thread, char name[static NAME_SIZE])
{
    return names_with_letter(thread->name, thread->letter, name);
}

static const char *state_words(const struct stepping_thread *thread)
{
    switch (thread->state) {
    case STEPPING_WAITS:
        return " waits";
    case STEPPING_LOOPS:
        return " loops";
    case STEPPING_ENDED:
        return " has ended";
    case STEPPING_CAN_GO:
    case STEPPING_STOPPED:
        break;
    }
    return "";
}

json_t *dap_threads(const struct stepping_state *state)
{
    char name[NAME_SIZE], words[NAME_SIZE + 20];
    json_t *threads = json_array();
    for (int i = 0; i < state->thread_count; i++) {
        const struct stepping_thread *thread = &state->threads[i];
        snprintf(words, sizeof words, "%s%s", dap_thread_name(thread, name), state_words(thread));
        json_array_append_new(threads, json_pack("{s:i, s:s}", "id", i + 1, "name", words));
    }
    return json_pack("{s:o}", "threads", threads);
}

char *dap_path(const struct place *place)
{
    char *path;
    const int length = place->file[0] == '/' || place->folder[0] == '\0'
                           ? asprintf(&path, "%s", place->file)
                           : asprintf(&path, "%s/%s", place->folder, place->file);
    if (length < 0) {
        return NULL;
    }
    char *real = realpath(path, NULL);
    if (real == NULL) {
        return path;
    }
    free(path);
    return real;
}

static json_t *frame_at(const struct place *place, const char *name, int id)
{
    json_t *frame =
        json_pack("{s:i, s:s, s:i, s:i}", "id", id, "name", name, "line",
                  place != NULL ? place->line : 0, "column", place != NULL ? place->column : 0);
    char *path = place != NULL ? dap_path(place) : NULL;
    if (path != NULL) {
        const char *slash = strrchr(path, '/');
        json_object_set_new(
            frame, "source",
            json_pack("{s:s, s:s}", "name", slash != NULL ? slash + 1 : path, "path", path));
    } else {
        json_object_set_new(frame, "presentationHint", json_string("subtle"));
    }
    free(path);
    return frame;
}

/* Where a thread that does nothing more was last; NULL: nowhere that is known. */
static const struct place *last_place(const struct stepping_state *state, int thread)
{
    for (int i = state->position - 1; i >= 0; i--) {
        if (state->rows[i].thread == thread && state->rows[i].has_place) {
            return &state->rows[i].place;
        }
    }
    return NULL;
}

static const char *function_of(const struct place *place)
{
    return place != NULL && place->function != NULL ? place->function : "?";
}

json_t *dap_stack(const struct stepping_state *state, int thread, int first, int count)
{
    const struct stepping_thread *of = &state->threads[thread];
    const struct place *last = of->depth == 0 ? last_place(state, thread) : NULL;
    const int depth = of->depth == 0 ? (last != NULL ? 1 : 0) : of->depth;
    const int end = count > 0 && first + count < depth ? first + count : depth;
    json_t *frames = json_array();
    for (int i = first; i < end; i++) {
        const struct place *place = last;
        char name[NAME_SIZE];
        if (of->depth > 0) {
            place = of->frames[i].has_place ? &of->frames[i].place : NULL;
        }
        snprintf(name, sizeof name, i == 0 && of->next[0] != '\0' ? "%.100s: %.150s" : "%.100s",
                 function_of(place), of->next);
        json_array_append_new(frames, frame_at(place, name, thread * FRAMES_OF_THREAD + i + 1));
    }
    return json_pack("{s:o, s:i}", "stackFrames", frames, "totalFrames", depth);
}

static json_t *scope_of(const char *name, int reference, int count)
{
    return json_pack("{s:s, s:i, s:i, s:b}", "name", name, "variablesReference", reference,
                     "namedVariables", count, "expensive", 0);
}

json_t *dap_scopes(const struct stepping_state *state)
{
    json_t *scopes = json_array();
    int shared = 0;
    for (int i = 0; i < state->variable_count; i++) {
        shared += state->variables[i].shared;
    }
    json_array_append_new(scopes, scope_of("Shared variables", SHARED, shared));
    json_array_append_new(scopes,
                          scope_of("Other variables", OTHERS, state->variable_count - shared));
    json_array_append_new(scopes,
                          scope_of("Locks, channels and the like", OBJECTS, state->object_count));
    json_array_append_new(scopes, scope_of("Schedule", SCHEDULE, 3));
    return json_pack("{s:o}", "scopes", scopes);
}

static void add(json_t *variables, const char *name, const char *value)
{
    json_array_append_new(variables, json_pack("{s:s, s:s, s:s, s:i}", "name", name, "value", value,
                                               "evaluateName", name, "variablesReference", 0));
}

json_t *dap_variables(const struct stepping_state *state, long reference)
{
    char words[TEXT_SIZE];
    json_t *variables = json_array();
    if (reference == SHARED || reference == OTHERS) {
        for (int i = 0; i < state->variable_count; i++) {
            if (state->variables[i].shared == (reference == SHARED)) {
                add(variables, state->variables[i].name, state->variables[i].value);
            }
        }
    } else if (reference == OBJECTS) {
        for (int i = 0; i < state->object_count; i++) {
            add(variables, state->objects[i].name,
                stepping_object_words(state, &state->objects[i], true, words));
        }
    } else if (reference == SCHEDULE) {
        snprintf(words, sizeof words, "%d of %d", state->position, state->length);
        add(variables, "step", words);
        add(variables, "schedule", state->schedule);
        snprintf(words, sizeof words, "%d", state->preemptions);
        add(variables, "preemptions", words);
    } else {
        json_decref(variables);
        return NULL;
    }
    return json_pack("{s:o}", "variables", variables);
}
