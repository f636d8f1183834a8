/*
 * hash.h - SHA-256 (FIPS 180-4), in hexadecimal and NUL-terminated.
 */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>

enum { HASH_SIZE = 65 };

/* Of these bytes. Ends the process (exit status 3) if there can't be one, for want of memory. */
void hash_bytes(const void *bytes, size_t length, char hash[static HASH_SIZE]);

/* Of a file. Returns 0, or the error number that opening or reading it gave. */
int hash_file(const char *path, char hash[static HASH_SIZE]);

#endif
