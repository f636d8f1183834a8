/* show.c - see show.h. */
#include "show.h"

#include "diagnosis.h"

#include "run/words.h"
#include "tsan-report/expression.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_OUTCOMES = 10, BAR = 40 };

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static long number_in(const json_t *object, const char *key)
{
    return (long)json_integer_value(json_object_get(object, key));
}

/* The entry of `found` about a failure; NULL if it wasn't found. */
static const json_t *found_of(const json_t *result, const char *failure)
{
    size_t i;
    const json_t *found;
    json_array_foreach(json_object_get(result, "found"), i, found)
    {
        if (strcmp(text_in(found, "failure"), failure) == 0) {
            return found;
        }
    }
    return NULL;
}

/* What a failure is called here. The name that JSON has for whatever is wrong with memory says too
   much where a block's end was passed, or a stack frame used. */
static const char *kind_of(const char *failure, const char *message)
{
    static const char name[] = "use after free";
    return strcmp(failure, name) == 0 && strncasecmp(message, name, sizeof name - 1) != 0
               ? "memory error"
               : failure;
}

/* Both places of what was found, with their lines, as editors read them. */
static void show_places(const json_t *found, const char *first, const char *second,
                        struct names *names, FILE *out)
{
    for (size_t i = 0; i < 2; i++) {
        struct place place;
        char line[LINE_SIZE];
        const json_t *pc = json_array_get(json_object_get(found, "pc"), i);
        if (names_place(names, (unsigned long)json_integer_value(pc), &place)) {
            const bool known = source_line(place.folder, place.file, place.line, line) >= 0;
            fprintf(out, "%s:%d:%d: %s%s%.60s\n", place.file, place.line, place.column,
                    i == 0 ? first : second, known ? ": " : "", known ? line : "");
        }
    }
}

/* Where what isn't under control, or can't be explored, was called. */
static void show_limit(const json_t *result, struct names *names, FILE *out)
{
    struct place place;
    const unsigned long pc = (unsigned long)number_in(result, "uncontrolled_at");
    if (pc != 0 && names_place(names, pc, &place)) {
        fprintf(out, "%s:%d:%d: %s is called here\n", place.file, place.line, place.column,
                text_in(result, "uncontrolled"));
    }
}

static void show_race(const json_t *race, struct names *names, FILE *out)
{
    show_places(race, "data race: this", "and this", names, out);
    fprintf(out, "Neither happens before the other (C17 5.1.2.4).\n");
}

static void show_outcomes(const json_t *result, FILE *out)
{
    const json_t *outcomes = json_object_get(result, "outcomes");
    char count[GROUPED_SIZE], value[GROUPED_SIZE];
    size_t i;
    const json_t *outcome;
    long most = 1;
    if (json_array_size(outcomes) < 2) {
        return;
    }
    json_array_foreach(outcomes, i, outcome)
    {
        most = number_in(outcome, "count") > most ? number_in(outcome, "count") : most;
    }
    json_array_foreach(outcomes, i, outcome)
    {
        if (i == MOST_OUTCOMES) {
            fprintf(out, "  ... and %zu other results\n", json_array_size(outcomes) - i);
            break;
        }
        fprintf(out, "  result %12s in %9s ", grouped(number_in(outcome, "value"), value),
                grouped(number_in(outcome, "count"), count));
        for (long bar = 0; bar < number_in(outcome, "count") * BAR / most; bar++) {
            fputc('#', out);
        }
        fputc('\n', out);
    }
}

static void show_figures(const json_t *result, FILE *out)
{
    char seen[GROUPED_SIZE], failing[GROUPED_SIZE];
    size_t i;
    const json_t *found;
    const long executions = number_in(result, "executions");
    const bool whole = json_is_true(json_object_get(result, "whole"));
    json_array_foreach(json_object_get(result, "found"), i, found)
    {
        if (number_in(found, "count") == 0) {
            continue; /* found in an earlier search, and the last one was too large to see it */
        }
        fprintf(out, "%s of %s%s schedule%s%s: %s\n", grouped(number_in(found, "count"), failing),
                whole ? "" : "the ", grouped(executions, seen), plural(executions),
                whole ? "" : " tried",
                kind_of(text_in(found, "failure"), text_in(found, "message")));
    }
    show_outcomes(result, out);
    fprintf(out, "%s execution%s, %d thread%s, %.2f s\n", grouped(executions, seen),
            plural(executions), (int)number_in(result, "threads"),
            plural(number_in(result, "threads")),
            json_number_value(json_object_get(result, "seconds")));
}

