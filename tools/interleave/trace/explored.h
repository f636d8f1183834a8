/*
 * explored.h - starts a program that was built with `interleave cc`, and reads what it tells.
 */
#ifndef EXPLORED_H
#define EXPLORED_H

#include <jansson.h>
#include <stdbool.h>

struct explored {
    json_t *result;  /* the last line, an object: see lib/program.c; NULL: none came */
    json_t *trace;   /* a replay's events, an array of objects; see lib/engine/record.c */
    json_t *passing; /* of what was made small, those of the schedule that passes; or NULL */
    char words[200]; /* how the program ended, if no result came */
};

/*
 * Runs the program (its path and arguments, NULL-terminated) with those options, as lib/program.c
 * reads them, for at most so many seconds and some grace. Returns 0, and *explored is the caller's
 * to release; or the error number with which it could not be started.
 */
int explored_run(const char *const *program, const char *options, double seconds,
                 struct explored *explored);
/* Whether the program's file has the explorer's library in it; true, too, if it can't be read, or
 * is no program itself but starts one, as a script does. */
bool explored_has_library(const char *program);

/* The entry of the result's `found` about a failure, by its name; NULL if it wasn't found. */
const json_t *explored_found(const json_t *result, const char *failure);

void explored_release(struct explored *explored);

#endif
