/* overrides.c - reads points set by hand; see overrides.h. */
#include "grade/overrides.h"

#include "common/text.h"
#include "grade/class.h"
#include "grade/weights.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_OVERRIDES = 100000 };

struct overrides {
    struct override *overrides;
    size_t count;
};

static bool is_exercise(const char *name)
{
    char *path = text_format("exercises/%s/contract.c", name);
    const bool there = strchr(name, '/') == NULL && access(path, F_OK) == 0;
    free(path);
    return there;
}

/* What is wrong with the line, or NULL. */
static const char *read_line(char *line, struct overrides *overrides)
{
    char *parts[4] = {NULL};
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '\0' || line[0] == '#') {
        return NULL;
    }
    for (size_t i = 0; i < 4; i++) {
        parts[i] = strsep(&line, "\t");
    }
    if (parts[3] == NULL || parts[3][0] == '\0') {
        return "expected a student, an exercise, points and a reason, separated by tabs";
    }
    if (!is_exercise(parts[1])) {
        return "there is no such exercise";
    }
    const long points = weights_hundredths(parts[2]);
    if (points < 0) {
        return "points must be 0 or more, with at most two decimals";
    }
    struct override *larger =
        overrides->count < MOST_OVERRIDES
            ? reallocarray(overrides->overrides, overrides->count + 1, sizeof *larger)
            : NULL;
    if (larger == NULL) {
        return "there are too many lines";
    }
    overrides->overrides = larger;
    larger[overrides->count++] = (struct override){.student = text_format("%s", parts[0]),
                                                   .exercise = text_format("%s", parts[1]),
                                                   .points = points,
                                                   .reason = harmless(parts[3])};
    return NULL;
}

struct overrides *overrides_read(const char *path, char **error)
{
    char line[2000];
    struct overrides *overrides = calloc(1, sizeof *overrides);
    FILE *file = overrides != NULL ? fopen(path, "r") : NULL;
    *error = file == NULL ? text_format("%s: %s", path, strerror(errno)) : NULL;
    for (int number = 1; *error == NULL && fgets(line, sizeof line, file) != NULL; number++) {
        const char *wrong = read_line(line, overrides);
        *error = wrong != NULL ? text_format("%s:%d: %s", path, number, wrong) : NULL;
    }
    if (file != NULL) {
        fclose(file);
    }
    if (*error != NULL) {
        overrides_release(overrides);
        return NULL;
    }
    return overrides;
}

void overrides_release(struct overrides *overrides)
{
    for (size_t i = 0; overrides != NULL && i < overrides->count; i++) {
        free(overrides->overrides[i].student);
        free(overrides->overrides[i].exercise);
        free(overrides->overrides[i].reason);
    }
    if (overrides != NULL) {
        free(overrides->overrides);
    }
    free(overrides);
}

const struct override *overrides_find(const struct overrides *overrides, const char *name,
                                      const char *id, const char *exercise)
{
    for (size_t i = overrides != NULL ? overrides->count : 0; i > 0; i--) {
        const struct override *override = &overrides->overrides[i - 1];
        const bool is_theirs = strcmp(override->student, name) == 0 ||
                               (id[0] != '\0' && strcmp(override->student, id) == 0);
        if (is_theirs && strcmp(override->exercise, exercise) == 0) {
            return override;
        }
    }
    return NULL;
}
