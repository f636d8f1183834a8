/*
 * words.h - finds the words that the kit doesn't use.
 *
 * A list (words.txt) names each of them with what to write instead. A pattern is an extended
 * regular expression, matched as a whole word and without regard to case; a blank in it stands for
 * any space and for the end of a line, so a phrase is found wherever its lines break.
 */
#ifndef WORDS_H
#define WORDS_H

#include <regex.h>
#include <stddef.h>

/* What of a file is read. */
enum words_scope {
    WORDS_ALL, /* all of its text: a page, a script, a header or a program that students read */
    WORDS_LITERALS, /* of C, the string literals: what the program prints */
    WORDS_NAMES     /* of C, what is neither a comment nor a literal: the names */
};

struct words_entry {
    enum words_scope scope; /* WORDS_ALL (which covers WORDS_LITERALS, too) or WORDS_NAMES */
    char pattern[128];
    char instead[128];
    regex_t compiled; /* the pattern as a whole word */
};

/* Reads one line of the list: the pattern, a tab or more, what to write instead. A pattern that
 * begins with "name:" is one for names. Returns 1, and the caller releases the entry; 0 if the line
 * is empty or a comment; -1 if it is no entry, or its pattern is not a regular expression. */
int words_read(const char *line, struct words_entry *entry);
void words_release(struct words_entry *entry);

/* What of the text counts in this scope, with all else blanked: the same length, the same lines.
 * `text` is changed in place. */
void words_blank(char *text, enum words_scope scope);

/* The line, from 1, on which the text first has the entry's pattern at or after *position, which is
 * then moved behind it; 0 if there is none. */
long words_find(const char *text, const struct words_entry *entry, size_t *position);

#endif
