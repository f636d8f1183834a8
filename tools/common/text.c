/* text.c - measures, cuts and formats what is shown; see text.h. */
#include "common/text.h"

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

enum { ANY_COLUMNS = INT_MAX / 2 };

static const char ellipsis[] = "…";

_Noreturn static void out_of_memory(void)
{
    fputs("racetrack: coach: out of memory; try: make, once less is running\n", stderr);
    exit(3);
}

char *text_format(const char *format, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        out_of_memory();
    }
    return text;
}

/* One character as it is shown. */
struct shown {
    char bytes[MB_LEN_MAX];
    size_t length;
    int columns;
};

/* Reads the character at *text, steps over it, and says how it is shown; false at the end. */
static bool next_character(const char **text, struct shown *shown)
{
    mbstate_t start = {0};
    wchar_t character;
    if (**text == '\0') {
        return false;
    }
    const size_t length = mbrtowc(&character, *text, strlen(*text), &start);
    const bool valid = length <= MB_LEN_MAX;
    const int columns = valid ? wcwidth(character) : -1;
    if (columns < 0) {
        *shown = (struct shown){.length = 1, .columns = 1};
        shown->bytes[0] = valid && iswspace((wint_t)character) ? ' ' : '?';
    } else {
        *shown = (struct shown){.length = length, .columns = columns};
        memcpy(shown->bytes, *text, length);
    }
    *text += valid ? length : 1;
    return true;
}

char *text_cut(const char *text, int columns)
{
    char *cut = malloc(strlen(text) + sizeof ellipsis);
    if (cut == NULL) {
        out_of_memory();
    }
    struct shown shown;
    size_t length = 0, length_before_ellipsis = 0;
    int used = 0;
    while (next_character(&text, &shown)) {
        if (used + shown.columns > columns) {
            memcpy(cut + length_before_ellipsis, ellipsis, sizeof ellipsis);
            return cut;
        }
        memcpy(cut + length, shown.bytes, shown.length);
        length += shown.length;
        used += shown.columns;
        if (used < columns) {
            length_before_ellipsis = length;
        }
    }
    cut[length] = '\0';
    return cut;
}

int text_columns(const char *text)
{
    struct shown shown;
    int columns = 0;
    while (columns < ANY_COLUMNS && next_character(&text, &shown)) {
        columns += shown.columns;
    }
    return columns;
}

void text_wrap(FILE *out, const char *text, int before, int columns)
{
    int used = before;
    bool begun = false;
    for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
        char *word = text_format("%.*s", (int)strcspn(text, " "), text);
        char *harmless = text_cut(word, ANY_COLUMNS);
        const int wide = text_columns(word);
        if (begun && used + 1 + wide > columns) {
            fprintf(out, "\n%*s", before, "");
            used = before;
            begun = false;
        }
        fprintf(out, "%s%s", begun ? " " : "", harmless);
        used += wide + begun;
        begun = true;
        text += strlen(word);
        free(harmless);
        free(word);
    }
    fputc('\n', out);
}

void text_complain(const char *subject, const char *problem, const char *remedy)
{
    char *line = text_format("racetrack: %s: %s; try: %s", subject, problem, remedy);
    char *harmless = text_cut(line, ANY_COLUMNS);
    fprintf(stderr, "%s\n", harmless);
    free(harmless);
    free(line);
}
