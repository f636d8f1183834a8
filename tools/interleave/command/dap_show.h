/*
 * dap_show.h - where a program stands, as the bodies of the Debug Adapter Protocol's answers have
 * it. Each is a new reference.
 */
#ifndef DAP_SHOW_H
#define DAP_SHOW_H

#include "interleave/stepping/stepping.h"

#include <jansson.h>

/* A thread's number is its index, from 1. */
json_t *dap_threads(const struct stepping_state *state);

/* The stack of a thread, so many frames from the one given on; 0: all of them. What has ended is
 * where it was last. */
json_t *dap_stack(const struct stepping_state *state, int thread, int first, int count);

/* What there is to see in any frame; and what is in one of these. NULL: there is no such. */
json_t *dap_scopes(const struct stepping_state *state);
json_t *dap_variables(const struct stepping_state *state, long reference);

/* The path of a file of the source, which the caller frees; NULL without memory. */
char *dap_path(const struct place *place);

/* "worker 1 (A)" */
const char *dap_thread_name(const struct stepping_thread *thread, char name[static NAME_SIZE]);

#endif
