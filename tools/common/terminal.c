/* terminal.c - see terminal.h. */
#include "common/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool terminal_wants_colour(void)
{
    const char *none = getenv("NO_COLOR");
    const char *kind = getenv("TERM");
    return (none == NULL || none[0] == '\0') && kind != NULL && strcmp(kind, "dumb") != 0 &&
           isatty(STDOUT_FILENO);
}
