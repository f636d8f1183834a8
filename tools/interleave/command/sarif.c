/* sarif.c - the result of an exploration as SARIF; see sarif.h. */
#include "sarif.h"

#include "common/fields.h"
#include "version.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { URI_SIZE = 3 * PATH_MAX + 8, RULE_SIZE = 80 };

static json_t *message(const char *text)
{
    return json_pack("{s:s}", "text", text);
}

/* The path below this folder where it is there, as code scanning wants it; whole otherwise. */
static const char *below_here(const char *path)
{
    char here[PATH_MAX];
    const size_t length = getcwd(here, sizeof here) != NULL ? strlen(here) : 0;
    if (length > 0 && strncmp(path, here, length) == 0 && path[length] == '/') {
        return path + length + 1;
    }
    return strncmp(path, "./", 2) == 0 ? path + 2 : path;
}

/* RFC 3986: what is neither unreserved nor a slash is percent-encoded, byte by byte. */
static json_t *uri_of(const char *path)
{
    static const char digits[] = "0123456789ABCDEF";
    char uri[URI_SIZE];
    size_t length = 0;
    if (path[0] == '/') {
        length = (size_t)snprintf(uri, sizeof uri, "file://");
    }
    for (; *path != '\0' && length < sizeof uri - 4; path++) {
        const unsigned char byte = (unsigned char)*path;
        if (byte < 0x80 && (isalnum(byte) || strchr("-._~/", byte) != NULL)) {
            uri[length++] = (char)byte;
        } else {
            uri[length++] = '%';
            uri[length++] = digits[byte >> 4];
            uri[length++] = digits[byte & 15];
        }
    }
    return json_stringn(uri, length);
}

/* place: file, line and column. NULL where the file isn't known. text: or NULL. */
static json_t *location_of(const json_t *place, const char *text)
{
    const char *file = below_here(text_in(place, "file"));
    const json_int_t line = json_integer_value(json_object_get(place, "line"));
    const json_int_t column = json_integer_value(json_object_get(place, "column"));
    const json_int_t from = column > 0 ? column : 1;
    if (file[0] == '\0' || line <= 0) {
        return NULL;
    }
    json_t *location = json_pack("{s:{s:{s:o}, s:{s:I, s:I, s:I, s:I}}}", "physicalLocation",
                                 "artifactLocation", "uri", uri_of(file), "region", "startLine",
                                 line, "startColumn", from, "endLine", line, "endColumn", from + 1);
    if (text != NULL && text[0] != '\0') {
        json_object_set_new(location, "message", message(text));
    }
    return location;
}

/* "data race" is the rule "data-race". */
static const char *rule_of(const char *failure, char rule[static RULE_SIZE])
{
    size_t length = 0;
    for (; *failure != '\0' && length < RULE_SIZE - 1; failure++) {
        const unsigned char byte = (unsigned char)*failure;
        rule[length++] = isalnum(byte) ? (char)tolower(byte) : '-';
    }
    rule[length] = '\0';
    return rule;
}

/* One for each kind that was found; code scanning wants a description and a help of each. */
static json_t *rules_of(const json_t *found)
{
    size_t i;
    const json_t *failure;
    json_t *rules = json_array();
    json_array_foreach(found, i, failure)
    {
        char rule[RULE_SIZE];
        const char *kind = text_in(failure, "failure");
        json_array_append_new(
            rules,
            json_pack("{s:s, s:o, s:o, s:o, s:{s:s}, s:{s:[s], s:s}}", "id", rule_of(kind, rule),
                      "shortDescription", message(kind), "fullDescription", message(kind), "help",
                      message("interleave replay runs the schedule of a result again; see man "
                              "interleave."),
                      "defaultConfiguration", "level", "error", "properties", "tags", "concurrency",
                      "precision", "very-high"));
    }
    return rules;
}

/* The thread's flow in the list; added if there is none. */
static json_t *flow_of(json_t *flows, const char *thread)
{
    size_t i;
    json_t *flow;
    json_array_foreach(flows, i, flow)
    {
        if (strcmp(text_in(flow, "id"), thread) == 0) {
            return flow;
        }
    }
    flow = json_pack("{s:s, s:[]}", "id", thread, "locations");
    json_array_append_new(flows, flow);
    return flow;
}

/* The story's rows as one code flow; NULL if no row has a place. */
static json_t *code_flows(const json_t *story)
{
    size_t i;
    const json_t *row;
    json_t *flows = json_array();
    json_array_foreach(json_object_get(story, "rows"), i, row)
    {
        json_t *location = location_of(row, text_in(row, "words"));
        if (location != NULL) {
            json_t *flow = flow_of(flows, text_in(row, "thread"));
            json_array_append_new(
                json_object_get(flow, "locations"),
                json_pack("{s:o, s:I}", "location", location, "executionOrder", (json_int_t)i + 1));
        }
    }
    if (json_array_size(flows) == 0) {
        json_decref(flows);
        return NULL;
    }
    return json_pack("[{s:o, s:o}]", "message", message(text_in(story, "sentence")), "threadFlows",
                     flows);
}

