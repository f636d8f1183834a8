/* watched.c - runs a program under TSan; see watched.h. */
#include "tsan-report/watched.h"

#include "debug-info/debug_info.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TRIES = 12, TRIES_FOR_READS = 6, MOST_LOOKED_AT = 64, TSAN_FAILED = 66 };

static bool started(const struct outcome *outcome)
{
    json_t *events = events_named(outcome, "tsan");
    const bool told = json_array_size(events) > 0;
    json_decref(events);
    return told;
}

static const json_t *accesses_of(const json_t *event)
{
    return json_object_get(json_object_get(event, "report"), "accesses");
}

static json_int_t place_of(const json_t *access)
{
    return json_integer_value(json_array_get(json_object_get(access, "stack"), 0));
}

static bool is_write(const json_t *access)
{
    return json_is_true(json_object_get(access, "write"));
}

/* The place at which both accesses of the report are writes; 0: they aren't, or at two places. */
static json_int_t written_at(const json_t *event)
{
    const json_t *accesses = accesses_of(event);
    const json_t *one = json_array_get(accesses, 0), *other = json_array_get(accesses, 1);
    return is_write(one) && is_write(other) && place_of(one) == place_of(other) ? place_of(one) : 0;
}

/* Of a read and a write, of which the write is at the place. */
static bool has_read(const json_t *event, json_int_t place)
{
    const json_t *accesses = accesses_of(event);
    const json_t *one = json_array_get(accesses, 0), *other = json_array_get(accesses, 1);
    return is_write(one) != is_write(other) && place_of(is_write(one) ? one : other) == place;
}

/*
 * Two threads that read the same for the first time in the same moment may be remembered in one and
 * the same slot of TSan's shadow memory. Then one of the reads is lost, and what is reported is
 * both threads' write; it is the only report of that address. Was it perhaps so?
 */
static bool may_miss_a_read(const struct outcome *outcome)
{
    json_t *reports = events_named(outcome, "report");
    const size_t count = json_array_size(reports);
    bool misses = false;
    for (size_t i = 0; i < count && i < MOST_LOOKED_AT && !misses; i++) {
        const json_int_t place = written_at(json_array_get(reports, i));
        bool read = place == 0;
        for (size_t j = 0; j < count && j < MOST_LOOKED_AT && !read; j++) {
            read = has_read(json_array_get(reports, j), place);
        }
        misses = !read;
    }
    json_decref(reports);
    return misses;
}

/* Runs it until TSan has started, or will not. */
static int run_started(const struct command *command, const struct limits *limits,
                       struct outcome *outcome)
{
    for (int left = TRIES;; left--) {
        const int error = run_program(command, limits, outcome);
        if (error != 0 || left == 1 || started(outcome)) {
            return error;
        }
        outcome_release(outcome);
    }
}

/* Runs it once more. What reports nothing is no better than what was there. */
static void run_for_reads(const struct command *command, const struct limits *limits,
                          struct outcome *outcome)
{
    struct outcome again;
    if (run_started(command, limits, &again) == 0) {
        json_t *reports = events_named(&again, "report");
        const bool better = json_array_size(reports) > 0;
        outcome_release(better ? outcome : &again);
        if (better) {
            *outcome = again;
        }
        json_decref(reports);
    }
}

static int run_with_options(struct command command, const char *symbolizer,
                            const struct limits *limits, struct outcome *outcome)
{
    char options[4096] = "TSAN_OPTIONS=symbolize=0";
    const char *const variables[] = {options, NULL};
    command.variables = variables;
    if (symbolizer != NULL && symbolizer[0] != '\0') {
        /* In quotes, since a blank or a colon in a path would end the option. */
        char folder[2048];
        const bool strip = getcwd(folder, sizeof folder) != NULL && strchr(folder, '\'') == NULL;
        snprintf(options, sizeof options,
                 "TSAN_OPTIONS=external_symbolizer_path='%s':strip_path_prefix='%s/'", symbolizer,
                 strip ? folder : "");
    }
    const int error = run_started(&command, limits, outcome);
    int left = error == 0 ? TRIES_FOR_READS - 1 : 0;
    while (left-- > 0 && outcome->ending == ENDED_EXIT && may_miss_a_read(outcome)) {
        run_for_reads(&command, limits, outcome);
    }
    return error;
}

int run_watched(const char *const *arguments, const char *symbolizer, const struct sandbox *sandbox,
                const struct limits *limits, struct outcome *outcome)
{
    return run_with_options((struct command){.arguments = arguments, .sandbox = sandbox},
                            symbolizer, limits, outcome);
}

int run_watched_here(const char *const *arguments, const char *symbolizer,
                     const struct limits *limits, struct outcome *outcome)
{
    return run_with_options((struct command){.arguments = arguments, .keep_input = true},
                            symbolizer, limits, outcome);
}

enum watched_ending watched_ending(const struct outcome *outcome)
{
    struct reported_total reported;
    if (!started(outcome) || outcome->ending == ENDED_STARVED || outcome->ending == ENDED_UNBOXED) {
        return NOT_WATCHED;
    }
    if (!events_total(outcome, &reported)) {
        return ENDED_TOO_SOON;
    }
    return outcome->code == TSAN_FAILED ? NOT_WATCHED : WATCHED_TO_THE_END;
}

enum watched_ending watched_exit(const struct outcome *outcome)
{
    if (!started(outcome) || outcome->ending == ENDED_STARVED || outcome->ending == ENDED_UNBOXED) {
        return NOT_WATCHED;
    }
    if (outcome->ending != ENDED_EXIT) {
        return ENDED_TOO_SOON;
    }
    return outcome->code == TSAN_FAILED ? NOT_WATCHED : WATCHED_TO_THE_END;
}

const char *watched_in_words(const char *program, const struct outcome *outcome,
                             const struct limits *limits, char *buffer, size_t size)
{
    no_total_in_words(outcome, limits, buffer, size);
    json_t *crashes = events_named(outcome, "crash");
    const json_t *address = json_object_get(json_array_get(crashes, 0), "address");
    struct debug_info *info = NULL;
    if (outcome->ending == ENDED_SIGNAL && json_is_integer(address)) {
        info = debug_info_open(program);
    }
    struct place place;
    if (info != NULL &&
        debug_info_place(info, (unsigned long)json_integer_value(address), &place)) {
        const size_t length = strlen(buffer);
        snprintf(buffer + length, size - length, " at %s:%d", place.file, place.line);
    }
    if (info != NULL) {
        debug_info_close(info);
    }
    json_decref(crashes);
    return buffer;
}
