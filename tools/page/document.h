/*
 * document.h - a page of the kit's: one HTML file that is opened from disk and asks for nothing.
 *
 * A page is its own style sheet, body and script, which stand in a folder beside the tool that
 * writes it, and data, as JSON in elements that no browser runs. What all pages share, their
 * colours and the script's first helpers, stands here, in base.css and base.js. All of it is in the
 * program (assets.c), so that a page can be written from anywhere.
 *
 * What comes from outside is only ever data: it can't end its element, and the scripts show it as
 * text. A content security policy forbids every request as well.
 */
#ifndef PAGE_DOCUMENT_H
#define PAGE_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* What makes a page, NUL-terminated texts. */
struct document {
    const char *title; /* plain text */
    const char *css, *body, *script;
};

/* Writes all that comes before the data. */
void document_begin(FILE *out, const struct document *document);

/* Writes data that the script finds by the element's id, a literal of the caller's. */
void document_data(FILE *out, const char *id, const json_t *data);

/* Writes the rest. Whether all could be written, ferror or fclose tells. */
void document_end(FILE *out, const struct document *document);

/*
 * Bytes of a file or of a name as JSON: what is no UTF-8 becomes a question mark. A new reference.
 */
json_t *document_text(const char *bytes, size_t length);

/* The first bytes of a file, so many at most; *length says how many. The caller frees them; NULL
 * if there are none. */
char *document_file(const char *path, size_t most, size_t *length);

#endif
