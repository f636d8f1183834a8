/*
 * diagnosis.h - one sentence that names the bug which a failing execution shows.
 */
#ifndef DIAGNOSIS_H
#define DIAGNOSIS_H

#include "names.h"

/*
 * Looks in the trace for a lost update: a thread writes what it computed from a value that it read
 * before another thread's write. Writes the sentence into text and returns it; NULL if there is
 * none.
 */
const char *diagnosis_of(const json_t *trace, struct names *names, char text[static TEXT_SIZE]);

#endif
