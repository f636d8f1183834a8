/*
 * out_sarif.c - races.sarif (SARIF 2.1.0, OASIS): a result for each race, with both of its places,
 * and for what else is wrong. Where the explorer knows a schedule that fails, it is the result's
 * code flow: a thread flow for each thread, in one execution order.
 *
 * sarif/NAME.sarif is one student's, with paths as they are in the student's own repository, for
 * GitHub's code scanning. That wants of each rule a description and a help, and of each location a
 * region with its four numbers (docs, "SARIF support for code scanning"): both files have them.
 */
#include "common/hash.h"
#include "common/text.h"
#include "grade/facts.h"
#include "grade/meaning.h"
#include "grade/show.h"

#include <stdlib.h>
#include <string.h>

/* One submission, while its results are written. */
struct subject {
    const struct student *student;
    const struct grading *grading;
    char *own;  /* "counter.c": what the student's file is called in the facts */
    bool alone; /* the file is this student's, and paths are those in their repository */
    bool first; /* no result has been written yet */
};

static json_t *message(const char *text)
{
    return json_pack("{s:s}", "text", text);
}

/* One rule for each reason: what it is called, and what it means. */
static json_t *rules(void)
{
    json_t *rules = json_array();
    const char *reason;
    for (size_t i = 0; (reason = meaning_reason(i)) != NULL; i++) {
        const char *meaning = meaning_of(reason), *name = meaning_name(reason);
        json_array_append_new(rules, json_pack("{s:s, s:s, s:o, s:o, s:o, s:{s:s}, s:{s:[s], s:s}}",
                                               "id", reason, "name", name, "shortDescription",
                                               message(name), "fullDescription", message(meaning),
                                               "help", message(meaning), "defaultConfiguration",
                                               "level", "error", "properties", "tags",
                                               "concurrency", "precision", "very-high"));
    }
    return rules;
}

/* What goes before the first result. */
static void put_begin(FILE *out, bool alone)
{
    fputs("{\n"
          "  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
          "  \"version\": \"2.1.0\",\n"
          "  \"runs\": [\n"
          "    {\n",
          out);
    if (!alone) {
        fputs("      \"originalUriBaseIds\": {\n"
              "        \"SUBMISSIONS\": {\"description\": {\"text\": \"what was handed in\"}},\n"
              "        \"KIT\": {\"description\": {\"text\": \"the kit\"}}\n"
              "      },\n",
              out);
    }
    fputs("      \"tool\":\n", out);
    json_t *tool = json_pack("{s:{s:s, s:o}}", "driver", "name", "Racetrack", "rules", rules());
    put_json(out, tool, 8);
    json_decref(tool);
    fputs(",\n      \"results\": [", out);
}

static void put_end(FILE *out)
{
    fputs("\n      ]\n    }\n  ]\n}\n", out);
}

static json_t *artifact(const struct subject *subject, const char *file)
{
    const bool own = file[0] == '\0' || strcmp(file, subject->own) == 0;
    const char *path = own ? subject->grading->submission->path : file;
    const char *below = own && subject->alone ? strchr(path, '/') : NULL;
    char *uri = uri_of(below != NULL ? below + 1 : path);
    /* An absolute path, as of a system's header, is of no use elsewhere; it has no base. */
    const bool absolute = uri[0] == '/';
    char *whole = text_format("%s%s", absolute ? "file://" : "", uri);
    json_t *location = json_pack("{s:s}", "uri", whole);
    if (!absolute && !subject->alone) {
        json_object_set_new(location, "uriBaseId", json_string(own ? "SUBMISSIONS" : "KIT"));
    }
    free(whole);
    free(uri);
    return location;
}

/* place: what has file, line and column, or NULL: the student's file. text: or NULL. Where the line
 * isn't known it is the first, as each location has to have a region. */
