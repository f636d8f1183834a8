/* weights.c - reads weights and counts points; see weights.h. */
#include "grade/weights.h"

#include "common/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_LINES = 1000, NAME_SIZE = 64, TEXT_SIZE = 200, HIGHEST = 1000000 };

struct weight {
    char name[NAME_SIZE]; /* "*": any that has no line of its own */
    long hundredths;
};

/* What else is said of an exercise: when it is shown, its tags. */
struct setting {
    char name[NAME_SIZE];
    char text[TEXT_SIZE];
};

struct weights {
    struct weight exercises[MOST_LINES], checks[MOST_LINES];
    size_t exercise_count, check_count;
    struct setting visibilities[MOST_LINES], tags[MOST_LINES], dues[MOST_LINES], lates[MOST_LINES];
    size_t visibility_count, tag_count, due_count, late_count;
    long grace;
};

static const char no_exercise[] = "there is no such exercise";

long weights_hundredths(const char *text)
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

static const char too_many[] = "there are too many lines";

static const char *add_weight(struct weight *list, size_t *count, const char *name,
                              const char *number)
{
    char first[NAME_SIZE], more;
    const long hundredths =
        sscanf(number, "%63s %c", first, &more) == 1 ? weights_hundredths(first) : -1;
    if (hundredths < 0) {
        return "the number must be 0 or more, with at most two decimals";
    }
    if (*count == MOST_LINES) {
        return too_many;
    }
    struct weight *weight = &list[(*count)++];
    snprintf(weight->name, sizeof weight->name, "%s", name);
    weight->hundredths = hundredths;
    return NULL;
}

static const char *add_setting(struct setting *list, size_t *count, const char *name,
                               const char *text)
{
    if (*count == MOST_LINES) {
        return too_many;
    }
    if (strlen(text) >= TEXT_SIZE) {
        return "it is too long";
    }
    struct setting *setting = &list[(*count)++];
    snprintf(setting->name, sizeof setting->name, "%s", name);
    snprintf(setting->text, sizeof setting->text, "%s", text);
    return NULL;
}

static const char *read_exercise(struct weights *weights, const char *name, const char *rest)
{
    return is_exercise(name) ? add_weight(weights->exercises, &weights->exercise_count, name, rest)
                             : no_exercise;
}

static const char *read_check(struct weights *weights, const char *name, const char *rest)
{
    return is_check(name) ? add_weight(weights->checks, &weights->check_count, name, rest)
                          : "there is no such check";
}

static const char *read_visibility(struct weights *weights, const char *name, const char *rest)
{
    static const char *const words[] = {"visible", "hidden", "after_due_date", "after_published"};
    if (!is_exercise(name)) {
        return no_exercise;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i], rest) == 0) {
            return add_setting(weights->visibilities, &weights->visibility_count, name, rest);
        }
    }
    return "expected visible, hidden, after_due_date or after_published";
}

static const char *read_tags(struct weights *weights, const char *name, const char *rest)
{
    if (!is_exercise(name)) {
        return no_exercise;
    }
    return rest[0] == '\0' ? "which tags?"
                           : add_setting(weights->tags, &weights->tag_count, name, rest);
}

/* "2026-10-01T23:59" in the time of this machine, or with "Z" or "+02:00" behind; -1 if it is none.
 */
