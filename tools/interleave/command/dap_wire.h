/*
 * dap_wire.h - messages of the Debug Adapter Protocol: a header that says how long it is, an empty
 * line, and an object of JSON.
 */
#ifndef DAP_WIRE_H
#define DAP_WIRE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

enum dap_read { DAP_MESSAGE, DAP_END, DAP_GARBAGE };

/* The next message. DAP_MESSAGE: *message is a new reference to an object. DAP_GARBAGE: what came
 * is none, and error says why; where the next one would begin isn't known. */
enum dap_read dap_read(FILE *from, json_t **message, const char **error);

/* Writes one, which it takes the reference of. False: nobody reads any more. */
bool dap_write(FILE *to, json_t *message);

#endif
