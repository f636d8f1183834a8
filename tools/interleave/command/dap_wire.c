/* dap_wire.c - see dap_wire.h. */
#include "dap_wire.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HEADER_LINE = 1000, MOST_BYTES = 1 << 24 };

/* The header's fields, of which only the length counts; -1: none was there, -2: the input is at its
 * end before a header begins. */
static long read_header(FILE *from)
{
    static const char name[] = "Content-Length:";
    char line[HEADER_LINE];
    long length = -1;
    bool begun = false;
    while (fgets(line, sizeof line, from) != NULL) {
        if (line[0] == '\n' || strcmp(line, "\r\n") == 0) {
            return length;
        }
        begun = true;
        if (strchr(line, '\n') == NULL) {
            return -1;
        }
        if (strncasecmp(line, name, sizeof name - 1) == 0) {
            char *end;
            length = strtol(line + sizeof name - 1, &end, 10);
            if (end == line + sizeof name - 1 || length < 0 || length > MOST_BYTES) {
                return -1;
            }
        }
    }
    return begun ? -1 : -2;
}

enum dap_read dap_read(FILE *from, json_t **message, const char **error)
{
    const long length = read_header(from);
    *message = NULL;
    if (length == -2) {
        return DAP_END;
    }
    *error = "a header without a Content-Length between 0 and 16777216";
    if (length < 0) {
        return DAP_GARBAGE;
    }
    char *text = malloc((size_t)length + 1);
    const size_t got = text != NULL ? fread(text, 1, (size_t)length, from) : 0;
    if (text != NULL && got == (size_t)length) {
        *message = json_loadb(text, (size_t)length, 0, NULL);
    }
    free(text);
    *error = got < (size_t)length ? "a message that ends too soon" : "a message that is no object";
    if (!json_is_object(*message)) {
        json_decref(*message);
        return DAP_GARBAGE;
    }
    return DAP_MESSAGE;
}

bool dap_write(FILE *to, json_t *message)
{
    char *text = json_dumps(message, JSON_COMPACT);
    json_decref(message);
    const bool written = text != NULL &&
                         fprintf(to, "Content-Length: %zu\r\n\r\n%s", strlen(text), text) > 0 &&
                         fflush(to) == 0;
    free(text);
    return written;
}
