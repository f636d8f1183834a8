/* ir.c - reads the compiler's intermediate representation; see ir.h. */
#include "compiler/ir.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands before it; the pass is the first that there is without optimisation. Since clang 15
 * it is a comment. */
static const char head[] = "*** IR Dump Before AlwaysInlinerPass on [module] ***\n";

enum { MOST_READ = 64 << 20, MOST_SCOPES = 64 };

static char *read_all(const char *path, size_t *length)
{
    FILE *file = fopen(path, "r");
    size_t room = 1 << 17;
    char *text = file == NULL ? NULL : malloc(room);
    *length = 0;
    while (text != NULL && *length < MOST_READ) {
        const size_t got = fread(text + *length, 1, room - 1 - *length, file);
        *length += got;
        if (got == 0) {
            break;
        }
        if (*length == room - 1) {
            char *grown = realloc(text, room *= 2);
            if (grown == NULL) {
                free(text);
            }
            text = grown;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return text;
}

enum ir_state ir_load(const char *path, struct ir *ir)
{
    size_t length;
    *ir = (struct ir){.file = read_all(path, &length)};
    if (ir->file == NULL) {
        return IR_MISSING;
    }
    ir->file[length] = '\0';
    ir->end = ir->file + length;
    const char *found = memmem(ir->file, length, head, strlen(head));
    if (found == NULL) {
        return IR_MISSING;
    }
    ir->text = found + strlen(head);
    /* No string has a newline here, so another is no part of the program. */
    const bool again =
        strstr(ir->text, "\n*** IR Dump ") != NULL || strstr(ir->text, "\n; *** IR Dump ") != NULL;
    /* Metadata stands last, and there always is some. */
    const bool whole = length < MOST_READ && strstr(ir->text - 1, "\n!") != NULL;
    return again ? IR_IMITATED : whole ? IR_READ : IR_CUT;
}

void ir_release(struct ir *ir)
{
    free(ir->file);
    *ir = (struct ir){0};
}

bool ir_next(const struct ir *ir, const char **at, struct ir_line *line)
{
    if (*at >= ir->end) {
        return false;
    }
    const char *newline = memchr(*at, '\n', (size_t)(ir->end - *at));
    const char *end = newline != NULL ? newline : ir->end;
    *line = (struct ir_line){*at, (size_t)(end - *at)};
    *at = end + 1;
    return true;
}

bool ir_begins(const struct ir_line *line, const char *with)
{
    const size_t length = strlen(with);
    return line->length >= length && memcmp(line->text, with, length) == 0;
}

const char *ir_find(const struct ir_line *line, const char *text, const char *from)
{
    const char *const end = line->text + line->length;
    const size_t length = strlen(text);
    bool quoted = false;
    for (const char *at = line->text; at < end; at++) {
        const bool fits = (size_t)(end - at) >= length && memcmp(at, text, length) == 0;
        if (!quoted && fits && (from == NULL || at > from)) {
            return at;
        }
        if (*at == '"') {
            quoted = !quoted; /* one within a string is written \22 */
        } else if (!quoted && *at == ';') {
            return NULL;
        }
    }
    return NULL;
}

bool ir_has_word(const struct ir_line *line, const char *word)
{
    const char *const end = line->text + line->length;
    const char *found = NULL;
    while ((found = ir_find(line, word, found)) != NULL) {
        const char *behind = found + strlen(word);
        if ((found == line->text || found[-1] == ' ') &&
            (behind == end || *behind == ' ' || *behind == ',')) {
            return true;
        }
    }
    return false;
}

static bool in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$' || c == '-';
}

long ir_group(const struct ir_line *line)
{
    const char *found = NULL, *last = NULL;
    while ((found = ir_find(line, " #", found)) != NULL) {
        last = isdigit((unsigned char)found[2]) ? found : last;
    }
    const long group = last == NULL ? -1 : strtol(last + 2, NULL, 10);
    return group < IR_GROUPS ? group : -1;
}

void ir_name(const struct ir_line *line, const char *from, char *name, size_t size)
{
    const char *const end = line->text + line->length;
    const char *at = ir_find(line, "@", from == NULL ? NULL : from - 1);
    size_t length = 0;
    name[0] = '\0';
    if (at == NULL) {
        return;
    }
    const bool quoted = ++at < end && *at == '"';
    at += quoted;
    if (quoted && end - at > 3 && memcmp(at, "\\01", 3) == 0) {
        at += 3; /* a name that the source gave to the assembler */
    }
    while (at < end && (quoted ? *at != '"' : in_name(*at)) && length + 1 < size) {
        name[length++] = *at++;
    }
    name[length] = '\0';
}

/* The line that defines the metadata !number; false if there is none. */
static bool metadata(const struct ir *ir, long number, struct ir_line *line)
{
    char begin[32];
    const int length = snprintf(begin, sizeof begin, "\n!%ld = ", number);
    const char *found = memmem(ir->text, (size_t)(ir->end - ir->text), begin, (size_t)length);
    if (found == NULL) {
        return false;
    }
    found++;
    return ir_next(ir, &found, line);
}

/* The number behind key in the line, as in "scope: !12" or "line: 7"; -1 if it isn't there. */
static long number_behind(const struct ir_line *line, const char *key)
{
    const char *found = ir_find(line, key, NULL);
    return found == NULL ? -1 : strtol(found + strlen(key), NULL, 10);
}

/* Writes the file of a scope, which may name it itself or be within one that does. */
static bool find_file(const struct ir *ir, struct ir_line line, char *name, size_t size)
{
    static const char key[] = "filename: \"";
    for (int depth = 0; depth < MOST_SCOPES; depth++) {
        const char *found = memmem(line.text, line.length, key, strlen(key));
        if (found != NULL) {
            found += strlen(key);
            snprintf(name, size, "%.*s", (int)strcspn(found, "\""), found);
            return true;
        }
        long next = number_behind(&line, "file: !");
        next = next >= 0 ? next : number_behind(&line, "scope: !");
        if (next < 0 || !metadata(ir, next, &line)) {
            return false;
        }
    }
    return false;
}

void ir_place(const struct ir *ir, const struct ir_line *line, char *place, size_t size)
{
    char file[512];
    struct ir_line found;
    long at = number_behind(line, "!dbg !");
    place[0] = '\0';
    if (at < 0 || !metadata(ir, at, &found)) {
        return;
    }
    /* Of a variable, one more step leads there. */
    const long variable = number_behind(&found, "var: !");
    if (variable >= 0 && !metadata(ir, variable, &found)) {
        return;
    }
    const long number = number_behind(&found, "line: ");
    if (number > 0 && find_file(ir, found, file, sizeof file)) {
        snprintf(place, size, "%s:%ld: ", file, number);
    }
}

/* Does the line name it, other than by the way? */
static bool names(const struct ir_line *line, const char *name)
{
    char found[256];
    const char *at = NULL;
    while ((at = ir_find(line, "@", at)) != NULL) {
        ir_name(line, at, found, sizeof found);
        if (strcmp(found, name) == 0) {
            return true;
        }
    }
    return false;
}

void ir_place_of(const struct ir *ir, const char *name, char *place, size_t size)
{
    const char *at = ir->text;
    struct ir_line line, other = {0};
    while (ir_next(ir, &at, &line)) {
        if (!names(&line, name) || number_behind(&line, "!dbg !") < 0) {
            continue;
        }
        if (line.text[0] == ' ') {
            ir_place(ir, &line, place, size);
            return;
        }
        other = other.text == NULL ? line : other;
    }
    place[0] = '\0';
    if (other.text != NULL) {
        ir_place(ir, &other, place, size);
    }
}
