/*
 * compile.h - the compiler as `tsan-report cc` calls it.
 */
#ifndef COMPILE_H
#define COMPILE_H

/*
 * Compiles and links as the arguments say (NULL-terminated, without a compiler's name), for
 * ThreadSanitizer, with the collector in each program. Returns the compiler's exit status; 2 if
 * there are none; 3 if it or the collector is not there, told.
 */
int compile_for_tsan(char *const *arguments);

#endif
