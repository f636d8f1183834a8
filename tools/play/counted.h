/*
 * counted.h - a number of things, in words.
 */
#ifndef COUNTED_H
#define COUNTED_H

enum { COUNTED_SIZE = 40 };

/* "1 step", "2 steps", "3 switches": written to text, which is returned. */
const char *counted(char text[static COUNTED_SIZE], long count, const char *one, const char *many);

#endif
