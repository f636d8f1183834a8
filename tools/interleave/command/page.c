/* page.c - see page.h. */
#include "page.h"

#include "common/fields.h"
#include "common/hash.h"
#include "page/assets.h"
#include "page/document.h"
#include "show_parts.h"
#include "version.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FILES = 32, MOST_BYTES = 1 << 19, WIDE = 4000 };

static json_t *text_json(const char *text)
{
    return document_text(text, strlen(text));
}

/* -- the sources -- */

/* A source is where the compiler was told, from the folder in which it ran. */
static char *read_source(const char *file, const char *folder, size_t *length)
{
    char *path = NULL;
    if (file[0] == '/' || folder[0] == '\0') {
        return document_file(file, MOST_BYTES, length);
    }
    if (asprintf(&path, "%s/%s", folder, file) < 0) {
        return NULL;
    }
    char *bytes = document_file(path, MOST_BYTES, length);
    free(path);
    return bytes;
}

/* One that is not there any more, or is too large, has no text. */
static json_t *source_of(const json_t *place)
{
    const char *file = json_string_value(json_array_get(place, 0));
    const char *folder = json_string_value(json_array_get(place, 1));
    json_t *told = json_pack("{s:s}", "file", file);
    size_t length = 0;
    char *bytes = read_source(file, folder, &length);
    if (bytes != NULL && length < MOST_BYTES) {
        char hash[HASH_SIZE];
        hash_bytes(bytes, length, hash);
        json_object_set_new(told, "text", document_text(bytes, length));
        json_object_set_new(told, "sha256", json_string(hash));
    }
    free(bytes);
    return told;
}

static json_t *sources_of(const json_t *places)
{
    json_t *sources = json_array();
    for (size_t i = 0; i < json_array_size(places) && i < MOST_FILES; i++) {
        json_array_append_new(sources, source_of(json_array_get(places, i)));
    }
    return sources;
}

/* -- what is said of it -- */

/* Sets a member to what one of the parts writes, without the end of its line. */
static void set_line(json_t *about, const char *key, char *text)
{
    char *line = text != NULL ? text + strspn(text, "\n") : NULL;
    if (line != NULL && line[0] != '\0') {
        line[strcspn(line, "\n")] = '\0';
        json_object_set_new(about, key, text_json(line));
    }
    free(text);
}

static void set_decisive(json_t *about, const struct story *story, const struct reduced *reduced)
{
    const struct show_options options = {.width = WIDE, .unicode = true};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out != NULL) {
        show_decisive(story, reduced, &options, out);
        fclose(out);
        set_line(about, "decisive", text);
    }
}

/* "again: …", "its variables there, under gdb: …": what stands behind the colon. */
static void set_command(json_t *about, const char *key,
                        void (*show)(const json_t *, const struct shown *, FILE *),
                        const json_t *result, const struct shown *shown)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return;
    }
    show(result, shown, out);
    fclose(out);
    char *colon = text != NULL ? strstr(text, ": ") : NULL;
    if (colon != NULL) {
        memmove(text, colon + 2, strlen(colon + 2) + 1);
    }
    set_line(about, key, text);
}

static void show_debug(const json_t *result, const struct shown *shown, FILE *out)
{
    (void)result;
    show_gdb(shown, out);
}

static json_t *title_of(const struct shown *shown)
{
    const char *slash = strrchr(shown->program[0], '/');
    return text_json(shown->title != NULL ? shown->title
                     : slash != NULL      ? slash + 1
                                          : shown->program[0]);
}

static json_t *arguments_of(const struct shown *shown)
{
    const char *const *program = shown->reduced != NULL ? shown->reduced->program : shown->program;
    json_t *arguments = json_array();
    for (int i = 1; program[i] != NULL; i++) {
        json_array_append_new(arguments, text_json(program[i]));
    }
    return arguments;
}

