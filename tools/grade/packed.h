/*
 * packed.h - a text, packed for a page: gzip (RFC 1952) without a name or a date, in base64.
 *
 * A browser has to read all of a page before it shows anything, but unpacks only what is asked for
 * (DecompressionStream, of the standard Compression).
 */
#ifndef GRADE_PACKED_H
#define GRADE_PACKED_H

#include <stddef.h>

/*
 * Packs length bytes. Returns a text in one line, the same for the same bytes and the same zlib,
 * that the caller frees; NULL if there is no memory.
 */
char *packed(const char *bytes, size_t length);

#endif
