/*
 * faults.c - makes the calls that change a folder fail, or the process die, at a chosen one.
 *
 * Preloaded into coach by test_reset.c (LD_PRELOAD). The calls are counted from 1; before the one
 * that FAULT_AT names,
 *   FAULT=kill     the process is killed (SIGKILL);
 *   FAULT=NUMBER   it fails with this error number, once.
 * And, whatever is counted:
 *   FAULT_POOR=1   the file system knows no links and no renameat2;
 *   FAULT_EDITOR=PATH  an editor saves a newer file as PATH, just before the first renameat2.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Is this call the one? Then it fails, with errno set; or nothing returns. */
static bool strikes(void)
{
    static int calls;
    const char *at = getenv("FAULT_AT"), *fault = getenv("FAULT");
    if (at == NULL || fault == NULL || ++calls != atoi(at)) {
        return false;
    }
    if (strcmp(fault, "kill") == 0) {
        raise(SIGKILL);
    }
    errno = atoi(fault);
    return true;
}

static bool is_poor(int error)
{
    errno = error;
    return getenv("FAULT_POOR") != NULL;
}

#define REAL(name, type) type *real = (type *)dlsym(RTLD_NEXT, name)
typedef int two_paths(const char *, const char *);

int open(const char *path, int flags, ...)
{
    typedef int opens(const char *, int, ...);
    REAL("open", opens);
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return (flags & O_CREAT) != 0 && strikes() ? -1 : real(path, flags, mode);
}

/* Half of it is written where it fails: so does a disk that gets full. */
ssize_t write(int descriptor, const void *bytes, size_t length)
{
    typedef ssize_t writes(int, const void *, size_t);
    REAL("write", writes);
    if (descriptor > 2 && strikes()) {
        const int error = errno;
        (void)!real(descriptor, bytes, length / 2);
        errno = error;
        return -1;
    }
    return real(descriptor, bytes, length);
}

int fsync(int descriptor)
{
    typedef int syncs(int);
    REAL("fsync", syncs);
    return strikes() ? -1 : real(descriptor);
}

int link(const char *from, const char *to)
{
    REAL("link", two_paths);
    return strikes() || is_poor(EPERM) ? -1 : real(from, to);
}

int rename(const char *from, const char *to)
{
    REAL("rename", two_paths);
    return strikes() ? -1 : real(from, to);
}

int unlink(const char *path)
{
    typedef int unlinks(const char *);
    REAL("unlink", unlinks);
    return strikes() ? -1 : real(path);
}

static void editor_saves(void)
{
    const char *path = getenv("FAULT_EDITOR");
    FILE *newer = path != NULL ? fopen("newer", "w") : NULL;
    if (newer != NULL) {
        fputs("saved meanwhile\n", newer);
        fclose(newer);
        rename("newer", path);
    }
    unsetenv("FAULT_EDITOR");
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    typedef int renames(int, const char *, int, const char *, unsigned);
    REAL("renameat2", renames);
    if (strikes() || is_poor(EINVAL)) {
        return -1;
    }
    editor_saves();
    return real(from_folder, from, to_folder, to, flags);
}
