/*
 * exercises.h - which exercises there are, and where their files stand.
 *
 * An exercise is a folder in exercises/ whose name begins with a digit: "03-tickets" holds
 * tickets.c, "02-window-ids" holds window_ids.c. All paths are relative to the top of the kit,
 * which is where make runs us.
 */
#ifndef EXERCISES_H
#define EXERCISES_H

#include <stdbool.h>
#include <stddef.h>

struct exercise_place {
    char *folder;   /* "03-tickets" */
    char *stem;     /* "tickets" */
    char *choice;   /* what to type after EX=: "3", or "03-tickets" where two have that number */
    char *home;     /* "exercises/03-tickets" */
    char *source;   /* "exercises/03-tickets/tickets.c", the student's file */
    char *original; /* "exercises/03-tickets/original.c" */
    char *contract; /* "build/03-tickets/contract.json" */
    char *result;   /* "build/03-tickets/result.json" */
};

struct exercise_list {
    struct exercise_place *places; /* sorted by folder, as make's $(sort) does */
    size_t count;                  /* may be 0 */
};

/*
 * Fills *list, which the caller releases. Returns 0, or the error number with which exercises/
 * can't be read (ENOENT, ENOTDIR, EACCES, ENOMEM); then there is nothing to release.
 */
int exercises_list(struct exercise_list *list);

/* Frees what exercises_list put in *list. */
void exercises_release(struct exercise_list *list);

/* The exercise in that folder ("03-tickets", nothing else), or NULL. */
const struct exercise_place *exercises_find(const struct exercise_list *list, const char *folder);

/* What stands at a path; symbolic links are followed. */
enum file_kind {
    FILE_MISSING,    /* nothing, or a symbolic link that leads nowhere */
    FILE_REGULAR,    /* a file that can be read */
    FILE_UNREADABLE, /* something that can't be opened; errno says why */
    FILE_OTHER,      /* a folder, a pipe, a device */
};

/* Looks at it without waiting, as opening a pipe would. */
enum file_kind file_kind(const char *path);

/*
 * Sets *same: do two readable files hold the same bytes (the same SHA-256)?
 * Returns 0 or an error number.
 */
int files_compare(const char *path, const char *other, bool *same);

#endif
