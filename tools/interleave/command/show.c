/* show.c - see show.h. */
#include "show_parts.h"

#include "common/fields.h"
#include "interleave/trace/timeline.h"

#include "common/words.h"
#include "debug-info/expression.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_OUTCOMES = 10, BAR = 36 };

const char *show_kind(const char *failure, const char *message)
{
    static const char name[] = "use after free", returned[] = "use after return";
    if (strcmp(failure, "thread leak") == 0) {
        return strstr(message, "while it held a mutex") != NULL ? "mutex left locked" : failure;
    }
    if (strcmp(failure, name) != 0 || strncasecmp(message, name, sizeof name - 1) == 0) {
        return failure;
    }
    return strncasecmp(message, returned, sizeof returned - 1) == 0 ? returned : "memory error";
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

/* Where a thread still was when it was given up. */
static void show_endless(const json_t *result, struct names *names, FILE *out)
{
    struct place place;
    const unsigned long pc = (unsigned long)number_in(result, "endless_at");
    const unsigned long function = (unsigned long)number_in(result, "endless_function");
    char runs[NAME_SIZE];
    if (pc != 0 && names_place(names, pc, &place)) {
        fprintf(out, "%s:%d:%d: %s (%s) does not end: it still loops here%s\n", place.file,
                place.line, place.column,
                function == 0 ? "main" : names_function(names, function, runs),
                text_in(result, "endless_thread"),
                json_is_true(json_object_get(result, "endless_quietly"))
                    ? ", without a wait, a lock or an atomic access"
                    : "");
    }
}

/* The results and how often each came; where some are wrong, the others are marked as right. */
static void show_outcomes(const json_t *result, FILE *out)
{
    const json_t *outcomes = json_object_get(result, "outcomes");
    const bool mark = explored_found(result, "wrong result") != NULL;
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
        const bool is_wrong = json_is_true(json_object_get(outcome, "wrong"));
        fprintf(out, "  result %12s in %9s %s", grouped(number_in(outcome, "value"), value),
                grouped(number_in(outcome, "count"), count),
                !mark      ? ""
                : is_wrong ? "WRONG "
                           : "right ");
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
                show_kind(text_in(found, "failure"), text_in(found, "message")));
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

/* Of a long line, the statement in which the column is. */
static const char *statement_at(const char *line, int column)
{
    enum { LONG = 60 };
    const size_t length = strlen(line);
    const size_t at = column > 0 && (size_t)column < length ? (size_t)column : 0;
    size_t from = at;
    while (from > 0 && strchr(";{}", line[from - 1]) == NULL) {
        from--;
    }
    from += strspn(line + from, " ");
    return length <= LONG || from > at ? line : line + from;
}

/* The places that have a part in it, as compilers write them, so that editors jump there. first:
 * how grave the first one is. */
static void show_cause_places(const struct story *story, const struct cause *cause,
                              const char *first, FILE *out)
{
    for (int i = 0; i < cause->place_count; i++) {
        const struct cause_place *shown = &cause->places[i];
        struct place place;
        char line[LINE_SIZE];
        if (story_place(story, shown->act, &place)) {
            const int left_out = source_line(place.folder, place.file, place.line, line);
            const bool known = left_out >= 0;
            fprintf(out, "%s:%d:%d: %s: %s%s%.60s\n", place.file, place.line, place.column,
                    i == 0 ? first : "note", shown->role, known ? ": " : "",
                    known ? statement_at(line, place.column - 1 - left_out) : "");
        }
    }
}

struct failure show_failure(const json_t *result, const struct reduced *reduced)
{
    return reduced != NULL
               ? reduced_failure(reduced)
               : (struct failure){.kind = text_in(result, "failure"),
                                  .message = text_in(result, "message"),
                                  .race = explored_found(result, "data race"),
                                  .leak = explored_found(result, "thread leak"),
                                  .found = explored_found(result, text_in(result, "failure"))};
}

static const char *row_called(const struct show_options *options)
{
    return options->plain ? "step" : "row";
}

/* Were all schedules seen, and did each come to its end with a wrong result? */
static bool fails_always(const json_t *result)
{
    const json_t *found = explored_found(result, "wrong result");
    return json_is_true(json_object_get(result, "whole")) &&
           number_in(found, "count") == number_in(result, "executions");
}

void show_decisive(const struct story *story, const struct reduced *reduced,
                   const struct show_options *options, FILE *out)
{
    char text[TEXT_SIZE];
    const struct cause *cause = &story->cause;
    if (reduced->passing == NULL && cause->sentence[0] == '\0' && fails_always(reduced->result)) {
        fputs("Every schedule fails so: no order of the threads alone makes it right.\n", out);
    } else if (reduced->passing == NULL && reduced->tried > 0) {
        char tried[GROUPED_SIZE];
        fprintf(out, "None of the %s nearest schedules passes.\n", grouped(reduced->tried, tried));
    }
    if (reduced->passing != NULL && story_decisive(story, row_called(options), text)) {
        table_wrap(text, 0, options->width, out);
    }
}

static void show_pair(const struct story *story, const struct reduced *reduced,
                      const struct table_options *table, FILE *out)
{
    struct story beside;
    if (reduced->passing == NULL ||
        story_beside(reduced->shown.passing, story, table->unicode, &beside) != 0) {
        return;
    }
    const bool fits = table_fits_beside(story, &beside, table);
    fprintf(out, "\n%s nearest schedule that passes, %s:\n\n", fits ? "Beside the" : "The",
            reduced->passing);
    if (fits) {
        table_show_beside(story, &beside, table, out);
    } else {
        table_show(&beside, table, out);
    }
    story_release(&beside);
}

/* The arguments, each behind what it counts, if that is known: " threads 2, increments 1". */
static void show_arguments(const char *const *arguments, const char *units, FILE *out)
{
    const char *rest = units != NULL ? units : "";
    for (int i = 0; arguments[i] != NULL; i++) {
        const int length = (int)strcspn(rest, ",");
        if (length > 0) {
            fprintf(out, "%s %.*s", i > 0 ? "," : "", length, rest);
        }
        fprintf(out, " %s", arguments[i]);
        rest += length + (rest[length] == ',');
    }
}

static void show_headline(const json_t *result, const struct shown *shown,
                          const struct show_options *options, FILE *out)
{
    const char *failure = text_in(result, "failure");
    const struct reduced *reduced = shown->reduced;
    const char *dot = options->unicode ? " · " : " - ";
    show_program(shown, false, out);
    fprintf(out, "%s%s", dot, show_kind(failure, text_in(result, "message")));
    if (reduced != NULL && reduced->is_small) {
        fprintf(out, "%s%ld preemption%s", dot, reduced->preemptions, plural(reduced->preemptions));
        if (reduced->stale > 0) {
            fprintf(out, "%s%ld out of order", dot, reduced->stale);
        }
    }
    fputc('\n', out);
    if (reduced != NULL && reduced->smaller != NULL) {
        fputs("the smallest case that fails so:", out);
        show_arguments(reduced->program + 1, shown->units, out);
        fputc('\n', out);
    }
    fputc('\n', out);
}

void show_again(const json_t *result, const struct shown *shown, FILE *out)
{
    const struct reduced *reduced = shown->reduced;
    const char *smaller = reduced != NULL ? reduced->smaller : NULL;
    const char *schedule = reduced != NULL ? reduced->schedule : text_in(result, "schedule");
    if (shown->again != NULL) {
        fprintf(out, "again: %s%s%s SCHEDULE=%s\n", shown->again, smaller != NULL ? " CASE=" : "",
                smaller != NULL ? smaller : "", schedule);
        return;
    }
    struct shown again = *shown;
    again.program = reduced != NULL ? reduced->program : shown->program;
    fprintf(out, "again: interleave replay %s%s ", shown->options, schedule);
    show_program(&again, true, out);
    fputc('\n', out);
}

void show_gdb(const struct shown *shown, FILE *out)
{
    if (shown->gdb != NULL) {
        fprintf(out, "\nits variables there, under gdb: %s SCHEDULE=%s\n", shown->gdb,
                shown->schedule);
        return;
    }
    fprintf(out, "\nits variables there, under gdb: interleave debug %s%s ", shown->options,
            shown->schedule);
    show_program(shown, true, out);
    fputc('\n', out);
}

static void show_red(const char *text, const struct show_options *options, FILE *out)
{
    fputs(options->colour ? "\033[31m" : "", out);
    table_wrap(text, 0, options->width, out);
    fputs(options->colour ? "\033[0m" : "", out);
}

/* What came out, and why; only why, if that begins with what came out. */
static void show_sentences(const char *message, const char *cause,
                           const struct show_options *options, FILE *out)
{
    if (cause[0] == '\0') {
        show_red(message, options, out);
    } else if (cause_says_all(cause, message)) {
        show_red(cause, options, out);
    } else {
        show_red(message, options, out);
        table_wrap(cause, 0, options->width, out);
    }
}

/* Another failure that was found, by the library's message; begun with what the counts call it,
 * where that isn't said. */
static const char *other_words(const json_t *found, struct names *names,
                               char text[static TEXT_SIZE])
{
    char message[TEXT_SIZE];
    const char *told = text_in(found, "message");
    names_message(names, told, message);
    if (strcmp(text_in(found, "failure"), "thread leak") != 0) {
        snprintf(text, TEXT_SIZE, "%s", message);
        return text;
    }
    snprintf(text, TEXT_SIZE, "%.100s: %.900s", show_kind("thread leak", told), message);
    text[0] = (char)toupper((unsigned char)text[0]);
    return text;
}

/* Where it is, if it has no part in the story: of a race, both accesses. */
static void show_other_places(const json_t *found, struct names *names, FILE *out)
{
    size_t i;
    const json_t *pc;
    const json_t *pcs = json_object_get(found, "pc");
    const size_t most = strcmp(text_in(found, "failure"), "data race") == 0 ? 2 : 1;
    json_array_foreach(pcs, i, pc)
    {
        struct place place;
        if (i < most && (i == 0 || !json_equal(pc, json_array_get(pcs, 0))) &&
            names_place(names, (unsigned long)json_integer_value(pc), &place)) {
            fprintf(out, "%s:%d:%d: note: %s\n", place.file, place.line, place.column,
                    show_kind(text_in(found, "failure"), text_in(found, "message")));
        }
    }
}

/* A program may have several bugs, of which the story tells one, perhaps in a smaller case that has
 * fewer of them. result: of that case; whole: of the case that was given. */
static void show_others(const json_t *result, const json_t *whole, const struct story *story,
                        const struct failure *failure, struct names *names,
                        const struct show_options *options, FILE *out)
{
    size_t i;
    const json_t *given;
    json_array_foreach(json_object_get(whole, "found"), i, given)
    {
        const json_t *here = explored_found(result, text_in(given, "failure"));
        const json_t *found = here != NULL ? here : given;
        char words[TEXT_SIZE], text[2 * TEXT_SIZE];
        struct cause race;
        if (strcmp(text_in(found, "failure"), failure->kind) == 0) {
            continue;
        }
        const bool is_in_story = strcmp(text_in(found, "failure"), "data race") == 0 &&
                                 cause_of_race(&story->acts, failure, names, &race);
        /* In a larger case there may be threads that this one doesn't have. */
        snprintf(text, sizeof text, "Found, too%s: %s", here == NULL ? ", in the whole case" : "",
                 is_in_story ? race.sentence : other_words(found, names, words));
        table_wrap(text, 0, options->width, out);
        if (is_in_story) {
            show_cause_places(story, &race, "note", out);
        } else if (here != NULL) {
            show_other_places(found, names, out);
        }
    }
}

bool show_consequence(const struct story *story, const struct shown *shown, const char *row,
                      char text[static TEXT_SIZE])
{
    struct explored explored;
    const struct cause *cause = &story->cause;
    if (cause->may_read == NO_ACT || shown->give_older == NULL || shown->reduced == NULL) {
        return false;
    }
    const long event = act_number(&story->acts.all[cause->may_read], "n");
    if (!shown->give_older(shown->context, shown->reduced, event, cause->older_value, &explored)) {
        return false;
    }
    const char *failure = text_in(explored.result, "failure");
    const bool goes_wrong = failure[0] != '\0' && strcmp(failure, "data race") != 0;
    if (goes_wrong) {
        char message[TEXT_SIZE];
        snprintf(text, TEXT_SIZE, "If %s %d reads the older %s, as a racing read may: %s", row,
                 story_row_of(story, cause->may_read) + 1, cause->older,
                 names_message(story->names, text_in(explored.result, "message"), message));
    }
    explored_release(&explored);
    return goes_wrong;
}

/* The story, or every event: then the cause, in words and places. result, whole: see show_others.
 */
static void show_story(const json_t *result, const json_t *whole, const json_t *trace,
                       struct names *names, const struct shown *shown,
                       const struct show_options *options, FILE *out)
{
    const struct failure failure = show_failure(result, shown->reduced);
    const struct table_options table = {.width = options->width,
                                        .unicode = options->unicode,
                                        .colour = options->colour,
                                        .plain = options->plain};
    char message[TEXT_SIZE];
    struct story story;
    if (story_of(trace, &failure, names, options->unicode, &story) != 0) {
        put_wrapped(out, failure.message, 0);
        return;
    }
    if (options->all) {
        const struct timeline_options all = {
            .all = true,
            .unicode = options->unicode,
            .colour = options->colour,
            .wrong = story.cause.fatal != NO_ACT ? story.acts.all[story.cause.fatal].event : NULL};
        timeline_show(trace, names, &all, out);
    } else {
        table_show(&story, &table, out);
    }
    fputc('\n', out);
    show_sentences(names_message(names, failure.message, message), story.cause.sentence, options,
                   out);
    if (show_consequence(&story, shown, row_called(options), message)) {
        show_red(message, options, out);
    }
    if (shown->reduced != NULL) {
        show_decisive(&story, shown->reduced, options, out);
    }
    show_cause_places(&story, &story.cause, "error", out);
    show_others(result, whole, &story, &failure, names, options, out);
    if (shown->reduced != NULL && options->pair) {
        show_pair(&story, shown->reduced, &table, out);
    }
    story_release(&story);
}

static void show_failed(const json_t *result, const json_t *trace, struct names *names,
                        const struct shown *shown, const struct show_options *options, FILE *out)
{
    const json_t *where = shown->reduced != NULL ? shown->reduced->result : result;
    show_headline(where, shown, options, out);
    show_story(where, result, trace, names, shown, options, out);
    if (shown->is_replay) {
        show_gdb(shown, out);
        return;
    }
    fputc('\n', out);
    if (shown->reduced != NULL && shown->reduced->smaller != NULL) {
        fputs("Of the whole case,", out);
        show_arguments(shown->program + 1, shown->units, out);
        fputs(":\n", out);
    }
    show_figures(result, out);
    show_again(result, shown, out);
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
    const json_t *leak = explored_found(result, "thread leak");
    if (leak != NULL) {
        char text[200];
        snprintf(text, sizeof text, "Warning: %s: %s (--leaks=fail, or ignore)",
                 show_kind("thread leak", text_in(leak, "message")), text_in(leak, "message"));
        put_wrapped(out, text, 0);
    }
}

void show_result(const json_t *result, const json_t *trace, struct names *names,
                 const struct shown *shown, const struct show_options *options, FILE *out)
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
        const struct timeline_options timeline = {
            .all = options->all, .unicode = options->unicode, .colour = options->colour};
        timeline_show(trace, names, &timeline, out);
    }
    put_wrapped(out, text_in(result, "message"), 0);
    show_limit(result, names, out);
    show_endless(result, names, out);
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

