/* expression.c - finds the lvalue at a column of a source line; see expression.h. */
#include "debug-info/expression.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINES_OF_CALL = 6 };

static FILE *open_source(const char *folder, const char *file)
{
    char path[2 * LINE_SIZE];
    FILE *source = fopen(file, "r");
    if (source == NULL && file[0] != '/') {
        snprintf(path, sizeof path, "%s/%s", folder, file);
        source = fopen(path, "r");
    }
    return source;
}

/* The length of the character of UTF-8 (RFC 3629) that text begins with; 0 if it is none. */
static size_t character_length(const unsigned char *text)
{
    const size_t length = text[0] < 0x80   ? 1
                          : text[0] < 0xc2 ? 0
                          : text[0] < 0xe0 ? 2
                          : text[0] < 0xf0 ? 3
                          : text[0] < 0xf5 ? 4
                                           : 0;
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    const bool overlong =
        (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xf0 && text[1] < 0x90);
    const bool beyond =
        (text[0] == 0xed && text[1] >= 0xa0) || (text[0] == 0xf4 && text[1] >= 0x90);
    return overlong || beyond ? 0 : length;
}

/* Is it a character that changes what a terminal or a page shows around it: a control character, or
 * a mark that turns the direction of writing (Boucher, Anderson, "Trojan source", USENIX Security
 * 2023)? length: of it, in bytes. */
static bool is_control(const unsigned char *text, size_t length)
{
    static const char *const marks[] = {"\u061c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c",
                                        "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"};
    if (length == 1) {
        return (text[0] < ' ' && text[0] != '\t' && text[0] != '\n') || text[0] == 0x7f;
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strlen(marks[i]) == length && memcmp(text, marks[i], length) == 0) {
            return true;
        }
    }
    return length == 2 && text[0] == 0xc2 && text[1] < 0xa0;
}

/* Puts question marks for the bytes that are not UTF-8, which JSON can't hold, and for those of
 * control characters. All others stay in their columns. */
static void make_harmless(char *text)
{
    while (*text != '\0') {
        const size_t length = character_length((const unsigned char *)text);
        if (length == 0) {
            *text = '?';
        } else if (is_control((const unsigned char *)text, length)) {
            memset(text, '?', length);
        }
        text += length == 0 ? 1 : length;
    }
}

int source_line(const char *folder, const char *file, int line, char text[static LINE_SIZE])
{
    FILE *source = open_source(folder, file);
    int left_out = -1;
    text[0] = '\0';
    if (source == NULL) {
        return -1;
    }
    for (int number = 1; fgets(text, LINE_SIZE, source) != NULL;) {
        /* A line longer than the buffer comes in pieces; only its first counts as it. */
        const bool whole = strchr(text, '\n') != NULL;
        if (number == line) {
            left_out = (int)strspn(text, " \t");
            break;
        }
        number += whole;
    }
    fclose(source);
    if (left_out < 0) {
        text[0] = '\0';
        return -1;
    }
    memmove(text, text + left_out, strlen(text + left_out) + 1);
    for (size_t end = strlen(text); end > 0 && isspace((unsigned char)text[end - 1]); end--) {
        text[end - 1] = '\0';
    }
    make_harmless(text);
    return left_out;
}

