/* page.c - see page.h. */
#include "page.h"

#include "common/fields.h"
#include "common/hash.h"
#include "common/text.h"
#include "graph.h"
#include "page/assets.h"
#include "page/document.h"
#include "version.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More would be a page of many megabytes. Where that is too few for all states, the page has those
 * to which a few preemptions lead: as many more than the simplest failure needs as there is room
 * for. */
enum { MOST_NODES = 20000, MORE_PREEMPTIONS = 4 };
static const double most_seconds = 60;

/* One file: {"file": path, "lines": […], "sha256": …}. One that can't be read has no lines. */
static json_t *source_of(const char *file, struct sources *sources)
{
    char hash[HASH_SIZE];
    const char *line;
    json_t *lines = json_array();
    for (int number = 1; (line = sources_line(sources, file, number)) != NULL; number++) {
        json_array_append_new(lines, document_text(line, strlen(line)));
    }
    json_t *source =
        json_pack("{s:o, s:o}", "file", document_text(file, strlen(file)), "lines", lines);
    if (hash_file(file, hash) == 0) {
        json_object_set_new(source, "sha256", json_string(hash));
    }
    return source;
}

static bool is_known(const json_t *sources, const char *file)
{
    size_t i;
    const json_t *source;
    json_array_foreach(sources, i, source)
    {
        if (strcmp(text_in(source, "file"), file) == 0) {
            return true;
        }
    }
    return false;
}

/* The files that a place is in. */
static json_t *sources_of(const json_t *places, struct sources *sources)
{
    json_t *all = json_array();
    size_t i;
    const json_t *place;
    json_array_foreach(places, i, place)
    {
        const char *file = json_string_value(json_array_get(place, 0));
        if (file != NULL && !is_known(all, file)) {
            json_array_append_new(all, source_of(file, sources));
        }
    }
    return all;
}

/* The explorer's simplest failure, as the player's steps: {"schedule", "steps", "switches", "line":
 * [[thread, choice]…]}; null if it isn't known. The model stands somewhere else then. */
static json_t *simplest_of(struct model *model)
{
    if (!model->par.is_measured) {
        return json_null();
    }
    model_do(model, ORDER_SHOW_SHORT);
    json_t *line = json_array();
    for (int i = 0; i < model->par.steps && i < model->state->length; i++) {
        const struct stepping_row *row = &model->state->rows[i];
        json_array_append_new(line, json_pack("[i, i]", row->thread, row->chosen));
    }
    return json_pack("{s:s, s:i, s:i, s:o}", "schedule", model->par.schedule, "steps",
                     model->par.steps, "switches", model->par.switches, "line", line);
}

static json_t *about_of(const struct page *page, struct model *model)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:o}", "title", page->title, "how", page->how,
                     "version", RACETRACK_VERSION, "again_before", model->options.again_before,
                     "again_after", model->options.again_after, "proved",
                     model->par.verdict == PAR_PROVED, "simplest", simplest_of(model));
}

/* Writes it beside the path first. NULL, or why it can't. */
static const char *put_page(const struct page *page, const json_t *about, const json_t *graph,
                            const json_t *sources, const char *path)
{
    const struct document document = {
        .title = page->title, .css = page_play_css, .body = page_play_body, .script = page_play_js};
    char *draft = text_format("%s.new", path);
    FILE *out = fopen(draft, "we");
    int error = out == NULL ? errno : 0;
    if (out != NULL) {
        document_begin(out, &document);
        document_data(out, "about", about);
        document_data(out, "graph", graph);
        document_data(out, "sources", sources);
        document_end(out, &document);
        error = ferror(out) != 0 ? EIO : 0;
        error = fclose(out) != 0 ? errno : error;
        error = error == 0 && rename(draft, path) != 0 ? errno : error;
        if (error != 0) {
            remove(draft);
        }
    }
    free(draft);
    return error != 0 ? strerror(error) : NULL;
}

/* The graph with all states; or else with as many preemptions as there is room for. What isn't
 * whole then has none to show. Returns 0, or an error number. */
static int graph_that_fits(struct model *model, struct graph *graph)
{
    struct graph_limits limits = {MOST_NODES, most_seconds, GRAPH_ANY};
    const int needed = model->par.is_measured ? model->par.preemptions : 0;
    int error = graph_of(model, &limits, graph);
    for (int more = 0; error == 0 && more <= MORE_PREEMPTIONS; more++) {
        struct graph larger;
        if (graph->is_whole && !graph->left_out) {
            break;
        }
        limits.preemptions = needed + more;
        error = graph_of(model, &limits, &larger);
        if (error != 0 || !larger.is_whole) {
            graph_release(error == 0 ? &larger : graph);
            break;
        }
        graph_release(graph);
        *graph = larger;
    }
    return error;
}

const char *page_write(const struct page *page, struct model *model, struct sources *sources,
                       const char *path)
{
    struct graph graph;
    static char problem[200];
    const int error = graph_that_fits(model, &graph);
    if (error != 0) {
        return strerror(error);
    }
    if (!graph.is_whole) {
        graph_release(&graph);
        snprintf(problem, sizeof problem,
                 "even with few preemptions, it can come to more than %d states, or more than are "
                 "found in %.0f s; try: a smaller case, CASE=2,1 or CASE=1,1",
                 MOST_NODES, most_seconds);
        return problem;
    }
    json_t *about = about_of(page, model);
    json_t *files = sources_of(json_object_get(graph.json, "places"), sources);
    const char *wrong = put_page(page, about, graph.json, files, path);
    json_decref(files);
    json_decref(about);
    graph_release(&graph);
    return wrong;
}
