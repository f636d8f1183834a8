/*
 * terminal.h - what may be written where a person reads it.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>

/*
 * Is standard output a terminal that can show colour, whose reader has nothing against it?
 * NO_COLOR, if set and not empty, says no (https://no-color.org).
 */
bool terminal_wants_colour(void);

#endif
