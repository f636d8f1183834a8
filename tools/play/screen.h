/*
 * screen.h - the terminal: shows a canvas, and reads keys. All that knows of ncurses is here.
 *
 * A terminal is in a state of its own while a screen is open. It gets its old one back at the end
 * of the process, whether by return, exit or a signal that ends it (SIGINT, SIGTERM, SIGHUP).
 */
#ifndef SCREEN_H
#define SCREEN_H

#include "canvas.h"

#include <stdbool.h>

/* Keys that are no character. A character is its code; so is Ctrl-C, which no screen gives. */
enum {
    KEY_IS_UP = 0x110000, /* behind the last character of Unicode */
    KEY_IS_DOWN,
    KEY_IS_LEFT,
    KEY_IS_RIGHT,
    KEY_IS_HOME,
    KEY_IS_END,
    KEY_IS_PAGE_UP,
    KEY_IS_PAGE_DOWN,
    KEY_IS_BACK, /* backspace, or delete */
    KEY_IS_ENTER,
    KEY_IS_ESCAPE,
    KEY_IS_RESIZED, /* no key: the terminal has another size */
    KEY_IS_NONE,    /* nothing was typed in that time */
    KEY_IS_GONE,    /* there is no terminal any more, or a signal asks to end */
};

/* The smallest terminal in which the game can be seen. */
enum { SCREEN_LEAST_ROWS = 16, SCREEN_LEAST_COLUMNS = 40 };

/*
 * Takes the terminal. colour: whether colours may be used; without, styles are told by bold,
 * underlined and reversed. Returns NULL, or why there is no screen, for a person: "standard output
 * is no terminal".
 */
const char *screen_open(bool colour);

/* Gives the terminal back. Does nothing if it isn't taken. */
void screen_close(void);

/* The terminal's size now. */
void screen_size(int *rows, int *columns);

void screen_show(const struct canvas *canvas);

/* Waits for a key for at most so many milliseconds; -1: for ever. */
int screen_key(int milliseconds);

/* The signal that asked to end, for who ends the process to pass on; 0: none did. */
int screen_signal(void);

#endif
