/* nearest.c - see nearest.h. */
#include "nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_SEGMENTS = 48, MOST_CUTS = 8, MOST_LETTERS = 8, LETTER_SIZE = 8 };

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
        char *text = prefix_of(schedule, starts[i], strchr(schedule, '@') != NULL ? "@" : "");
        if (text == NULL ||
            !replayer->run(replayer->context, replayer->program, "replay", text, explored)) {
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

/* What is tried to find one that passes. */
struct hunt {
    const struct replayer *replayer;
    const char *schedule;
    size_t starts[MOST_SEGMENTS]; /* of its segments */
    int segments;
    char letters[MOST_LETTERS][LETTER_SIZE]; /* of its threads */
    int threads;
    int tried;
    struct explored *explored;
};

static bool is_over(const struct hunt *hunt)
{
    return hunt->tried >= hunt->replayer->most || nearest_now() > hunt->replayer->until;
}

static char *try_one(struct hunt *hunt, const char *prefix, const char *then)
{
    char *text = prefix_of(prefix, strlen(prefix), then);
    hunt->tried++;
    if (text != NULL && hunt->replayer->run(hunt->replayer->context, hunt->replayer->program,
                                            "replay", text, hunt->explored)) {
        if (passes(hunt->explored->result)) {
            return text;
        }
        explored_release(hunt->explored);
    }
    free(text);
    return NULL;
}

/* How many events the thread does in its next segment, from there on; 0: it has none. */
static long events_of(const char *schedule, const char *letter)
{
    const size_t size = strlen(letter);
    for (const char *at = schedule; *at != '\0'; at++) {
        const bool begins = at == schedule || isalpha((unsigned char)at[-1]) == 0;
        if (begins && strncmp(at, letter, size) == 0 && isdigit((unsigned char)at[size]) != 0) {
            return strtol(at + size, NULL, 10);
        }
    }
    return 0;
}

/* Goes on after the prefix with each thread but the one that would be next: with all that it would
 * do next, even if it sleeps on the way; or with one event, and what follows from that. */
static char *try_others(struct hunt *hunt, const char *prefix, const char *next)
{
    char *found = NULL;
    for (int i = 0; i < hunt->threads && found == NULL && !is_over(hunt); i++) {
        char then[LETTER_SIZE + 24];
        const long events = events_of(next, hunt->letters[i]);
        if (strncmp(next, hunt->letters[i], strlen(hunt->letters[i])) == 0) {
            continue;
        }
        if (events > 1) {
            snprintf(then, sizeof then, "%s%ld", hunt->letters[i], events);
            found = try_one(hunt, prefix, then);
        }
        if (found == NULL) {
            snprintf(then, sizeof then, "%s1", hunt->letters[i]);
            found = try_one(hunt, prefix, then);
        }
    }
    return found;
}

/* Cuts before a segment. */
static char *try_before(struct hunt *hunt, int segment)
{
    const char *next = hunt->schedule + hunt->starts[segment];
    char *prefix = prefix_of(hunt->schedule, hunt->starts[segment], "");
    char *found = prefix != NULL ? try_one(hunt, prefix, "") : NULL;
    if (found == NULL && prefix != NULL && *next != '~') {
        found = try_others(hunt, prefix, next);
    }
    free(prefix);
    return found;
}

/* Cuts within a segment, at a few places of it, the latest first. */
static char *try_within(struct hunt *hunt, int segment)
{
    const char *at = hunt->schedule + hunt->starts[segment];
    const size_t letters = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const long count = strtol(at + letters, NULL, 10);
    const long step = count / MOST_CUTS + 1;
    char *found = NULL;
    for (long events = count - 1; *at != '~' && events > 0 && found == NULL && !is_over(hunt);
         events -= step) {
        char *prefix;
        if (asprintf(&prefix, "%.*s%ld", (int)(hunt->starts[segment] + letters), hunt->schedule,
                     events) < 0) {
            return NULL;
        }
        found = try_others(hunt, prefix, at);
        free(prefix);
    }
    return found;
}

char *nearest_passing(const struct replayer *replayer, const char *schedule, const json_t *trace,
                      struct explored *explored, int *tried)
{
    struct hunt hunt = {.replayer = replayer, .schedule = schedule, .explored = explored};
    char *found = NULL;
    hunt.threads = find_letters(trace, hunt.letters);
    hunt.segments = find_segments(schedule, hunt.starts);
    for (int i = hunt.segments - 1; i >= 0 && found == NULL && !is_over(&hunt); i--) {
        found = try_before(&hunt, i);
    }
    for (int i = hunt.segments - 1; i >= 0 && found == NULL && !is_over(&hunt); i--) {
        found = try_within(&hunt, i);
    }
    *tried = hunt.tried;
    return found;
}