static json_t *location_of(const struct subject *subject, const json_t *place, const char *text)
{
    const long line = (long)json_integer_value(json_object_get(place, "line"));
    const long column = (long)json_integer_value(json_object_get(place, "column"));
    const json_int_t row = line > 0 ? line : 1, from = line > 0 && column > 0 ? column : 1;
    json_t *physical =
        json_pack("{s:o, s:{s:I, s:I, s:I, s:I}}", "artifactLocation",
                  artifact(subject, facts_text(place, "file")), "region", "startLine", row,
                  "startColumn", from, "endLine", row, "endColumn", from + 1);
    json_t *location = json_pack("{s:o}", "physicalLocation", physical);
    if (text != NULL) {
        json_object_set_new(location, "message", message(text));
    }
    return location;
}

/* "read of value by count, holding no lock". The caller frees it. */
static char *access_words(const json_t *place)
{
    size_t i;
    const json_t *lock;
    const json_t *locks = json_object_get(place, "locks");
    const char *did = facts_text(place, "did"), *what = facts_text(place, "what");
    const char *worker = facts_text(place, "worker");
    char *words = text_format("%s%s%s%s%s", did, what[0] != '\0' ? " of " : "", what,
                              worker[0] != '\0' ? " by " : "", worker);
    json_array_foreach(locks, i, lock)
    {
        char *longer = text_format("%s%s%s", words, i == 0 ? ", holding " : " and ",
                                   json_is_string(lock) ? json_string_value(lock) : "a lock");
        free(words);
        words = longer;
    }
    if (json_is_array(locks) && json_array_size(locks) == 0) {
        char *longer = text_format("%s, holding no lock", words);
        free(words);
        words = longer;
    }
    return words;
}

/* The thread's flow in the list, by its name; added if there is none. */
static json_t *flow_of(json_t *flows, const char *thread)
{
    size_t i;
    json_t *flow;
    json_array_foreach(flows, i, flow)
    {
        if (strcmp(facts_text(flow, "id"), thread) == 0) {
            return flow;
        }
    }
    flow = json_pack("{s:s, s:[]}", "id", thread, "locations");
    json_array_append_new(flows, flow);
    return flow;
}

/* The schedule as a list of one code flow; NULL if its steps aren't known. */
static json_t *code_flows(const struct subject *subject)
{
    size_t i;
    const json_t *step;
    const json_t *schedule = json_object_get(subject->grading->facts, "schedule");
    const json_t *steps = json_object_get(schedule, "steps");
    if (json_array_size(steps) == 0) {
        return NULL;
    }
    json_t *flows = json_array();
    json_array_foreach(steps, i, step)
    {
        json_t *flow = flow_of(flows, facts_thread(step));
        json_array_append_new(json_object_get(flow, "locations"),
                              json_pack("{s:o, s:I}", "location",
                                        location_of(subject, step, facts_text(step, "words")),
                                        "executionOrder", (json_int_t)i + 1));
    }
    const char *sentence = facts_text(schedule, "sentence");
    return json_pack("[{s:o, s:o}]", "message",
                     message(sentence[0] != '\0' ? sentence : facts_text(schedule, "message")),
                     "threadFlows", flows);
}

/* A fingerprint tells a result again in a later run: of whose work, of what, saying what. */
static void put_result(FILE *out, struct subject *subject, const char *rule, const char *text,
                       json_t *result)
{
    char hash[HASH_SIZE];
    const char *exercise = subject->grading->assignment->folder;
    char *whole = text_format("%s\n%s\n%s\n%s\n%s", subject->student->name, subject->student->id,
                              exercise, rule, text);
    hash_bytes(whole, strlen(whole), hash);
    const size_t index = meaning_index(rule);
    json_object_set_new(result, "ruleId", json_string(meaning_reason(index)));
    json_object_set_new(result, "ruleIndex", json_integer((json_int_t)index));
    json_object_set_new(result, "level", json_string("error"));
    json_object_set_new(result, "message", message(text[0] != '\0' ? text : meaning_name(rule)));
    json_t *flows = code_flows(subject);
    if (flows != NULL) {
        json_object_set_new(result, "codeFlows", flows);
    }
    json_object_set_new(
        result, "partialFingerprints",
        json_pack("{s:s, s:s}", "racetrack/v1", hash, "primaryLocationLineHash", hash));
    json_object_set_new(
        result, "properties",
        json_pack("{s:s, s:s, s:s}", "student", subject->student->name, "exercise", exercise,
                  "schedule",
                  facts_text(json_object_get(subject->grading->facts, "schedule"), "schedule")));
    fputs(subject->first ? "\n" : ",\n", out);
    subject->first = false;
    put_json(out, result, 8);
    json_decref(result);
    free(whole);
}

