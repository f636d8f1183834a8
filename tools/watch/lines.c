/* lines.c - see lines.h. */
#include "watch/lines.h"

#include "common/text.h"

#include <stdlib.h>
#include <string.h>

struct lines lines_of(const char *text)
{
    size_t most = 1;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++) {
        most++;
    }
    struct lines lines = {.texts = calloc(most, sizeof *lines.texts)};
    while (lines.texts != NULL && *text != '\0') {
        const size_t length = strcspn(text, "\n");
        lines.texts[lines.count++] = text_format("%.*s", (int)length, text);
        text += length + (text[length] == '\n');
    }
    return lines;
}

void lines_release(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->texts[i]);
    }
    free(lines->texts);
    *lines = (struct lines){0};
}
