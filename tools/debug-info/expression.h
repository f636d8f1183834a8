/*
 * expression.h - the expression that an access in the source is made by.
 */
#ifndef EXPRESSION_H
#define EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

enum { LINE_SIZE = 1024 };

/*
 * Reads a line of a source file, without leading and trailing blanks, into text. Bytes that are no
 * UTF-8, and those of control characters and of marks that turn the direction of writing, become
 * question marks, so that columns stay what they are and a terminal or a page shows what is there.
 * Returns how many leading columns were left out, or -1 if the file has no such line.
 */
int source_line(const char *folder, const char *file, int line, char text[static LINE_SIZE]);

/* The same, with the lines that follow as far as brackets are open, each behind a blank: a call
 * whole, as long as it isn't too long. */
int source_call(const char *folder, const char *file, int line, char text[static LINE_SIZE]);

/*
 * Writes the lvalue that is accessed at a column of a line into expression: "value", "bins[byte]",
 * "job->done", "*id". In unoptimised code of clang's, a load stands at its expression (at the
 * member's name, at the star), a store at its operator ("=", "++", "+=") or at the compound
 * literal. line: as source_line gave it; column: from 1, in that text. Returns false, and an empty
 * expression, if there is none to be made out.
 */
bool expression_at(const char *line, int column, char *expression, size_t size);

/* Writes what is assigned by the "=" at a column, if that begins like an lvalue: where structs are
 * copied, it is what the load at that column loads. False, and empty, if there is none. */
bool assigned_at(const char *line, int column, char *expression, size_t size);

/* Writes the name of the function that is called at a column: "pthread_mutex_lock". False, and
 * empty, if there is no call by a name. */
bool call_at(const char *line, int column, char *function, size_t size);

/* Writes an argument, from 0, of the call at a column: "&node->lock". False, and empty, if there is
 * none. */
bool argument_at(const char *line, int column, int index, char *argument, size_t size);

#endif
