/*
 * source.h - notices that a file has become another.
 *
 * The kernel tells of a change at once (inotify(7)), by whatever way an editor saves: in place, or
 * by renaming a new file over the old one; so it is the folder that is watched. On file systems
 * whose changes the kernel doesn't see (a network's, a virtual machine's), and where no watch is to
 * be had, comparing the file's state now and then tells the same, later.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>
#include <sys/stat.h>

/* What a file is, as far as it can be told without reading it. */
struct file_mark {
    bool there;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified;
    struct timespec changed;
};

struct source {
    const char *folder; /* the caller's */
    const char *name;   /* of the file in it; the caller's */
    int events;         /* readable when something happened in the folder; -1: nothing tells */
    int watched;        /* the folder's watch; -1: there is none */
    bool saved;         /* by the events taken last, whoever wrote the file has closed it, or
                           another was renamed to it */
};

/* Begins to watch a file of a folder; both names must live as long. Never fails: see source_tells.
 */
void source_begin(struct source *source, const char *folder, const char *name);

/* Ends it. */
void source_end(struct source *source);

/* Takes the events that are there, and watches a folder that has come back. Then saved tells of
 * these events. */
void source_take_events(struct source *source);

/* Does the kernel tell of changes? If not, the file must be looked at more often. */
bool source_tells(const struct source *source);

/* What the file at that path is now; symbolic links are followed. */
struct file_mark file_mark_of(const char *path);

/* Is it the same file, unchanged, by all that the marks say? */
bool file_mark_same(const struct file_mark *one, const struct file_mark *other);

#endif
