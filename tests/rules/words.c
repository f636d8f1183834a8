#include "words.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The pattern as regcomp wants it: as a word of its own, a blank as any space. */
static void as_expression(const char *pattern, char *expression, size_t size)
{
    size_t length = (size_t)snprintf(expression, size, "(^|[^[:alnum:]_])(");
    for (; *pattern != '\0' && length < size; pattern++) {
        length += (size_t)snprintf(expression + length, size - length,
                                   *pattern == ' ' ? "[[:space:]]+" : "%c", *pattern);
    }
    if (length < size) {
        snprintf(expression + length, size - length, ")($|[^[:alnum:]_])");
    }
}

int words_read(const char *line, struct words_entry *entry)
{
    static const char for_names[] = "name:";
    char expression[1024];
    if (line[strspn(line, " \t\n")] == '\0' || line[0] == '#') {
        return 0;
    }
    entry->scope = WORDS_ALL;
    if (strncmp(line, for_names, strlen(for_names)) == 0) {
        entry->scope = WORDS_NAMES;
        line += strlen(for_names);
    }
    if (sscanf(line, "%127[^\t]%*[\t]%127[^\n]", entry->pattern, entry->instead) != 2) {
        return -1;
    }
    as_expression(entry->pattern, expression, sizeof expression);
    return regcomp(&entry->compiled, expression, REG_EXTENDED | REG_ICASE) == 0 ? 1 : -1;
}

void words_release(struct words_entry *entry)
{
    regfree(&entry->compiled);
}

enum part { CODE, LINE_COMMENT, COMMENT, STRING, CHARACTER };

/* Which part of C's text the character at c belongs to, the one before it being in `part`. */
static enum part part_at(const char *text, const char *c, enum part part)
{
    const char before = c > text ? c[-1] : '\n';
    const bool is_escaped = before == '\\' && !(c - text >= 2 && c[-2] == '\\');
    switch (part) {
    case CODE:
        if (*c == '/' && (c[1] == '*' || c[1] == '/')) {
            return c[1] == '*' ? COMMENT : LINE_COMMENT;
        }
        return *c == '"' ? STRING : *c == '\'' ? CHARACTER : CODE;
    case LINE_COMMENT:
        return *c == '\n' ? CODE : LINE_COMMENT;
    case COMMENT:
        return before == '/' && c - text >= 2 && c[-2] == '*' ? CODE : COMMENT;
    case STRING:
        return *c == '"' && !is_escaped ? CODE : STRING;
    case CHARACTER:
        return *c == '\'' && !is_escaped ? CODE : CHARACTER;
    }
    return CODE;
}

/* A line of a comment begins with an asterisk, which belongs to no phrase. */
static void blank_asterisks(char *text)
{
    for (char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        char *first = line + strspn(line, " \t");
        if (*first == '*' && first[1] != '*') {
            *first = ' ';
        }
    }
}

/* "\n" in a literal is no letter of the word behind it. */
static void blank_escapes(char *text)
{
    for (char *c = text; (c = strchr(c, '\\')) != NULL && c[1] != '\0'; c += 2) {
        c[0] = ' ';
        c[1] = c[1] == '\n' ? '\n' : ' ';
    }
}

void words_blank(char *text, enum words_scope scope)
{
    if (scope == WORDS_ALL) {
        blank_asterisks(text);
        return;
    }
    const enum part wanted = scope == WORDS_LITERALS ? STRING : CODE;
    static char copy[1 << 20];
    snprintf(copy, sizeof copy, "%s", text);
    enum part part = CODE;
    for (size_t i = 0; text[i] != '\0' && copy[i] != '\0'; i++) {
        part = part_at(copy, copy + i, part);
        const bool is_mark = copy[i] == '"' || copy[i] == '\'';
        if ((part != wanted || is_mark) && text[i] != '\n') {
            text[i] = ' ';
        }
    }
    if (scope == WORDS_LITERALS) {
        blank_escapes(text);
    }
}

static long line_of(const char *text, const char *place)
{
    long line = 1;
    for (; text < place; text++) {
        line += *text == '\n';
    }
    return line;
}

long words_find(const char *text, const struct words_entry *entry, size_t *position)
{
    regmatch_t found[3];
    const char *from = text + *position;
    if (regexec(&entry->compiled, from, 3, found, 0) != 0) {
        return 0;
    }
    *position += (size_t)found[2].rm_eo;
    return line_of(text, from + found[2].rm_so);
}