static void put_report(FILE *out, struct subject *subject, const json_t *report)
{
    size_t i;
    json_t *result = json_object();
    const json_t *place;
    json_t *related = json_array();
    json_t *first = NULL;
    json_array_foreach(json_object_get(report, "places"), i, place)
    {
        char *words = access_words(place);
        json_t *location = location_of(subject, place, words[0] != '\0' ? words : NULL);
        free(words);
        if (first == NULL) {
            first = location;
        } else {
            json_object_set_new(location, "id", json_integer((json_int_t)i));
            json_array_append_new(related, location);
        }
    }
    json_object_set_new(result, "locations",
                        json_pack("[o]", first != NULL ? first : location_of(subject, NULL, NULL)));
    if (json_array_size(related) > 0) {
        json_object_set(result, "relatedLocations", related);
    }
    json_decref(related);
    put_result(out, subject, facts_text(report, "kind"), facts_text(report, "headline"), result);
}

/* What decided it, if it wasn't a report of ThreadSanitizer's. */
static void put_decided(FILE *out, struct subject *subject)
{
    char text[FACTS_DECIDED];
    const json_t *facts = subject->grading->facts;
    json_t *place = json_object();
    facts_decided(facts, subject->own, place, text);
    json_t *result = json_pack("{s:[o]}", "locations", location_of(subject, place, NULL));
    put_result(out, subject, facts_text(facts, "reason"), text, result);
    json_decref(place);
}

static void put_results(FILE *out, struct subject *subject, const struct class *class,
                        const struct grading *gradings)
{
    for (size_t i = 0; i < class->assignment_count; i++) {
        size_t j;
        const json_t *report;
        if (strcmp(gradings[i].verdict, "not-fixed") != 0) {
            continue;
        }
        subject->grading = &gradings[i];
        subject->own = text_format("%s.c", gradings[i].assignment->stem);
        const json_t *reports = json_object_get(gradings[i].facts, "reports");
        json_array_foreach(reports, j, report)
        {
            put_report(out, subject, report);
        }
        if (json_array_size(reports) == 0) {
            put_decided(out, subject);
        }
        free(subject->own);
    }
}

static void begin(FILE *out, const struct class *class)
{
    (void)class;
    put_begin(out, false);
}

/* Has no student before had a result? Then all that stands there is what put_begin writes. */
static bool has_none(FILE *out)
{
    char *text = NULL;
    size_t length = 0;
    FILE *empty = open_memstream(&text, &length);
    if (empty == NULL) {
        text_complain("grade", "out of memory", "run fewer programs at a time");
        exit(3);
    }
    put_begin(empty, false);
    fclose(empty);
    free(text);
    return ftell(out) == (long)length;
}

static void student(FILE *out, const struct class *class, const struct student *student,
                    const struct grading *gradings)
{
    struct subject subject = {.student = student, .first = has_none(out)};
    put_results(out, &subject, class, gradings);
}

static void end(FILE *out, const struct class *class)
{
    (void)class;
    put_end(out);
}

const struct output output_sarif = {
    .file = "races.sarif", .begin = begin, .student = student, .end = end};

static void student_alone(FILE *out, const struct class *class, const struct student *student,
                          const struct grading *gradings)
{
    struct subject subject = {.student = student, .alone = true, .first = true};
    put_begin(out, true);
    put_results(out, &subject, class, gradings);
    put_end(out);
}

const struct output output_own_sarif = {.file = "sarif/%s.sarif", .student = student_alone};
