/* guess.c - see guess.h. */
#include "guess.h"

#include "common/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool guess_read(const char *text, struct guess *guess)
{
    *guess = (struct guess){.count = 0};
    while (*text != '\0' && guess->count < MOST_GUESSES) {
        const bool begins =
            isdigit((unsigned char)text[0]) || (text[0] == '-' && isdigit((unsigned char)text[1]));
        if (!begins) {
            text++;
            continue;
        }
        char *end;
        errno = 0;
        const long value = strtol(text, &end, 10);
        if (errno == 0) {
            guess->values[guess->count++] = value;
        }
        text = end;
    }
    return guess->count > 0;
}

static bool is_named(const struct guess *guess, long value)
{
    for (int i = 0; i < guess->count; i++) {
        if (guess->values[i] == value) {
            return true;
        }
    }
    return false;
}

static bool can_come(const json_t *outcomes, long value)
{
    size_t i;
    const json_t *outcome;
    json_array_foreach(outcomes, i, outcome)
    {
        if (json_integer_value(json_object_get(outcome, "value")) == value) {
            return true;
        }
    }
    return false;
}

/* Adds a line to a text that malloc gave, which is freed. */
static char *with_line(char *text, char *line)
{
    char *both = text_format("%s%s\n", text, line);
    free(text);
    free(line);
    return both;
}

/* Failures after which there is no result: "deadlock in 2 of 20 schedules: then there is none". */
static char *add_without_result(char *text, const json_t *answer, json_int_t executions)
{
    size_t i;
    const json_t *found;
    json_array_foreach(json_object_get(answer, "found"), i, found)
    {
        const char *failure = json_string_value(json_object_get(found, "failure"));
        const json_int_t count = json_integer_value(json_object_get(found, "count"));
        if (failure != NULL && strcmp(failure, "wrong result") != 0 && count > 0) {
            text = with_line(text, text_format("  also: %s in %lld of %lld schedules", failure,
                                               (long long)count, (long long)executions));
        }
    }
    return text;
}

char *guess_marked(const struct guess *guess, const json_t *answer)
{
    const json_t *outcomes = json_object_get(answer, "outcomes");
    const json_int_t executions = json_integer_value(json_object_get(answer, "executions"));
    const char *verdict = json_string_value(json_object_get(answer, "verdict"));
    const bool whole = json_is_true(json_object_get(answer, "whole")) ||
                       (verdict != NULL && strcmp(verdict, "proved") == 0);
    char *text = text_format("%s", "");
    int right = 0, all = 0;
    size_t i;
    const json_t *outcome;
    json_array_foreach(outcomes, i, outcome)
    {
        const long value = (long)json_integer_value(json_object_get(outcome, "value"));
        const json_int_t count = json_integer_value(json_object_get(outcome, "count"));
        const bool named = is_named(guess, value);
        text = with_line(text, text_format("  %6ld in %lld of %lld schedules   %s", value,
                                           (long long)count, (long long)executions,
                                           named ? "you named it" : "you missed it"));
        all++;
        right += named ? 1 : 0;
    }
    for (int g = 0; g < guess->count; g++) {
        if (!can_come(outcomes, guess->values[g])) {
            text = with_line(text, text_format("  %6ld %s", guess->values[g],
                                               whole ? "can't come, in no schedule"
                                                     : "has not come, but not all was tried"));
        }
    }
    text = add_without_result(text, answer, executions);
    text = with_line(text, text_format("%s", ""));
    text = with_line(text, text_format("You named %d of the %d results.%s", right, all,
                                       whole ? "" : " Not all schedules were tried."));
    return text;
}
