/*
 * result.h - result.json: what verify found out about one program, and the only state there is.
 *
 * result.schema.json describes the format. The result names the hash of the source that it is
 * about: whoever shows it later compares that with the file of the day, and does not pass off a
 * stale result as today's.
 */
#ifndef RESULT_H
#define RESULT_H

#include <jansson.h>

/*
 * Writes the result to the file, whole or not at all: to another name first, then renamed.
 * Returns 0 or an error number.
 */
int result_write(const char *path, const json_t *result);

/*
 * Reads a result about exactly this source. Returns a new object that the caller releases, or
 * NULL: there is none, it can't be read, or it is about another state of the source.
 */
json_t *result_read(const char *path, const char *source);

#endif
