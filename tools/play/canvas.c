/* canvas.c - see canvas.h. */
#include "canvas.h"

#include "common/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void canvas_make(struct canvas *canvas, int rows, int columns)
{
    const size_t count = (size_t)rows * (size_t)columns;
    *canvas = (struct canvas){.rows = rows, .columns = columns};
    canvas->glyphs = calloc(count > 0 ? count : 1, sizeof *canvas->glyphs);
    if (canvas->glyphs == NULL) {
        fputs("racetrack: play: out of memory\n", stderr);
        exit(3);
    }
    for (size_t i = 0; i < count; i++) {
        canvas->glyphs[i].code = L' ';
    }
}

void canvas_release(struct canvas *canvas)
{
    free(canvas->glyphs);
    canvas->glyphs = NULL;
}

static void put_glyph(struct canvas *canvas, int row, int column, wchar_t code, enum style style)
{
    if (row >= 0 && row < canvas->rows && column >= 0 && column < canvas->columns) {
        canvas->glyphs[row * canvas->columns + column] = (struct glyph){code, style};
    }
}

int canvas_put(struct canvas *canvas, int row, int column, int columns, enum style style,
               const char *text)
{
    int taken = 0;
    const int room = column + columns > canvas->columns ? canvas->columns - column : columns;
    if (room < 1 || *text == '\0') {
        return 0;
    }
    char *shown = text_cut(text, room);
    mbstate_t state = {0};
    wchar_t code;
    size_t length;
    for (const char *at = shown; *at != '\0'; at += length) {
        length = mbrtowc(&code, at, strlen(at), &state);
        if (length == (size_t)-1 || length == (size_t)-2) {
            break; /* text_cut lets nothing through that is no character */
        }
        const int width = wcwidth(code);
        if (width > 0) { /* an accent by itself is left out */
            put_glyph(canvas, row, column + taken, code, style);
        }
        if (width == 2) {
            put_glyph(canvas, row, column + taken + 1, 0, style);
        }
        taken += width > 0 ? width : 0;
    }
    free(shown);
    return taken;
}

/* How many bytes of the text fit into one line: up to the last blank, if there is one. */
static size_t line_of(const char *text, int columns)
{
    size_t end = 0, blank = 0;
    int taken = 0;
    mbstate_t state = {0};
    while (text[end] != '\0') {
        wchar_t code;
        const size_t length = mbrtowc(&code, text + end, strlen(text + end), &state);
        if (length == (size_t)-1 || length == (size_t)-2) {
            return strlen(text);
        }
        const int width = wcwidth(code);
        taken += width > 0 ? width : 0;
        if (taken > columns) {
            return text[end] == ' ' ? end : blank > 0 ? blank : end;
        }
        if (text[end] == ' ') {
            blank = end;
        }
        end += length;
    }
    return end;
}

int canvas_put_wrapped(struct canvas *canvas, int row, int column, int columns, int rows,
                       enum style style, const char *text)
{
    int used = 0;
    while (*text != '\0' && used < rows && columns > 0) {
        const size_t length = line_of(text, columns);
        const bool is_last = used == rows - 1;
        char *line = strndup(text, is_last || length == 0 ? strlen(text) : length);
        if (line == NULL) {
            return used;
        }
        canvas_put(canvas, row + used, column, columns, style, line);
        text += strlen(line);
        text += strspn(text, " ");
        free(line);
        used++;
    }
    return used;
}

static wchar_t drawn(wchar_t line, wchar_t plain)
{
    return MB_CUR_MAX > 1 ? line : plain;
}

void canvas_rule(struct canvas *canvas, int row, int column, int columns)
{
    for (int i = 0; i < columns; i++) {
        put_glyph(canvas, row, column + i, drawn(L'─', L'-'), QUIET);
    }
}

void canvas_rule_down(struct canvas *canvas, int row, int column, int rows)
{
    for (int i = 0; i < rows; i++) {
        put_glyph(canvas, row + i, column, drawn(L'│', L'|'), QUIET);
    }
}

void canvas_print(const struct canvas *canvas, FILE *out)
{
    for (int row = 0; row < canvas->rows; row++) {
        const struct glyph *line = canvas->glyphs + row * canvas->columns;
        int end = canvas->columns;
        while (end > 0 && (line[end - 1].code == L' ' || line[end - 1].code == 0)) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (line[i].code != 0) {
                fprintf(out, "%lc", (wint_t)line[i].code);
            }
        }
        fputc('\n', out);
    }
}
