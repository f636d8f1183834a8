/*
 * untouched.h - is what is judged at the end still what was judged at the beginning?
 *
 * A program that is run without a sandbox can write wherever its user can, so into what is run
 * next. The kernel's time of a file's last change (st_ctim) can't be set back.
 */
#ifndef UNTOUCHED_H
#define UNTOUCHED_H

#include "verify/verify.h"

#include <sys/stat.h>

enum { WATCHED_FILES = 6 };

struct untouched {
    const char *paths[WATCHED_FILES];  /* the subject's */
    struct stat before[WATCHED_FILES]; /* st_ino is 0 where there was no file */
};

/* Looks at the files. */
void untouched_begin(const struct subject *subject, struct untouched *untouched);

/* The first file that has changed since; NULL if none has. */
const char *untouched_end(const struct untouched *untouched);

#endif
