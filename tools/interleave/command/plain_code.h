/* plain_code.h - is there code in a file that the explorer would not see at work? */
#ifndef PLAIN_CODE_H
#define PLAIN_CODE_H

#include <stdbool.h>

/* Whether an object, one in an archive, or assembly has functions that were not compiled for
 * ThreadSanitizer. What is none of these, or can't be read, is left to the linker. */
bool is_plain_code(const char *path);

#endif
