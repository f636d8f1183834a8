/*
 * committed.h - when a file in a clone was last committed.
 *
 * A student's clone is theirs to the last file: its configuration may name programs for git to run.
 * So git gets no leave to use any transport, to show signatures or to page, and reads no other
 * configuration.
 */
#ifndef GRADE_COMMITTED_H
#define GRADE_COMMITTED_H

/* Seconds since 1970 of the last commit that changed the file; 0 if the folder is no clone, there
 * is no git, or the file was never committed. Whoever commits says when: it is only as true as they
 * are. */
long long committed_when(const char *clone, const char *file);

#endif
