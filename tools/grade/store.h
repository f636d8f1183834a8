/*
 * store.h - files that are there whole or not at all, whatever happens to the machine meanwhile.
 */
#ifndef GRADE_STORE_H
#define GRADE_STORE_H

#include <jansson.h>
#include <stddef.h>

/*
 * Writes the file: to a name of its own beside it, waits until that is on disk, renames it, and
 * waits for the folder too. Returns 0 or an error number; then there is nothing new.
 */
int store_bytes(const char *path, const void *bytes, size_t length);

/* The same without waiting for the disk: for what can be made anew at any time. */
int store_quickly(const char *path, const void *bytes, size_t length);

/* The same of a copy of another file, of at most a MiB; nothing happens if there is none. */
int store_copy(const char *from, const char *to);

/* As store_bytes, of an object, indented, its members in their order. */
int store_json(const char *path, const json_t *object);

/* Makes the folder and those above it where they are missing. Returns 0 or an error number. */
int store_folder(const char *path);

/* Removes what a killed process left half written in the folder. Nobody else may be at work in it.
 */
void store_tidy(const char *path);

/* Removes the folder with all that is in it; symbolic links are removed, not followed. */
void store_remove(const char *path);

#endif
