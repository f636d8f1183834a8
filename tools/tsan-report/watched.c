/* watched.c - runs a program under TSan; see watched.h. */
#include "tsan-report/watched.h"

#include "tsan-report/debug_info.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TRIES = 12, TSAN_FAILED = 66 };

static bool started(const struct outcome *outcome)
{
    json_t *events = events_named(outcome, "tsan");
    const bool told = json_array_size(events) > 0;
    json_decref(events);
    return told;
}

int run_watched(const char *const *arguments, const char *symbolizer, const struct sandbox *sandbox,
                const struct limits *limits, struct outcome *outcome)
{
    char options[4096] = "TSAN_OPTIONS=symbolize=0";
    const char *const variables[] = {options, NULL};
    const struct command command = {
        .arguments = arguments, .variables = variables, .sandbox = sandbox};
    if (symbolizer != NULL && symbolizer[0] != '\0') {
        /* In quotes, since a blank or a colon in a path would end the option. */
        char folder[2048];
        const bool strip = getcwd(folder, sizeof folder) != NULL && strchr(folder, '\'') == NULL;
        snprintf(options, sizeof options,
                 "TSAN_OPTIONS=external_symbolizer_path='%s':strip_path_prefix='%s/'", symbolizer,
                 strip ? folder : "");
    }
    for (int left = TRIES;; left--) {
        const int error = run_program(&command, limits, outcome);
        if (error != 0 || left == 1 || started(outcome)) {
            return error;
        }
        outcome_release(outcome);
    }
}

enum watched_ending watched_ending(const struct outcome *outcome)
{
    struct told told;
    if (!started(outcome) || outcome->ending == ENDED_STARVED || outcome->ending == ENDED_UNBOXED) {
        return NOT_WATCHED;
    }
    if (!events_total(outcome, &told)) {
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