static void show_program(const struct shown *shown, bool whole, FILE *out)
{
    const char *name = strrchr(shown->program[0], '/');
    if (shown->title != NULL && !whole) {
        fputs(shown->title, out);
        return;
    }
    fputs(name != NULL && !whole ? name + 1 : shown->program[0], out);
    for (const char *const *argument = shown->program + 1; *argument != NULL; argument++) {
        fprintf(out, " %s", *argument);
    }
}

static void show_failed(const json_t *result, const json_t *trace, struct names *names,
                        const struct shown *shown, const struct timeline_options *options,
                        FILE *out)
{
    const char *failure = text_in(result, "failure");
    const json_t *found = found_of(result, failure);
    const json_t *race = found_of(result, "data race");
    const long preemptions = number_in(found, "preemptions");
    const long stale = number_in(found, "stale");
    const char *dot = options->unicode ? " · " : " - ";
    show_program(shown, false, out);
    fprintf(out, "%s%s", dot, kind_of(failure, text_in(result, "message")));
    if (!shown->is_replay) {
        fprintf(out, "%s%ld preemption%s", dot, preemptions, plural(preemptions));
        if (stale > 0) {
            fprintf(out, "%s%ld out of order", dot, stale);
        }
    }
    fputs("\n\n", out);
    const struct diagnosis diagnosis = diagnosis_of(trace, failure, race, names);
    if (json_array_size(trace) > 0) {
        struct timeline_options marked = *options;
        marked.wrong = diagnosis.wrong;
        timeline_show(trace, names, &marked, out);
        fputc('\n', out);
    }
    fputs(options->colour ? "\033[31m" : "", out);
    put_wrapped(out, text_in(result, "message"), 0);
    fputs(options->colour ? "\033[0m" : "", out);
    if (diagnosis.sentence[0] != '\0') {
        put_wrapped(out, diagnosis.sentence, 0);
    }
    if (found != race && strcmp(failure, "failed assertion") != 0) {
        show_places(found, "here", "freed here", names, out);
    }
    if (race != NULL) {
        show_race(race, names, out);
    }
    if (shown->is_replay) {
        return;
    }
    fputc('\n', out);
    show_figures(result, out);
    if (shown->again != NULL) {
        fprintf(out, "again: %s%s\n", shown->again, text_in(result, "schedule"));
    } else {
        fprintf(out, "again: interleave replay %s%s ", shown->options, text_in(result, "schedule"));
        show_program(shown, true, out);
        fputc('\n', out);
    }
}

/* The reason alone: a timeline that stops somewhere on the way would only hide it. */
static void show_unexplored(const json_t *result, struct names *names, const struct shown *shown,
                            FILE *out)
{
    show_program(shown, false, out);
    fputs(": not explored\n", out);
    put_wrapped(out, text_in(result, "message"), 0);
    show_limit(result, names, out);
    if (text_in(result, "misfit")[0] == '\0') {
        return;
    }
    fprintf(out, "try: %s", shown->anew != NULL ? shown->anew : "interleave run ");
    if (shown->anew == NULL) {
        fputs(shown->options, out);
        show_program(shown, true, out);
    }
    fputc('\n', out);
}

/* What was found and is no failure. */
static void show_warning(const json_t *result, FILE *out)
{
    const json_t *leak = found_of(result, "thread leak");
    if (leak != NULL) {
        char text[200];
        snprintf(text, sizeof text, "Warning: %s (--leaks=fail, or ignore)",
                 text_in(leak, "message"));
        put_wrapped(out, text, 0);
    }
}

void show_result(const json_t *result, const json_t *trace, struct names *names,
                 const struct shown *shown, const struct timeline_options *options, FILE *out)
{
    const char *verdict = text_in(result, "verdict");
    if (strcmp(verdict, "failed") == 0) {
        show_failed(result, trace, names, shown, options, out);
        return;
    }
    if (strcmp(verdict, "unexplored") == 0) {
        show_unexplored(result, names, shown, out);
        return;
    }
    show_program(shown, false, out);
    fprintf(out, ": %s\n",
            strcmp(verdict, "proved") == 0 ? "proved" : "nothing failed, not proved");
    if (json_array_size(trace) > 0) {
        timeline_show(trace, names, options, out);
    }
    put_wrapped(out, text_in(result, "message"), 0);
    show_limit(result, names, out);
    show_warning(result, out);
    show_figures(result, out);
}

