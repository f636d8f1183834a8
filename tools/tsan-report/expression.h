/*
 * expression.h - the expression that an access in the source is made by.
 */
#ifndef EXPRESSION_H
#define EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

enum { LINE_SIZE = 1024 };

/*
 * Reads a line of a source file, without leading and trailing blanks, into text; bytes that are no
 * UTF-8 become question marks, so that columns stay what they are. Returns how many leading columns
 * were left out, or -1 if the file has no such line.
 */
int source_line(const char *folder, const char *file, int line, char text[static LINE_SIZE]);

/*
 * Writes the lvalue that is accessed at a column of a line into expression: "value", "bins[byte]",
 * "job->done", "*id". In unoptimised code of clang's, a load stands at its expression (at the
 * member's name, at the star), a store at its operator ("=", "++", "+=") or at the compound
 * literal. line: as source_line gave it; column: from 1, in that text. Returns false, and an empty
 * expression, if there is none to be made out.
 */
bool expression_at(const char *line, int column, char *expression, size_t size);

#endif
