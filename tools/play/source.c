/* source.c - see source.h. */
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAB = 4 };

/* A copy without the end of the line, and with tabs as blanks; NULL without memory. */
static char *with_blanks(const char *line)
{
    size_t length = 0;
    char *copy = malloc(TAB * strlen(line) + 1);
    if (copy == NULL) {
        return NULL;
    }
    for (; *line != '\0' && *line != '\n' && *line != '\r'; line++) {
        if (*line == '\t') {
            do {
                copy[length++] = ' ';
            } while (length % TAB != 0);
        } else {
            copy[length++] = *line;
        }
    }
    copy[length] = '\0';
    return copy;
}

static void read_lines(struct source *source)
{
    FILE *file = fopen(source->path, "re");
    char *line = NULL;
    size_t size = 0;
    int room = 0;
    while (file != NULL && getline(&line, &size, file) > 0) {
        if (source->count == room) {
            room = room > 0 ? 2 * room : 64;
            char **more = realloc(source->lines, (size_t)room * sizeof *more);
            if (more == NULL) {
                break;
            }
            source->lines = more;
        }
        char *copy = with_blanks(line);
        if (copy == NULL) {
            break;
        }
        source->lines[source->count++] = copy;
    }
    free(line);
    if (file != NULL) {
        fclose(file);
    }
}

static struct source *source_of(struct sources *sources, const char *path)
{
    for (int i = 0; i < sources->count; i++) {
        if (strcmp(sources->files[i].path, path) == 0) {
            return &sources->files[i];
        }
    }
    if (sources->count == MOST_SOURCES) {
        return NULL;
    }
    struct source *source = &sources->files[sources->count];
    *source = (struct source){.path = strdup(path)};
    if (source->path == NULL) {
        return NULL;
    }
    sources->count++;
    read_lines(source);
    return source;
}

const char *sources_line(struct sources *sources, const char *path, int number)
{
    const struct source *source = source_of(sources, path);
    return source != NULL && number >= 1 && number <= source->count ? source->lines[number - 1]
                                                                    : NULL;
}

void sources_release(struct sources *sources)
{
    for (int i = 0; i < sources->count; i++) {
        struct source *source = &sources->files[i];
        for (int line = 0; line < source->count; line++) {
            free(source->lines[line]);
        }
        free(source->lines);
        free(source->path);
    }
    sources->count = 0;
}
