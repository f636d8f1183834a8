/* weights.c - reads weights and counts points; see weights.h. */
#include "grade/weights.h"

#include "coach/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_LINES = 1000, NAME_SIZE = 64, HIGHEST = 1000000 };

struct weight {
    char name[NAME_SIZE]; /* "*": any that has no line of its own */
    long hundredths;
};

struct weights {
    struct weight exercises[MOST_LINES], checks[MOST_LINES];
    size_t exercise_count, check_count;
};

/* "2", "0.5", "12.25" as hundredths; -1 if it is none of that kind. */
static long hundredths_of(const char *text)
{
    char *end;
    const long whole = strtol(text, &end, 10);
    if (end == text || text[0] < '0' || text[0] > '9' || whole > HIGHEST) {
        return -1;
    }
    long part = 0;
    if (*end == '.') {
        const char *digits = end + 1;
        const size_t count = strspn(digits, "0123456789");
        if (count == 0 || count > 2) {
            return -1;
        }
        part = (digits[0] - '0') * 10 + (count == 2 ? digits[1] - '0' : 0);
        end += 1 + count;
    }
    return *end == '\0' ? 100 * whole + part : -1;
}

static bool is_check(const char *name)
{
    static const char *const names[] = {
        "*", "builds", "total", "race-free", "every-interleaving", "still-concurrent"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_exercise(const char *name)
{
    char *path = text_format("exercises/%s/contract.c", name);
    const bool there = strcmp(name, "*") == 0 || access(path, F_OK) == 0;
    free(path);
    return there;
}

/* What is wrong with the line, or NULL. */
static const char *read_line(char *line, struct weights *weights)
{
    char kind[NAME_SIZE], name[NAME_SIZE], number[NAME_SIZE], more;
    line[strcspn(line, "#")] = '\0';
    const int found = sscanf(line, "%63s %63s %63s %c", kind, name, number, &more);
    if (found <= 0) {
        return NULL;
    }
    const bool exercise = strcmp(kind, "exercise") == 0;
    if (found != 3 || (!exercise && strcmp(kind, "check") != 0)) {
        return "\"exercise NAME NUMBER\" or \"check NAME NUMBER\" is wanted";
    }
    if (exercise ? !is_exercise(name) : !is_check(name)) {
        return exercise ? "there is no such exercise" : "there is no such check";
    }
    const long hundredths = hundredths_of(number);
    if (hundredths < 0) {
        return "a number from 0 is wanted, with two decimals at most";
    }
    struct weight *list = exercise ? weights->exercises : weights->checks;
    size_t *count = exercise ? &weights->exercise_count : &weights->check_count;
    if (*count == MOST_LINES) {
        return "there are too many lines";
    }
    struct weight *weight = &list[(*count)++];
    snprintf(weight->name, sizeof weight->name, "%s", name);
    weight->hundredths = hundredths;
    return NULL;
}

/* Reads all lines; returns what is wrong with one or with the file, which the caller frees, or
 * NULL. */
static char *read_lines(FILE *file, const char *path, struct weights *weights)
{
    char line[512];
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        const char *wrong = read_line(line, weights);
        if (wrong != NULL) {
            return text_format("%s:%d: %s", path, number, wrong);
        }
    }
    return ferror(file) ? text_format("%s: %s", path, strerror(errno)) : NULL;
}

struct weights *weights_read(const char *path, char **error)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        *error = text_format("%s: %s", path, strerror(errno));
        return NULL;
    }
    struct weights *weights = calloc(1, sizeof *weights);
    *error = weights == NULL ? text_format("out of memory") : read_lines(file, path, weights);
    fclose(file);
    if (*error != NULL) {
        free(weights);
        return NULL;
    }
    return weights;
}

void weights_release(struct weights *weights)
{
    free(weights);
}

/* The last line that names it counts, else the last that names any. */
static long weight_of(const struct weight *list, size_t count, const char *name, long otherwise)
{
    for (size_t i = count; i > 0; i--) {
        if (strcmp(list[i - 1].name, name) == 0) {
            return list[i - 1].hundredths;
        }
    }
    return strcmp(name, "*") != 0 ? weight_of(list, count, "*", otherwise) : otherwise;
}

long weights_most(const struct weights *weights, const char *folder)
{
    return weight_of(weights->exercises, weights->exercise_count, folder, 100);
}

long weights_points(const struct weights *weights, const char *folder, const json_t *facts)
{
    size_t i;
    const json_t *check;
    long passed = 0, all = 0;
    const long most = weights_most(weights, folder);
    const char *verdict = json_string_value(json_object_get(facts, "verdict"));
    if (verdict == NULL || json_is_true(json_object_get(facts, "original"))) {
        return 0;
    }
    if (strcmp(verdict, "fixed") == 0) {
        return most;
    }
    json_array_foreach(json_object_get(facts, "checks"), i, check)
    {
        const char *name = json_string_value(json_object_get(check, "name"));
        const char *status = json_string_value(json_object_get(check, "status"));
        const long weight = weight_of(weights->checks, weights->check_count, name, 0);
        all += weight;
        passed += strcmp(status, "passed") == 0 ? weight : 0;
    }
    return all > 0 ? most * passed / all : 0;
}
