/* facts.c - takes from a result what doesn't depend on the run; see facts.h. */
#include "grade/facts.h"

#include <stdio.h>
#include <string.h>

const char *facts_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

const char *facts_thread(const json_t *step)
{
    const char *name = facts_text(step, "name");
    return name[0] != '\0' ? name : facts_text(step, "thread");
}

static bool is(const json_t *object, const char *key, const char *text)
{
    return strcmp(facts_text(object, key), text) == 0;
}

const json_t *facts_check(const json_t *facts, const char *name)
{
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(facts, "checks"), i, check)
    {
        if (is(check, "name", name)) {
            return check;
        }
    }
    return NULL;
}

/* Do all schedules of the small case fail, and in the same way? Or none was come through at all. */
static bool always_fails(const json_t *interleavings)
{
    size_t i;
    const json_t *found;
    const json_t *explored =
        json_object_get(json_object_get(interleavings, "evidence"), "explored");
    const json_int_t all = json_integer_value(json_object_get(explored, "executions"));
    if (!is(interleavings, "status", "failed") || is(interleavings, "reason", "uncontrolled")) {
        return false;
    }
    json_array_foreach(json_object_get(explored, "found"), i, found)
    {
        if (is(found, "failure", facts_text(explored, "failure"))) {
            return json_integer_value(json_object_get(found, "count")) == all;
        }
    }
    return explored == NULL;
}

/*
 * Is it a matter of luck what the total was? Where a steadier check has failed, unless it comes to
 * none, and never to another end.
 */
static bool is_by_luck(const json_t *result, const json_t *total)
{
    const json_t *race_free = facts_check(result, "race-free");
    const json_t *interleavings = facts_check(result, "every-interleaving");
    const bool had_one = is(total, "status", "passed") || is(total, "reason", "wrong-total");
    return (is(race_free, "status", "failed") || is(interleavings, "status", "failed")) &&
           (had_one || !always_fails(interleavings));
}

/* Whether there is a total, or which: told by what the schedules come to. */
static const char *luck_in_words(const json_t *interleavings)
{
    static const char *const endings[] = {"deadlock",         "lost-wake-up", "livelock",
                                          "failed-assertion", "crash",        "hang"};
    bool ends = true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        ends = ends && !is(interleavings, "reason", endings[i]);
    }
    return ends ? "the total of a run depends on luck, as another check shows"
                : "whether a run prints a total depends on luck, as another check shows";
}

/* The place in the student's file where a stack comes from, else the innermost. */
static json_t *telling_place(const json_t *stack, const char *own)
{
    size_t i;
    json_t *place;
    json_array_foreach(stack, i, place)
    {
        if (is(place, "file", own)) {
            return place;
        }
    }
    return json_array_get(stack, 0);
}

static json_t *copy_place(const json_t *place)
{
    json_t *copy = json_object();
    static const char *const keys[] = {"file", "line", "column", "function", "source"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(place, keys[i]);
        json_object_set(copy, keys[i], value != NULL ? value : json_null());
    }
    return copy;
}

static json_t *or_null(json_t *value)
{
    return value != NULL ? value : json_null();
}

static void add_accesses(const json_t *report, const char *own, json_t *places)
{
    size_t i;
    const json_t *access;
    json_array_foreach(json_object_get(report, "accesses"), i, access)
    {
        const json_t *at = telling_place(json_object_get(access, "stack"), own);
        if (at != NULL) {
            json_t *place = copy_place(at);
            json_object_set(place, "did", or_null(json_object_get(access, "access")));
            json_object_set(place, "what", or_null(json_object_get(access, "expression")));
            json_object_set(place, "worker", or_null(json_object_get(access, "worker")));
            json_object_set(place, "locks", or_null(json_object_get(access, "locks")));
            json_array_append_new(places, place);
        }
    }
}

/* Of a report without accesses, as of a lock-order inversion. */
static void add_stacks(const json_t *report, const char *own, json_t *places)
{
    size_t i;
    const json_t *stack;
    json_array_foreach(json_object_get(report, "stacks"), i, stack)
    {
        const json_t *at = telling_place(stack, own);
        if (at != NULL) {
            json_array_append_new(places, copy_place(at));
        }
    }
}