/* The schedule that is shown, and how to see it again. */
static void set_schedule(json_t *about, const json_t *result, const struct shown *shown)
{
    const struct reduced *reduced = shown->reduced;
    const char *schedule = shown->is_replay  ? shown->schedule
                           : reduced != NULL ? reduced->schedule
                                             : text_in(result, "schedule");
    struct shown once = *shown;
    json_t *asked = json_pack("{s:s}", "schedule", schedule);
    once.schedule = schedule;
    if (reduced != NULL && shown->gdb == NULL) {
        once.program = reduced->program;
    }
    json_object_set_new(about, "schedule", text_json(schedule));
    set_command(about, "again", show_again, asked, &once);
    if (reduced == NULL || reduced->smaller == NULL || shown->gdb == NULL) {
        set_command(about, "debug", show_debug, asked, &once);
    }
    json_decref(asked);
    if (reduced != NULL) {
        json_object_set_new(about, "passing",
                            reduced->passing != NULL ? text_json(reduced->passing) : json_null());
        json_object_set_new(about, "preemptions",
                            reduced->is_small ? json_integer(reduced->preemptions) : json_null());
    }
}

static json_t *about_of(const json_t *result, const struct shown *shown, const struct story *story)
{
    char text[TEXT_SIZE];
    const struct failure failure = show_failure(result, shown->reduced);
    json_t *about =
        json_pack("{s:s, s:o, s:o, s:s}", "version", RACETRACK_VERSION, "title", title_of(shown),
                  "arguments", arguments_of(shown), "verdict", text_in(result, "verdict"));
    set_schedule(about, result, shown);
    names_message(story->names, failure.message, text);
    json_object_set_new(about, "message", text_json(text));
    if (failure.kind[0] == '\0') {
        return about;
    }
    json_object_set_new(about, "kind", text_json(show_kind(failure.kind, failure.message)));
    json_object_set_new(about, "race", json_boolean(failure.race != NULL));
    json_object_set_new(about, "says_all",
                        json_boolean(cause_says_all(story->cause.sentence, text)));
    json_object_set_new(about, "sentence", text_json(story->cause.sentence));
    if (show_consequence(story, shown, "row", text)) {
        json_object_set_new(about, "consequence", text_json(text));
    }
    if (shown->reduced != NULL) {
        set_decisive(about, story, shown->reduced);
    }
    return about;
}

/* -- the page -- */

/* The execution that is shown, and the one that passes where it is known. */
static json_t *runs_of(const json_t *trace, const struct story *story, const struct shown *shown,
                       json_t *places)
{
    struct story beside;
    const json_t *passing = shown->reduced != NULL && shown->reduced->passing != NULL
                                ? shown->reduced->shown.passing
                                : NULL;
    json_t *runs = json_array();
    json_array_append_new(runs, story_execution(trace, story, places));
    if (passing != NULL && story_beside(passing, story, true, &beside) == 0) {
        json_array_append_new(runs, story_execution(passing, &beside, places));
        story_release(&beside);
    }
    return runs;
}

static void put_page(FILE *out, const json_t *about, const json_t *runs, const json_t *sources)
{
    char title[TEXT_SIZE];
    snprintf(title, sizeof title, "%.400s: %.200s", text_in(about, "title"),
             text_in(about, "kind")[0] != '\0' ? text_in(about, "kind")
                                               : text_in(about, "verdict"));
    const struct document document = {.title = title,
                                      .css = page_timeline_css,
                                      .body = page_timeline_body,
                                      .script = page_timeline_js};
    document_begin(out, &document);
    document_data(out, "about", about);
    document_data(out, "runs", runs);
    document_data(out, "sources", sources);
    document_end(out, &document);
}

int page_write(const json_t *result, const json_t *trace, struct names *names,
               const struct shown *shown, const char *path)
{
    const json_t *where = shown->reduced != NULL ? shown->reduced->result : result;
    const struct failure failure = show_failure(where, shown->reduced);
    struct story story;
    if (json_array_size(trace) == 0) {
        return ENODATA;
    }
    if (story_of(trace, &failure, names, true, &story) != 0) {
        return ENOMEM;
    }
    if (failure.kind[0] == '\0') {
        story.row_count = 0; /* nothing went wrong: no row is more than another */
    }
    json_t *places = json_array(), *about = about_of(where, shown, &story);
    json_t *runs = runs_of(trace, &story, shown, places), *sources = sources_of(places);
    FILE *out = fopen(path, "w");
    int error = out == NULL ? errno : 0;
    if (out != NULL) {
        put_page(out, about, runs, sources);
        error = ferror(out) != 0 ? EIO : 0;
        error = fclose(out) != 0 ? errno : error;
    }
    json_decref(sources);
    json_decref(runs);
    json_decref(about);
    json_decref(places);
    story_release(&story);
    return error;
}
