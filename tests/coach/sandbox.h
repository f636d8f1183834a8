/*
 * sandbox.h - a folder of its own for a test, files in it, and a program run there.
 *
 * Paths are relative to the folder, which becomes the current one. Whatever can't be done fails
 * the test. What is returned as text is the caller's to free.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>

/* How a program ended, and what it printed. */
struct ran {
    int status; /* its exit status; 128 + the number of the signal that killed it */
    char *out;
    char *err;
};

/*
 * Makes a new, empty folder and goes there. As root, it becomes another user first if it is asked
 * to, so that permissions mean something.
 */
void sandbox_enter(bool without_privileges);

/*
 * As root, becomes another user, to whom the folder and all that is in it then belong. What that
 * user has to read must be in the folder by then: the project may lie where only root can look.
 */
void sandbox_drop_privileges(void);

/* Goes away from the folder and removes it with all that is in it. */
void sandbox_leave(void);

/* Makes the path in this environment variable an absolute one; before sandbox_enter. */
void path_make_absolute(const char *variable);

/* Writes a file, whose folders are made where they are missing. */
void file_write(const char *path, const char *text);

/* The text of a file; NULL if it can't be read. */
char *file_read(const char *path);

/* Does the file hold exactly this? */
bool file_is(const char *path, const char *text);

/* How many files of this folder hold exactly this text; hidden ones don't count. */
int files_holding(const char *folder, const char *text);

/* How many entries the folder has, hidden ones too. */
int entries_in(const char *folder);

/*
 * Runs the program to its end, without input; status is 124 where that takes more than ten minutes.
 * The arguments, not more than 13, end in NULL.
 */
struct ran run_here(const char *const *arguments);

/* Frees what run_here returned. */
void ran_release(struct ran *ran);

#endif
