/*
 * archive.h - the files in an archive (zip, tar, 7-zip; libarchive), one after the other.
 */
#ifndef GRADE_ARCHIVE_H
#define GRADE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

enum entry_kind {
    ENTRY_FILE,
    ENTRY_FOLDER,
    ENTRY_LEADS_OUT, /* its name begins at the root, or has .. in it */
    ENTRY_LINK,      /* symbolic or hard */
    ENTRY_OTHER,     /* a device, a pipe */
    ENTRY_UNNAMED,   /* a name that is no text */
};

struct entry {
    const char *name; /* with / between its parts */
    enum entry_kind kind;
    const char *bytes; /* of a file that was wanted; else NULL */
    size_t length;
    bool too_large; /* it has more bytes than were wanted */
};

struct entry_reader {
    /* How many bytes of this file are wanted at most; 0: none, only its name. */
    size_t (*wanted)(void *context, const char *name);
    /* Called for each entry; what it points to is gone afterwards. */
    void (*entry)(void *context, const struct entry *entry);
    void *context;
};

/* Is this the name of an archive? */
bool archive_is_one(const char *name);

/* How long the name is without what says that it is an archive. */
size_t archive_stem(const char *name);

/*
 * Reads an archive: the file at path, or, if bytes is not NULL, these bytes. Returns NULL, or what
 * is wrong with it, for a person, which the caller frees; entries before that have been told.
 */
char *archive_read(const char *path, const void *bytes, size_t length,
                   const struct entry_reader *reader);

#endif
