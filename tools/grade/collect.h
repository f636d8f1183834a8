/*
 * collect.h - reads what was handed in: folders, and archives as if they were folders.
 *
 * Nothing is unpacked. What is a submission is copied, by its hash, to where it is graded from; of
 * everything else only the name is looked at. Symbolic links are followed nowhere, and names in an
 * archive that lead out of it are refused. What can't be attributed becomes a note of the
 * class, so that it is told. One whose archive can't be read is a student of the class all the
 * same. Gradescope's export says in submission_metadata.yml who handed in what; see export.h.
 */
#ifndef GRADE_COLLECT_H
#define GRADE_COLLECT_H

#include "grade/class.h"

struct collecting {
    const char *from;    /* the folder of submissions, or an archive */
    const char *to;      /* the folder that gets SHA256.c for each; it exists */
    const char *prefix;  /* before each login in the names of clones; NULL: told from the folder's
                            own name, "hw1-submissions", as GitHub's command line names it */
    const char *student; /* the whole folder is this student's; NULL: it is a class's */
};

/*
 * Adds students, their work and notes to a class whose assignments are there. Returns 0, or an
 * error number about *from or *to (ENOTDIR: it is neither a folder nor an archive), or about what
 * is there and can't be read: then *about is its path, which the caller frees; else it is NULL.
 */
int collect(const struct collecting *what, struct class *class, char **about);

#endif
