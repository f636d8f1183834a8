/*
 * lines.h - a text as the lines that are shown of it.
 */
#ifndef LINES_H
#define LINES_H

#include <stddef.h>

struct lines {
    char **texts;
    size_t count;
};

/* The text's lines, without their ends; the caller releases them. Never fails: without memory the
 * process ends. */
struct lines lines_of(const char *text);

/* Frees what lines_of allocated. */
void lines_release(struct lines *lines);

#endif