int source_call(const char *folder, const char *file, int line, char text[static LINE_SIZE])
{
    char next[LINE_SIZE];
    const int left_out = source_line(folder, file, line, text);
    for (int more = 1; left_out >= 0 && more <= MOST_LINES_OF_CALL; more++) {
        const size_t length = strlen(text);
        int depth = 0;
        for (const char *c = text; *c != '\0'; c++) {
            depth += (*c == '(') - (*c == ')');
        }
        if (depth <= 0 || source_line(folder, file, line + more, next) < 0) {
            break;
        }
        snprintf(text + length, LINE_SIZE - length, " %s", next);
    }
    return left_out;
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The last byte of the text or character that begins here, or where it begins if that is none. */
static const char *end_of_quoted(const char *begin)
{
    const char *end = begin + 1;
    if (*begin != '"' && *begin != '\'') {
        return begin;
    }
    while (*end != '\0' && *end != *begin) {
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
    }
    return *end == '\0' ? begin : end;
}

/* The place after the bracket that closes the one at open, or open if there is none. Brackets in
 * texts and characters don't count. */
static const char *after_bracket(const char *open)
{
    int depth = 0;
    for (const char *c = open; *c != '\0'; c++) {
        c = end_of_quoted(c);
        depth += (*c == '[' || *c == '(') - (*c == ']' || *c == ')');
        if (depth == 0) {
            return c + 1;
        }
    }
    return open;
}

/* The bracket that opens the one at close, or close if there is none. */
static const char *before_bracket(const char *line, const char *close)
{
    int depth = 0;
    for (const char *c = close; c >= line; c--) {
        depth += (*c == ']' || *c == ')') - (*c == '[' || *c == '(');
        if (depth == 0) {
            return c;
        }
    }
    return close;
}

/* Where the lvalue that ends just before end begins: names, indices and members. */
static const char *begin_of(const char *line, const char *end)
{
    const char *begin = end;
    while (begin > line) {
        const char last = begin[-1];
        if (is_name(last) || last == '.') {
            begin--;
        } else if (last == ']' || last == ')') {
            const char *open = before_bracket(line, begin - 1);
            if (open == begin - 1) {
                break;
            }
            begin = open;
        } else if (last == '>' && begin - 1 > line && begin[-2] == '-') {
            begin -= 2;
        } else {
            break;
        }
    }
    return begin;
}

/* The same, with the stars before it. */
static const char *begin_with_stars(const char *line, const char *end)
{
    const char *begin = begin_of(line, end);
    while (begin > line && begin[-1] == '*' && (begin - 1 == line || !is_name(begin[-2]))) {
        begin--;
    }
    return begin;
}

/* Where the indices and, if wanted, members and arguments behind an operand end. */
static const char *end_of_suffixes(const char *end, bool all)
{
    for (;;) {
        const char *after = end;
        if (*end == '[' || (all && *end == '(')) {
            after = after_bracket(end);
        } else if (all && (*end == '.' || strncmp(end, "->", 2) == 0)) {
            after = end + (*end == '.' ? 1 : 2);
            while (is_name(*after)) {
                after++;
            }
        }
        if (after == end) {
            return end;
        }
        end = after;
    }
}

/* Where the operand of a star, of "++" or of "--" ends: they concern all that follows. */
static const char *end_of_operand(const char *begin)
{
    const char *end = begin;
    while (*end == '*' || *end == '&') {
        end++;
    }
    if (*end == '(') {
        const char *after = after_bracket(end);
        if (after == end) {
            return begin;
        }
        end = after;
        if (is_name(*end) || *end == '*' || *end == '&' || *end == '(') {
            return end_of_operand(end); /* it was a cast */
        }
    }
    while (is_name(*end)) {
        end++;
    }
    return end_of_suffixes(end, true);
}

/* Brackets around all of an expression say nothing. */
static void strip_brackets(const char **begin, const char **end)
{
    while (*end > *begin + 1 && **begin == '(' && after_bracket(*begin) == *end) {
        (*begin)++;
        (*end)--;
    }
}

static bool copy(const char *begin, const char *end, char *expression, size_t size)
{
    while (begin < end && isspace((unsigned char)*begin)) {
        begin++;
    }
    while (end > begin && isspace((unsigned char)end[-1])) {
        end--;
    }
    strip_brackets(&begin, &end);
    if (begin == end || (size_t)(end - begin) >= size) {
        return false;
    }
    memcpy(expression, begin, (size_t)(end - begin));
    expression[end - begin] = '\0';
    return true;
}

/* What stands left of the operator at this place. */
static bool left_of(const char *line, const char *sign, char *expression, size_t size)
{
    while (sign > line && isspace((unsigned char)sign[-1])) {
        sign--;
    }
    return copy(begin_with_stars(line, sign), sign, expression, size);
}

static const char *at_column(const char *line, int column)
{
    return column < 1 || (size_t)column > strlen(line) ? NULL : line + column - 1;
}

bool expression_at(const char *line, int column, char *expression, size_t size)
{
    expression[0] = '\0';
    const char *at = at_column(line, column);
    if (at == NULL) {
        return false;
    }
    if (strncmp(at, "++", 2) == 0 || strncmp(at, "--", 2) == 0) {
        return left_of(line, at, expression, size) ||
               copy(at + 2, end_of_operand(at + 2), expression, size);
    }
    if (*at == '=' || (ispunct((unsigned char)*at) && strchr("+-*/%&|^<>", *at) != NULL &&
                       at[1 + (at[1] == *at)] == '=')) {
        return left_of(line, at, expression, size);
    }
    if (*at == '*') {
        return copy(at, end_of_operand(at), expression, size);
    }
    if (*at == '(') {
        /* A compound literal that is assigned: the store stands at it. */
        const char *sign = at;
        while (sign > line && isspace((unsigned char)sign[-1])) {
            sign--;
        }
        return sign - 1 > line && sign[-1] == '=' && strchr("=!<>+-*/%&|^", sign[-2]) == NULL &&
               left_of(line, sign - 1, expression, size);
    }
    if (!is_name(*at) || isdigit((unsigned char)*at)) {
        return false;
    }
    const char *end = at;
    while (is_name(*end)) {
        end++;
    }
    end = end_of_suffixes(end, false); /* members that follow are another access */
    /* The name of a function that is called is no access of the program's own. */
    return *end != '(' && copy(begin_of(line, at), end, expression, size);
}

bool assigned_at(const char *line, int column, char *expression, size_t size)
{
    const char *at = at_column(line, column);
    expression[0] = '\0';
    if (at == NULL || *at != '=' || at[1] == '=') {
        return false;
    }
    at++;
    at += strspn(at, " ");
    return copy(at, end_of_operand(at), expression, size);
}

/* The end of an argument: the comma or bracket behind it, that is in no bracket itself. */
static const char *end_of_argument(const char *argument)
{
    int depth = 0;
    const char *end = argument;
    for (; *end != '\0' && (depth > 0 || (*end != ',' && *end != ')')); end++) {
        end = end_of_quoted(end);
        depth += (*end == '(' || *end == '[' || *end == '{') -
                 (*end == ')' || *end == ']' || *end == '}');
    }
    return end;
}

bool call_at(const char *line, int column, char *function, size_t size)
{
    const char *at = at_column(line, column);
    function[0] = '\0';
    if (at == NULL || !is_name(*at) || isdigit((unsigned char)*at)) {
        return false;
    }
    const char *end = at;
    while (is_name(*end)) {
        end++;
    }
    return end[strspn(end, " ")] == '(' && copy(at, end, function, size);
}

bool argument_at(const char *line, int column, int index, char *argument, size_t size)
{
    const char *at = at_column(line, column);
    argument[0] = '\0';
    while (at != NULL && is_name(*at)) {
        at++;
    }
    if (at == NULL || at[strspn(at, " ")] != '(') {
        return false;
    }
    at += strspn(at, " ") + 1;
    for (int i = 0; i < index; i++) {
        at = end_of_argument(at);
        if (*at != ',') {
            return false;
        }
        at++;
    }
    return copy(at, end_of_argument(at), argument, size);
}
