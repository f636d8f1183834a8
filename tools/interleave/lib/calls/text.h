/* text.h - what functions of the C library read and write; see text.c. */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The texts among the arguments of a format are about to be read. */
void text_reads_arguments(const char *format, va_list arguments, const void *pc);

/* The call with these arguments prints into memory of so much room: what it reads and writes is
 * told.
 */
void text_prints_into(char *to, size_t size, const char *format, va_list arguments, const void *pc);

/* The same into memory that is allocated for it, as vasprintf does. Returns its length or -1. */
int text_prints_anew(char **to, const char *format, va_list arguments, const void *pc);

/* Prints to a stream: what explored programs print to standard output and error is kept out of the
 * way. In library.c. */
int library_prints(FILE *stream, const char *format, va_list arguments, const void *pc);
void library_tells(const char *text, const void *pc); /* the same for what is ready */
int library_prints_to(int descriptor, const char *format, va_list arguments, const void *pc);

/* The call reads a stream, which may be standard input: a step. In streams.c. */
void reads_stream(const void *pc);

#endif