/* What the command shows of a failure, in members of their own. */
static void add_story(json_t *all, const json_t *result, const json_t *trace, struct names *names,
                      const struct shown *shown)
{
    char text[TEXT_SIZE];
    const struct reduced *reduced = shown->reduced;
    const json_t *where = reduced != NULL ? reduced->result : result;
    const struct failure failure = show_failure(where, reduced);
    struct story story;
    if (trace == NULL || failure.kind[0] == '\0' ||
        story_of(trace, &failure, names, true, &story) != 0) {
        return;
    }
    if (story.cause.sentence[0] != '\0') {
        json_object_set_new(all, "diagnosis", json_string(story.cause.sentence));
    }
    if (story.cause.fatal != NO_ACT) {
        json_object_set_new(all, "wrong",
                            json_integer(act_number(&story.acts.all[story.cause.fatal], "n")));
    }
    json_t *told = reduced != NULL ? reduced_story(reduced, &story) : story_json(&story);
    if (show_consequence(&story, shown, "row", text)) {
        json_object_set_new(told, "consequence", json_string(text));
    }
    json_object_set_new(told, "happens_before", story_orders(trace, &story));
    json_object_set_new(all, "story", told);
    story_release(&story);
}

json_t *show_document(const json_t *result, const json_t *trace, struct names *names,
                      const struct shown *shown)
{
    json_t *all = json_copy((json_t *)result);
    json_object_del(all, "event");
    json_object_del(all, "small"); /* what is shown of it is the story's */
    add_story(all, result, trace, names, shown);
    json_object_set_new(all, "legend", legend(trace, names));
    json_object_set_new(all, "trace", with_names(trace, names));
    return all;
}

void show_json(const json_t *result, const json_t *trace, struct names *names,
               const struct shown *shown, FILE *out)
{
    json_t *all = show_document(result, trace, names, shown);
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