/* -- as JSON -- */

static void add_place(json_t *event, struct names *names, const char *key, unsigned long address)
{
    struct place place;
    if (names_place(names, address, &place)) {
        json_object_set_new(event, key,
                            json_pack("{s:s, s:i, s:i, s:s?}", "file", place.file, "line",
                                      place.line, "column", place.column, "function",
                                      place.function));
    }
}

static json_t *with_names(const json_t *trace, struct names *names)
{
    json_t *all = json_array();
    size_t i;
    json_t *event;
    char name[NAME_SIZE], words[TEXT_SIZE], helps[TEXT_SIZE];
    json_array_foreach(trace, i, event)
    {
        json_t *named = json_copy(event);
        add_place(named, names, "place", (unsigned long)number_in(event, "pc"));
        if (json_object_get(event, "address") != NULL || json_object_get(event, "object") != NULL) {
            json_object_set_new(named, "name", json_string(names_of(names, event, name)));
            json_object_set_new(named, "kind", json_string(names_kind(names, event, name)));
        }
        json_object_set_new(named, "words", json_string(timeline_words(event, names, true, words)));
        if (strcmp(text_in(event, "do"), "stuck") == 0 && names_wait(names, event, words, helps)) {
            json_object_set_new(named, "helps", json_string(helps));
        }
        json_array_append_new(all, named);
    }
    return all;
}

/* What the letters in schedules stand for. */
static json_t *legend(const json_t *trace, struct names *names)
{
    json_t *legend = json_object();
    size_t i;
    const json_t *event;
    char name[NAME_SIZE];
    json_array_foreach(trace, i, event)
    {
        const char *thread = text_in(event, "thread");
        if (json_object_get(legend, thread) == NULL) {
            json_object_set_new(legend, thread, json_string(names_thread(names, thread, name)));
        }
    }
    return legend;
}

void show_json(const json_t *result, const json_t *trace, struct names *names, FILE *out)
{
    json_t *all = json_copy((json_t *)result);
    json_object_del(all, "event");
    const struct diagnosis diagnosis =
        diagnosis_of(trace, text_in(result, "failure"), found_of(result, "data race"), names);
    if (diagnosis.sentence[0] != '\0') {
        json_object_set_new(all, "diagnosis", json_string(diagnosis.sentence));
    }
    if (diagnosis.wrong != NULL) {
        json_object_set(all, "wrong", json_object_get(diagnosis.wrong, "n"));
    }
    json_object_set_new(all, "legend", legend(trace, names));
    json_object_set_new(all, "trace", with_names(trace, names));
    json_dumpf(all, out, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    fputc('\n', out);
    json_decref(all);
}

int show_chrome(const json_t *trace, struct names *names, const char *path)
{
    json_t *all = json_array();
    size_t i;
    json_t *event;
    char words[TEXT_SIZE], place[NAME_SIZE];
    json_t *threads = json_object(); /* their numbers, by name */
    json_array_foreach(trace, i, event)
    {
        const char *thread = text_in(event, "thread");
        if (json_object_get(threads, thread) == NULL) {
            const int number = (int)json_object_size(threads);
            json_object_set_new(threads, thread, json_integer(number));
            json_array_append_new(all, json_pack("{s:s, s:s, s:i, s:i, s:{s:s}}", "name",
                                                 "thread_name", "ph", "M", "pid", 1, "tid", number,
                                                 "args", "name", thread));
        }
        json_array_append_new(
            all,
            json_pack("{s:s, s:s, s:i, s:i, s:i, s:O, s:{s:s}}", "name",
                      timeline_words(event, names, true, words), "ph", "X", "ts", (int)i, "dur", 1,
                      "pid", 1, "tid", json_object_get(threads, thread), "args", "place",
                      names_short_place(names, (unsigned long)number_in(event, "pc"), place)));
    }
    json_decref(threads);
    json_t *document = json_pack("{s:o, s:s}", "traceEvents", all, "displayTimeUnit", "ns");
    const int failed = json_dump_file(document, path, JSON_COMPACT);
    json_decref(document);
    return failed != 0 ? (errno != 0 ? errno : EIO) : 0;
}
