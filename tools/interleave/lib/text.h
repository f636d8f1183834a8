/* text.h - what functions of the C library read and write; see text.c. */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>

/* The texts among the arguments of a format are about to be read. */
void text_reads_arguments(const char *format, va_list arguments, const void *pc);

#endif
