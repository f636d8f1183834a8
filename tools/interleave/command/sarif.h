/*
 * sarif.h - the result of an exploration as SARIF 2.1.0 (OASIS), for code scanning and editors.
 *
 * There is a result for each kind of failure that was found. The one that is shown has the places
 * that its story names, and a code flow: a thread flow for each thread that has a row in the story,
 * in one execution order. What is no failure, but no proof either, is a notification.
 */
#ifndef SARIF_H
#define SARIF_H

#include "interleave/trace/names.h"

#include <jansson.h>

/*
 * Writes the file. document: what show_document made, which isn't changed; names: of the program
 * that it is about. Returns 0, or the error number with which the file can't be written.
 */
int sarif_write(const json_t *document, struct names *names, const char *path);

#endif
