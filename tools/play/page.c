/* page.c - see page.h. What is the same in each page lies in page/, and becomes part of the program
 * as it is. */
#include "page.h"

#include "common/hash.h"
#include "graph.h"
#include "version.h"

#include "common/text.h"
#include "kit/result.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More would be a page of many megabytes. */
enum { MOST_NODES = 20000 };

/* C17 has no #embed: the assembler puts the file in. */
#define PART(name, file)                                                    \
    extern const char name[];                                               \
    __asm__(".section .rodata\n" #name ":\n.incbin \"tools/play/page/" file \
            "\"\n.byte 0\n.previous\n")
PART(part_head, "play.html");
PART(part_style, "play.css");
PART(part_body, "body.html");
PART(part_script, "play.js");

/* The lines of each file that a place is in. */
static json_t *sources_of(const json_t *places, struct sources *sources)
{
    json_t *all = json_object();
    size_t i;
    const json_t *place;
    json_array_foreach(places, i, place)
    {
        const char *file = json_string_value(json_array_get(place, 0));
        const char *line;
        if (file == NULL || json_object_get(all, file) != NULL) {
            continue;
        }
        json_t *lines = json_array();
        for (int number = 1; (line = sources_line(sources, file, number)) != NULL; number++) {
            json_t *text = json_string(line);
            json_array_append_new(lines, text != NULL ? text : json_string("?"));
        }
        json_object_set_new(all, file, lines);
    }
    return all;
}

/* As a script's text: no end of the script can stand in it. */
static void put_json(const json_t *json, FILE *out)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII);
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        if (*at == '<') {
            fputs("\\u003c", out);
        } else {
            fputc(*at, out);
        }
    }
    free(text);
}

static void put_page(const json_t *data, FILE *out)
{
    fprintf(out, "%s<style>\n%s</style>\n</head>\n%s<script>\nconst data = ", part_head, part_style,
            part_body);
    put_json(data, out);
    fprintf(out, ";\n%s</script>\n</body>\n</html>\n", part_script);
}

/* Writes it beside the path first. NULL, or why it can't. */
static const char *put_file(const json_t *data, const char *path)
{
    char *draft = text_format("%s.new", path);
    const char *wrong = NULL;
    FILE *out = fopen(draft, "we");
    if (out == NULL) {
        wrong = strerror(errno);
    } else {
        put_page(data, out);
        if (fclose(out) != 0 || rename(draft, path) != 0) {
            wrong = strerror(errno);
            remove(draft);
        }
    }
    free(draft);
    return wrong;
}

const char *page_write(const struct page *page, struct model *model, struct sources *sources,
                       const char *path)
{
    struct graph graph;
    char hash[HASH_SIZE] = "";
    static char problem[160];
    const int error = graph_of(model, MOST_NODES, &graph);
    if (error != 0) {
        return strerror(error);
    }
    if (!graph.is_whole) {
        graph_release(&graph);
        snprintf(problem, sizeof problem,
                 "it can come to more than %d states, or goes on for too long; try: a smaller "
                 "case, CASE=2,1",
                 MOST_NODES);
        return problem;
    }
    const json_t *places = json_object_get(graph.json, "places");
    const char *first = json_string_value(json_array_get(json_array_get(places, 0), 0));
    hash_file(page->source != NULL ? page->source : first != NULL ? first : "", hash);
    char *how = text_format("In a terminal: %s. Racetrack %s, source %.12s.%s%s", page->how,
                            RACETRACK_VERSION, hash,
                            model->par.schedule != NULL ? " The simplest failure's schedule: " : "",
                            model->par.schedule != NULL ? model->par.schedule : "");
    json_object_set_new(graph.json, "title", json_string(page->title));
    json_object_set_new(graph.json, "how", json_string(how));
    json_object_set_new(graph.json, "hash", json_string(hash));
    json_object_set_new(graph.json, "sources", sources_of(places, sources));
    const char *wrong = put_file(graph.json, path);
    free(how);
    graph_release(&graph);
    return wrong;
}
