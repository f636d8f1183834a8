/* nearest.c - see nearest.h. */
#include "nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_SEGMENTS = 64, MOST_TRIED = 60, MOST_LETTERS = 8, LETTER_SIZE = 8 };

double nearest_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Where segments begin that a thread was chosen for, or a store: from the second on, at most the
 * last MOST_SEGMENTS of them. Returns how many. */
static int find_segments(const char *schedule, size_t starts[static MOST_SEGMENTS])
{
    int count = 0;
    for (size_t i = 1; schedule[i] != '\0'; i++) {
        const bool begins = (isalpha((unsigned char)schedule[i]) != 0 &&
                             isalpha((unsigned char)schedule[i - 1]) == 0) ||
                            schedule[i] == '~';
        if (begins && count == MOST_SEGMENTS) {
            memmove(starts, starts + 1, (MOST_SEGMENTS - 1) * sizeof *starts);
            count--;
        }
        if (begins) {
            starts[count++] = i;
        }
    }
    return count;
}

static bool is_text(const json_t *result, const char *key, const char *text)
{
    const char *value = json_string_value(json_object_get(result, key));
    return value != NULL && strcmp(value, text) == 0;
}

/* A race or a leak is in every schedule, whatever comes out. */
static bool passes(const json_t *result)
{
    return !json_is_string(json_object_get(result, "misfit")) &&
           (is_text(result, "verdict", "bounded") || is_text(result, "failure", "data race") ||
            is_text(result, "failure", "thread leak"));
}

static bool fails_so(const json_t *result, const char *failure)
{
    return is_text(result, "verdict", "failed") && is_text(result, "failure", failure);
}

static char *prefix_of(const char *schedule, size_t length, const char *then)
{
    char *text;
    return asprintf(&text, "%.*s%s", (int)length, schedule, then) < 0 ? NULL : text;
}

char *nearest_simpler(const struct replayer *replayer, const char *schedule, const char *failure,
                      struct explored *explored)
{
    size_t starts[MOST_SEGMENTS];
    const int count = find_segments(schedule, starts);
    for (int i = 0; i < count && nearest_now() < replayer->until; i++) {
        char *text = prefix_of(schedule, starts[i], "");
        if (text == NULL || !replayer->run(replayer->context, replayer->program, "replay", text, explored)) {
            free(text);
            return NULL;
        }
        free(text);
        const char *found = json_string_value(json_object_get(explored->result, "schedule"));
        size_t none[MOST_SEGMENTS];
        if (found != NULL && fails_so(explored->result, failure) &&
            find_segments(found, none) < count) {
            return strdup(found);
        }
        explored_release(explored);
    }
    return NULL;
}

/* The threads of the trace. Returns how many. */
static int find_letters(const json_t *trace, char letters[static MOST_LETTERS][LETTER_SIZE])
{
    int count = 0;
    size_t i;
    const json_t *event;
    json_array_foreach(trace, i, event)
    {
        const char *letter = json_string_value(json_object_get(event, "thread"));
        bool known = letter == NULL || count == MOST_LETTERS;
        for (int j = 0; j < count && !known; j++) {
            known = strcmp(letters[j], letter) == 0;
        }
        if (!known) {
            snprintf(letters[count++], LETTER_SIZE, "%s", letter);
        }
    }
    return count;
}

static char *try_one(const struct replayer *replayer, const char *schedule, size_t length,
                     const char *then, struct explored *explored)
{
    char *text = prefix_of(schedule, length, then);
    if (text != NULL && replayer->run(replayer->context, replayer->program, "replay", text, explored)) {
        if (passes(explored->result)) {
            return text;
        }
        explored_release(explored);
    }
    free(text);
    return NULL;
}

char *nearest_passing(const struct replayer *replayer, const char *schedule, const json_t *trace,
                      struct explored *explored, bool *all)
{
    size_t starts[MOST_SEGMENTS];
    char letters[MOST_LETTERS][LETTER_SIZE];
    const int threads = find_letters(trace, letters);
    const int segments = find_segments(schedule, starts);
    int tried = 0;
    *all = false;
    for (int i = segments - 1; i >= 0; i--) {
        for (int j = -1; j < threads; j++) {
            char then[LETTER_SIZE + 2] = "";
            const size_t size = j >= 0 ? strlen(letters[j]) : 0;
            if (nearest_now() > replayer->until || tried++ == MOST_TRIED) {
                return NULL;
            }
            if (j >= 0 && (strncmp(schedule + starts[i], letters[j], size) == 0 ||
                           schedule[starts[i]] == '~')) {
                continue; /* as it was */
            }
            if (j >= 0) {
                snprintf(then, sizeof then, "%s1", letters[j]);
            }
            char *found = try_one(replayer, schedule, starts[i], then, explored);
            if (found != NULL) {
                return found;
            }
        }
    }
    *all = true;
    return NULL;
}
