/*
 * table.h - a story as a table, or as plain sentences.
 *
 * The table is as wide as the terminal and no wider: its columns share what there is, and words go
 * on in the next line of their column. Nothing is cut.
 */
#ifndef TABLE_H
#define TABLE_H

#include "story.h"

#include <stdio.h>

struct table_options {
    int width; /* in columns of the terminal; at least 40 */
    bool unicode, colour;
    bool plain; /* a sentence for each step, for a screen reader */
};

/* How wide a table may be: COLUMNS, or the terminal's width, or 80. */
int table_width(void);

/* The rows, with what each variable is after them. A row before which steps are left out is marked
 * (⋮), and one line below the rows says how many those are: "⋮ 14 steps of cook 1 left out". */
void table_show(const struct story *story, const struct table_options *options, FILE *out);

/* Do two stories fit side by side, each in half of the width? Never as plain sentences. */
bool table_fits_beside(const struct story *story, const struct story *beside,
                       const struct table_options *options);

/* Shows them so; nothing without memory. */
void table_show_beside(const struct story *story, const struct story *beside,
                       const struct table_options *options, FILE *out);

/* A row's words as one says them, without arrows: "reads value as 0". */
void table_spoken(const char *words, char text[static WORDS_SIZE]);

/* Writes a text on lines of not more than so many columns, of which the first `at` are taken in its
 * first line; each other line comes after as many blanks. Ends the last line. */
void table_wrap(const char *text, int at, int width, FILE *out);

#endif