static long long time_of(const char *text)
{
    long hours = 0, minutes = 0;
    char sign = '+', more;
    struct tm date = {.tm_isdst = -1};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M", &date);
    if (rest == NULL) {
        return -1;
    }
    if (rest[0] == '\0') {
        return (long long)mktime(&date);
    }
    const bool zulu = strcmp(rest, "Z") == 0;
    if (!zulu && (sscanf(rest, "%c%2ld:%2ld%c", &sign, &hours, &minutes, &more) != 3 ||
                  (sign != '+' && sign != '-'))) {
        return -1;
    }
    return (long long)timegm(&date) - (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

static const char *read_due(struct weights *weights, const char *name, const char *rest)
{
    if (!is_exercise(name)) {
        return no_exercise;
    }
    return time_of(rest) < 0 ? "expected a time, like 2026-10-01T23:59 or 2026-10-01T23:59+02:00"
                             : add_setting(weights->dues, &weights->due_count, name, rest);
}

static const char *read_late(struct weights *weights, const char *name, const char *rest)
{
    long percent, most = 100;
    char more;
    const int found = sscanf(rest, "%ld %ld %c", &percent, &most, &more);
    if (!is_exercise(name)) {
        return no_exercise;
    }
    if (found < 1 || found > 2 || percent < 0 || percent > 100 || most < 0 || most > 100) {
        return "expected per cent a day and, optionally, per cent at most";
    }
    return add_setting(weights->lates, &weights->late_count, name, rest);
}

static const char *read_grace(struct weights *weights, const char *name, const char *rest)
{
    char more;
    if (strcmp(name, "*") != 0 || sscanf(rest, "%ld %c", &weights->grace, &more) != 1 ||
        weights->grace < 0) {
        return "expected \"grace * DAYS\"";
    }
    return NULL;
}

/* What is wrong with the line, or NULL. */
static const char *read_line(char *line, struct weights *weights)
{
    static const struct {
        const char *kind;
        const char *(*read)(struct weights *weights, const char *name, const char *rest);
    } kinds[] = {
        {"exercise", read_exercise}, {"check", read_check}, {"visibility", read_visibility},
        {"tags", read_tags},         {"due", read_due},     {"late", read_late},
        {"grace", read_grace},
    };
    char kind[NAME_SIZE], name[NAME_SIZE];
    int behind = 0;
    line[strcspn(line, "#\r\n")] = '\0';
    const int found = sscanf(line, "%63s %63s %n", kind, name, &behind);
    if (found <= 0) {
        return NULL;
    }
    for (size_t i = strlen(line); i > 0 && line[i - 1] == ' '; i--) {
        line[i - 1] = '\0';
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (found == 2 && strcmp(kinds[i].kind, kind) == 0) {
            return kinds[i].read(weights, name, line + behind);
        }
    }
    return "expected \"exercise NAME NUMBER\" or \"check NAME NUMBER\"";
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

/* The last line that names it, else the last that names any, else that text. */
static const char *setting_of(const struct setting *list, size_t count, const char *name,
                              const char *otherwise)
{
    for (size_t i = count; i > 0; i--) {
        if (strcmp(list[i - 1].name, name) == 0) {
            return list[i - 1].text;
        }
    }
    return strcmp(name, "*") != 0 ? setting_of(list, count, "*", otherwise) : otherwise;
}

const char *weights_visibility(const struct weights *weights, const char *folder)
{
    return setting_of(weights->visibilities, weights->visibility_count, folder, "visible");
}

const char *weights_tags(const struct weights *weights, const char *folder)
{
    return setting_of(weights->tags, weights->tag_count, folder, "");
}

long long weights_due(const struct weights *weights, const char *folder)
{
    const char *due = setting_of(weights->dues, weights->due_count, folder, "");
    return due[0] != '\0' ? time_of(due) : 0;
}

struct penalty weights_late(const struct weights *weights, const char *folder)
{
    struct penalty penalty = {.percent = 0, .most = 100};
    sscanf(setting_of(weights->lates, weights->late_count, folder, "0"), "%ld %ld",
           &penalty.percent, &penalty.most);
    return penalty;
}

long weights_grace(const struct weights *weights)
{
    return weights->grace;
}

long weights_unit(const struct weights *weights)
{
    if (weights->late_count > 0) {
        return 1;
    }
    for (size_t i = 0; i < weights->check_count; i++) {
        if (weights->checks[i].hundredths > 0) {
            return 1;
        }
    }
    for (size_t i = 0; i < weights->exercise_count; i++) {
        if (weights->exercises[i].hundredths % 100 != 0) {
            return 1;
        }
    }
    return 100;
}
