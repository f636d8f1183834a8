/*
 * screen.h - where watch shows what it has to say, and gets its keys from.
 *
 * On a terminal: a page that is drawn again in place, and keys that count at once. Anywhere else (a
 * pipe, a file, TERM=dumb): lines that follow each other, keys with or without line ends.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include "watch/lines.h"

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

struct screen {
    bool draws;  /* a page; else lines */
    bool colour; /* NO_COLOR isn't set */
    bool at_end; /* no key comes any more */
    int rows, columns;
    size_t scrolled; /* lines of the body above the page */
    struct termios before;
};

/* What stands on the page. */
struct page {
    const char *title;
    const char *state; /* one line, which is told where there is no page, too */
    const char *keys;
    const struct lines *body;
};

/* Looks at standard input and output, and sets the terminal up. */
void screen_begin(struct screen *screen);

/* Gives the terminal back as it was. */
void screen_end(struct screen *screen);

/* Asks how large the terminal is now. */
void screen_measure(struct screen *screen);

/* Draws the page. Where lines follow each other, it does nothing: see screen_say. */
void screen_draw(struct screen *screen, const struct page *page);

/* Writes a line and a body, where lines follow each other. */
void screen_say(const struct screen *screen, const char *line, const struct lines *body);

/* Scrolls the body of so many lines by so many rows, down or (negative) up. */
void screen_scroll(struct screen *screen, size_t lines, int rows);

/*
 * The next key that was typed: a character, one of the below, or 0 if there is none as yet.
 * An unknown sequence counts as no key.
 */
enum { KEY_DOWN = 0x100, KEY_UP, KEY_PAGE_DOWN, KEY_PAGE_UP };
int screen_key(struct screen *screen);

#endif
