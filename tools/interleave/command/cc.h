/*
 * cc.h - the compiler as `interleave cc` calls it.
 */
#ifndef CC_H
#define CC_H

/* Compiles and links as the arguments say (NULL-terminated, without a compiler's name), for the
 * explorer. Returns the compiler's exit status; 3 if it could not be started. */
int cc(char *const *arguments);

/* The folder with libinterleave.a, the header and the linker's options: beside this program, or as
 * it was installed. */
const char *library_folder(void);

#endif
