/* built.c - see built.h. */
#include "kit/built.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each line, and where its value goes. */
static const struct line {
    const char *name;
    size_t to;
    bool optional;
} lines[] = {
    {"exercise", offsetof(struct built, exercise), false},
    {"source", offsetof(struct built, source), false},
    {"copy", offsetof(struct built, copy), false},
    {"plain.program", offsetof(struct built, plain.program), false},
    {"plain.object", offsetof(struct built, plain.object), false},
    {"plain.said", offsetof(struct built, plain.said), false},
    {"plain.log", offsetof(struct built, plain.log), false},
    {"plain.link_log", offsetof(struct built, plain.link_log), false},
    {"plain.read", offsetof(struct built, plain.read), false},
    {"tsan.program", offsetof(struct built, tsan.program), false},
    {"tsan.object", offsetof(struct built, tsan.object), false},
    {"tsan.said", offsetof(struct built, tsan.said), false},
    {"tsan.log", offsetof(struct built, tsan.log), false},
    {"tsan.link_log", offsetof(struct built, tsan.link_log), false},
    {"tsan.read", offsetof(struct built, tsan.read), false},
    {"explored.program", offsetof(struct built, explored), false},
    {"contract.program", offsetof(struct built, contract), false},
    {"contract.told", offsetof(struct built, contract_json), false},
    {"result", offsetof(struct built, result), false},
    {"untold", offsetof(struct built, untold), true},
};
enum { LINES = sizeof lines / sizeof *lines };

static char **value_of(const struct line *line, struct built *built)
{
    return (char **)(void *)((char *)built + line->to);
}

/* Takes the value of one line, which is changed; false without memory. The last one of a name
 * counts. */
static bool take(char *text, struct built *built)
{
    char *value = strchr(text, '=');
    if (value == NULL) {
        return true;
    }
    *value++ = '\0';
    for (int i = 0; i < LINES; i++) {
        if (strcmp(lines[i].name, text) == 0) {
            char **to = value_of(&lines[i], built);
            free(*to);
            *to = strdup(value);
            return *to != NULL;
        }
    }
    return true;
}

int built_read(const char *path, struct built *built)
{
    char *text = NULL;
    size_t room = 0;
    ssize_t length;
    FILE *file = fopen(path, "r");
    *built = (struct built){0};
    if (file == NULL) {
        return errno;
    }
    int error = 0;
    while (error == 0 && (length = getline(&text, &room, file)) > 0) {
        text[strcspn(text, "\n")] = '\0';
        error = take(text, built) ? 0 : ENOMEM;
    }
    if (error == 0 && ferror(file)) {
        error = errno != 0 ? errno : EIO;
    }
    free(text);
    fclose(file);
    if (error != 0) {
        built_release(built);
    }
    return error;
}

const char *built_lacks(const struct built *built)
{
    struct built whole = *built;
    for (int i = 0; i < LINES; i++) {
        if (!lines[i].optional && *value_of(&lines[i], &whole) == NULL) {
            return lines[i].name;
        }
    }
    return NULL;
}

void built_release(struct built *built)
{
    for (int i = 0; i < LINES; i++) {
        free(*value_of(&lines[i], built));
    }
    *built = (struct built){0};
}
