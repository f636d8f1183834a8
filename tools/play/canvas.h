/*
 * canvas.h - a screen's contents as a value: what stands where, and how it looks.
 *
 * The game draws here, and knows of no terminal: screen.h shows a canvas on one, a test reads it as
 * text. Text comes in UTF-8; widths are columns of a terminal (wcwidth(3)).
 */
#ifndef CANVAS_H
#define CANVAS_H

#include <stdio.h>
#include <wchar.h>

enum style {
    PLAIN,
    QUIET,  /* of less interest: a frame, what is over, a line that isn't next */
    STRONG, /* a heading, a key to press */
    CHOSEN, /* the thread that the next step is for */
    GOOD,
    BAD,
    CHANGED, /* by the last step */
    STYLES
};

/* One column of one row. A glyph that takes two has an empty one (0) behind it. */
struct glyph {
    wchar_t code;
    enum style style;
};

struct canvas {
    int rows, columns;
    struct glyph *glyphs;
};

/* An empty canvas, which the caller releases. Without memory the process ends with status 3. */
void canvas_make(struct canvas *canvas, int rows, int columns);
void canvas_release(struct canvas *canvas);

/*
 * Writes the text, on one line, in at most so many columns; what doesn't fit ends in "…", and what
 * lies outside of the canvas is left out. Returns how many columns it took.
 */
int canvas_put(struct canvas *canvas, int row, int column, int columns, enum style style,
               const char *text);

/*
 * Writes the text on several lines of that width, broken at blanks. Returns how many rows it took;
 * at most so many, of which the last one is cut.
 */
int canvas_put_wrapped(struct canvas *canvas, int row, int column, int columns, int rows,
                       enum style style, const char *text);

/* A line across, from column to column; and one down. */
void canvas_rule(struct canvas *canvas, int row, int column, int columns);
void canvas_rule_down(struct canvas *canvas, int row, int column, int rows);

/* The canvas as lines of text, without blanks at their ends. */
void canvas_print(const struct canvas *canvas, FILE *out);

#endif
