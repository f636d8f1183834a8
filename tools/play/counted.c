/* counted.c - see counted.h. */
#include "counted.h"

#include <stdio.h>

const char *counted(char text[static COUNTED_SIZE], long count, const char *one, const char *many)
{
    snprintf(text, COUNTED_SIZE, "%ld %s", count, count == 1 ? one : many);
    return text;
}