/* Is one before the report of its variable, or of that array? They stand in an order of their own.
 */
static bool is_told_already(const json_t *all, size_t number)
{
    const char *variable = facts_text(json_array_get(all, number), "variable");
    const size_t length = strcspn(variable, "[");
    for (size_t i = 0; i < number && length > 0; i++) {
        const char *other = facts_text(json_array_get(all, i), "variable");
        if (strcspn(other, "[") == length && strncmp(other, variable, length) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * Only those of the first report's kind, and of each variable the first: what else TSan sees of a
 * wrong program differs. A counter's read races with a write in every run; whether two of its
 * writes were seen to race, too, is luck.
 */
static json_t *reports_of(const json_t *check, const char *own)
{
    size_t i;
    const json_t *report;
    const json_t *all = json_object_get(json_object_get(check, "evidence"), "reports");
    const char *kind = facts_text(json_array_get(all, 0), "kind");
    json_t *reports = json_array();
    json_array_foreach(all, i, report)
    {
        if (is(report, "kind", kind) && !is_told_already(all, i)) {
            json_t *places = json_array();
            add_accesses(report, own, places);
            if (json_array_size(places) == 0) {
                add_stacks(report, own, places);
            }
            json_array_append_new(reports,
                                  json_pack("{s:s, s:s, s:o}", "kind", kind, "headline",
                                            facts_text(report, "headline"), "places", places));
        }
    }
    return reports;
}

/* What came out of a failing schedule, with the threads' names if the evidence has those. */
static const char *message_of(const json_t *evidence)
{
    const json_t *cause = json_object_get(evidence, "cause");
    return facts_text(
        json_object_get(cause, "message") != NULL ? cause : json_object_get(evidence, "explored"),
        "message");
}

static json_t *schedule_of(const json_t *check)
{
    const json_t *explored = json_object_get(json_object_get(check, "evidence"), "explored");
    if (!is(check, "status", "failed") || facts_text(explored, "schedule")[0] == '\0') {
        return json_null();
    }
    json_t *steps = json_object_get(json_object_get(check, "evidence"), "steps");
    const json_t *cause = json_object_get(json_object_get(check, "evidence"), "cause");
    const json_t *story = json_object_get(json_object_get(check, "evidence"), "story");
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:O}", "failure",
                     facts_text(explored, "failure"), "message",
                     message_of(json_object_get(check, "evidence")), "kind",
                     facts_text(cause, "kind"), "sentence", facts_text(cause, "sentence"),
                     "decides", facts_text(story, "decides"), "schedule",
                     facts_text(explored, "schedule"), "steps",
                     json_is_array(steps) ? steps : json_null());
}

/* One line, without what differs from run to run. */
static const char *summary_of(const json_t *check)
{
    const json_t *evidence = json_object_get(check, "evidence");
    const json_t *explored = json_object_get(evidence, "explored");
    const json_t *report = json_array_get(json_object_get(evidence, "reports"), 0);
    if (report != NULL) {
        return facts_text(report, "headline");
    }
    if (explored == NULL || is(check, "status", "unable")) {
        return facts_text(check, "summary");
    }
    if (is(explored, "verdict", "proved")) {
        return "no schedule of the small case fails: proved";
    }
    if (is(explored, "verdict", "bounded")) {
        return "no schedule that was tried fails";
    }
    return message_of(evidence);
}

static json_t *checks_of(const json_t *result)
{
    size_t i;
    const json_t *check;
    json_t *checks = json_array();
    json_array_foreach(json_object_get(result, "checks"), i, check)
    {
        const bool by_luck = is(check, "name", "total") && is_by_luck(result, check);
        const char *status = by_luck ? "by-luck" : facts_text(check, "status");
        json_array_append_new(
            checks,
            json_pack("{s:s, s:s, s:O, s:s}", "name", facts_text(check, "name"), "status", status,
                      "reason", by_luck ? json_null() : or_null(json_object_get(check, "reason")),
                      "summary",
                      by_luck ? luck_in_words(facts_check(result, "every-interleaving"))
                              : summary_of(check)));
    }
    return checks;
}

/* The steadiest check that failed comes first; of one that is unable, that. */
static const json_t *deciding(const json_t *facts, const char *status)
{
    static const char *const order[] = {"builds", "race-free", "every-interleaving"};
    size_t i;
    const json_t *check;
    for (size_t j = 0; j < sizeof order / sizeof *order; j++) {
        check = facts_check(facts, order[j]);
        if (check != NULL && is(check, "status", status)) {
            return check;
        }
    }
    json_array_foreach(json_object_get(facts, "checks"), i, check)
    {
        if (is(check, "status", status)) {
            return check;
        }
    }
    return NULL;
}

json_t *facts_of(const json_t *result, const char *own, bool original)
{
    const json_t *builds = facts_check(result, "builds");
    json_t *facts =
        json_pack("{s:s, s:b, s:o, s:s, s:o, s:o}", "verdict", facts_text(result, "verdict"),
                  "original", original, "checks", checks_of(result), "compiler",
                  facts_text(json_object_get(builds, "evidence"), "compiler"), "reports",
                  reports_of(facts_check(result, "race-free"), own), "schedule",
                  schedule_of(facts_check(result, "every-interleaving")));
    const json_t *decided =
        is(facts, "verdict", "fixed")
            ? NULL
            : deciding(facts, is(facts, "verdict", "unable") ? "unable" : "failed");
    json_object_set_new(facts, "decided",
                        decided != NULL ? json_string(facts_text(decided, "name")) : json_null());
    json_object_set(facts, "reason", or_null(json_object_get(decided, "reason")));
    return facts;
}

/* Takes "counter.c:10:5: error: …" from that line; false if it is no such. */
static bool read_error(const char *line, json_t *place, char text[static FACTS_DECIDED])
{
    char file[200];
    long row, column;
    if (sscanf(line, "%199[^:\n]:%ld:%ld: error: %299[^\n]", file, &row, &column, text) != 4) {
        return false;
    }
    json_object_set_new(place, "file", json_string(file));
    json_object_set_new(place, "line", json_integer(row));
    json_object_set_new(place, "column", json_integer(column));
    return true;
}

/* Where a schedule ends that comes to no total: the last line of that file in it. */
static void read_end(const json_t *schedule, const char *own, json_t *place)
{
    static const char *const keys[] = {"file", "line", "column"};
    const json_t *steps = json_object_get(schedule, "steps");
    if (is(schedule, "failure", "wrong result")) {
        return;
    }
    for (size_t i = json_array_size(steps); i > 0; i--) {
        const json_t *step = json_array_get(steps, i - 1);
        for (size_t j = 0; is(step, "file", own) && j < sizeof keys / sizeof *keys; j++) {
            json_object_set(place, keys[j], or_null(json_object_get(step, keys[j])));
        }
        if (is(step, "file", own)) {
            return;
        }
    }
}

void facts_decided(const json_t *facts, const char *own, json_t *place,
                   char text[static FACTS_DECIDED])
{
    const char *decided = facts_text(facts, "decided");
    const char *summary = facts_text(facts_check(facts, decided), "summary");
    const char *said = facts_text(facts, "compiler"), *error = strstr(said, ": error: ");
    char file[200];
    long row;
    int behind = 0;
    while (error != NULL && error > said && error[-1] != '\n') {
        error--;
    }
    if (is(facts, "reason", "does-not-build") && error != NULL && read_error(error, place, text)) {
        return;
    }
    if (strcmp(decided, "builds") == 0 &&
        sscanf(summary, "%199[^: ]:%ld: %n", file, &row, &behind) == 2 && behind > 0) {
        json_object_set_new(place, "file", json_string(file));
        json_object_set_new(place, "line", json_integer(row));
    } else {
        read_end(json_object_get(facts, "schedule"), own, place);
    }
    snprintf(text, FACTS_DECIDED, "%s", summary + behind);
}
