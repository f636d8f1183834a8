/*
 * driver.h - a command that stands in for clang: what it is called with is clang's, with flags
 * around it and another link. Of interleave cc and of tsan-report cc.
 */
#ifndef DRIVER_H
#define DRIVER_H

#include "compiler/words.h"

struct driver {
    const char *compiler; /* clang: a path, or a name that is looked for in PATH */
    /* Flags, ending with NULL: before the user's, which may undo them, and behind. */
    const char *const *before, *const *after;
    /*
     * Links: is given the linker's command as clang has planned it, which it may change; the
     * compiler; and a folder for files that are removed afterwards. Returns the linker's status.
     */
    int (*link)(struct words *command, const char *compiler, const char *folder);
};

/*
 * Does what clang would do with the arguments (NULL-terminated, without the compiler's name; @FILE
 * stands for what is in it). Objects are noted what is in them that -fsanitize=thread does not see
 * (object_note.h). Returns the exit status: clang's, or 3 if something of ours failed, told.
 */
int drive(const struct driver *driver, char *const *arguments);

#endif