/* Where the first place of the list is the result's own, and the others belong to it. */
static void add_locations(json_t *result, const json_t *places)
{
    size_t i;
    const json_t *place;
    json_t *own = json_array(), *related = json_array();
    json_array_foreach(places, i, place)
    {
        json_t *location = location_of(place, text_in(place, "role"));
        if (location == NULL) {
            continue;
        }
        if (json_array_size(own) > 0) {
            json_object_set_new(location, "id", json_integer((json_int_t)i));
        }
        json_array_append_new(json_array_size(own) == 0 ? own : related, location);
    }
    json_object_set_new(result, "locations", own);
    json_object_set_new(result, "relatedLocations", related);
}

/* The places of the failure's instructions. A new reference. */
static json_t *places_of(const json_t *failure, struct names *names)
{
    size_t i;
    const json_t *pc;
    json_t *places = json_array();
    json_array_foreach(json_object_get(failure, "pc"), i, pc)
    {
        struct place place;
        if (names_place(names, (unsigned long)json_integer_value(pc), &place)) {
            json_array_append_new(places, json_pack("{s:s, s:i, s:i}", "file", place.file, "line",
                                                    place.line, "column", place.column));
        }
    }
    return places;
}

static json_t *result_of(const json_t *failure, size_t index)
{
    char rule[RULE_SIZE];
    return json_pack("{s:s, s:I, s:s, s:o, s:{s:s}}", "ruleId",
                     rule_of(text_in(failure, "failure"), rule), "ruleIndex", (json_int_t)index,
                     "level", "error", "message", message(text_in(failure, "message")),
                     "properties", "schedule", text_in(failure, "schedule"));
}

/* What the story says of the failure that is shown. */
static void add_story(json_t *result, const json_t *story)
{
    json_t *flows = code_flows(story);
    if (flows != NULL) {
        json_object_set_new(result, "codeFlows", flows);
    }
    const char *what = text_in(json_object_get(result, "message"), "text");
    const bool is_sentence = what[0] != '\0' && what[strlen(what) - 1] == '.';
    json_t *text =
        json_sprintf("%s%s %s", what, is_sentence ? "" : ".", text_in(story, "sentence"));
    json_object_set_new(json_object_get(result, "message"), "text", text);
}

static json_t *results_of(const json_t *document, struct names *names)
{
    size_t i;
    const json_t *failure;
    json_t *results = json_array();
    const json_t *story = json_object_get(document, "story");
    json_array_foreach(json_object_get(document, "found"), i, failure)
    {
        json_t *result = result_of(failure, i);
        const bool is_shown =
            strcmp(text_in(failure, "failure"), text_in(document, "failure")) == 0;
        const json_t *told = is_shown ? json_object_get(story, "places") : NULL;
        json_t *places = places_of(failure, names);
        add_locations(result, json_array_size(told) > 0 ? told : places);
        if (is_shown && story != NULL) {
            add_story(result, story);
        }
        json_decref(places);
        json_array_append_new(results, result);
    }
    return results;
}

/* Whether it could be explored, and what there is to say beside failures. */
static json_t *invocation_of(const json_t *document)
{
    const char *verdict = text_in(document, "verdict");
    const bool is_explored = strcmp(verdict, "unexplored") != 0;
    json_t *invocation = json_pack("{s:b}", "executionSuccessful", is_explored);
    if (!is_explored || strcmp(verdict, "bounded") == 0) {
        json_object_set_new(invocation, "toolExecutionNotifications",
                            json_pack("[{s:s, s:o}]", "level", is_explored ? "note" : "error",
                                      "message", message(text_in(document, "message"))));
    }
    return invocation;
}

int sarif_write(const json_t *document, struct names *names, const char *path)
{
    json_t *sarif =
        json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:s, s:[o], s:{s:s}, s:o}]}", "$schema",
                  "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs",
                  "tool", "driver", "name", "interleave", "semanticVersion", RACETRACK_VERSION,
                  "rules", rules_of(json_object_get(document, "found")), "columnKind",
                  "unicodeCodePoints", "invocations", invocation_of(document), "properties",
                  "verdict", text_in(document, "verdict"), "results", results_of(document, names));
    errno = 0;
    const bool failed = sarif == NULL || json_dump_file(sarif, path, JSON_INDENT(2)) != 0;
    json_decref(sarif);
    return !failed ? 0 : errno != 0 ? errno : EIO;
}
