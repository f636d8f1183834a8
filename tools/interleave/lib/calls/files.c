/*
 * files.c - what asks about files and reads from them. Files are taken to stay as they are while a
 * program is explored: what changes them ends the claim of proof, as it isn't undone. Who reads
 * first from a descriptor gets other bytes than who reads next, so that is a step.
 */
#include "calls/channels.h"
#include "calls/hidden.h"
#include "engine/record.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/input.h"
#include "world/world.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <unistd.h>

/* -- what a file is -- */

#define BY_PATH(type, name)                                         \
    TAKES_OVER(int, name, (const char *path, type *to), (path, to), \
               (reads_text(path, HERE), writes(to, sizeof *to, HERE)))
#define BY_DESCRIPTOR(type, name)                                       \
    TAKES_OVER(int, name, (int descriptor, type *to), (descriptor, to), \
               writes(to, sizeof *to, HERE))
#define IN_FOLDER(type, name)                                                  \
    TAKES_OVER(int, name, (int folder, const char *path, type *to, int flags), \
               (folder, path, to, flags), (reads_text(path, HERE), writes(to, sizeof *to, HERE)))
/* As older versions of the C library have it in its headers. */
#define VERSIONED_PATH(type, name)                                                        \
    TAKES_OVER(int, name, (int version, const char *path, type *to), (version, path, to), \
               (reads_text(path, HERE), writes(to, sizeof *to, HERE)))
#define VERSIONED_DESCRIPTOR(type, name)                                                      \
    TAKES_OVER(int, name, (int version, int descriptor, type *to), (version, descriptor, to), \
               writes(to, sizeof *to, HERE))

BY_PATH(struct stat, stat)
BY_PATH(struct stat, lstat)
BY_DESCRIPTOR(struct stat, fstat)
IN_FOLDER(struct stat, fstatat)
VERSIONED_PATH(struct stat, __xstat)
VERSIONED_PATH(struct stat, __lxstat)
VERSIONED_DESCRIPTOR(struct stat, __fxstat)
BY_PATH(struct stat64, stat64)
BY_PATH(struct stat64, lstat64)
BY_DESCRIPTOR(struct stat64, fstat64)
IN_FOLDER(struct stat64, fstatat64)
VERSIONED_PATH(struct stat64, __xstat64)
VERSIONED_PATH(struct stat64, __lxstat64)
VERSIONED_DESCRIPTOR(struct stat64, __fxstat64)
BY_PATH(struct statfs, statfs)
BY_DESCRIPTOR(struct statfs, fstatfs)
BY_PATH(struct statfs64, statfs64)
BY_DESCRIPTOR(struct statfs64, fstatfs64)
BY_PATH(struct statvfs, statvfs)
BY_DESCRIPTOR(struct statvfs, fstatvfs)
BY_PATH(struct statvfs64, statvfs64)
BY_DESCRIPTOR(struct statvfs64, fstatvfs64)
TAKES_OVER(int, statx, (int folder, const char *path, int flags, unsigned mask, struct statx *to),
           (folder, path, flags, mask, to), (reads_text(path, HERE), writes(to, sizeof *to, HERE)))

#define TESTS(name) \
    TAKES_OVER(int, name, (const char *path, int mode), (path, mode), reads_text(path, HERE))
TESTS(access)
TESTS(eaccess)
TESTS(euidaccess)
TAKES_OVER(int, faccessat, (int folder, const char *path, int mode, int flags),
           (folder, path, mode, flags), reads_text(path, HERE))
TAKES_OVER(long, pathconf, (const char *path, int name), (path, name), reads_text(path, HERE))

/* -- paths -- */

TAKES_OVER_THEN(ssize_t, readlink, (const char *path, char *to, size_t size), (path, to, size),
                reads_text(path, HERE), outcome > 0 ? writes(to, (size_t)outcome, HERE) : (void)0)
TAKES_OVER_THEN(ssize_t, readlinkat, (int folder, const char *path, char *to, size_t size),
                (folder, path, to, size), reads_text(path, HERE),
                outcome > 0 ? writes(to, (size_t)outcome, HERE) : (void)0)
TAKES_OVER_THEN(ssize_t, __readlink_chk, (const char *path, char *to, size_t size, size_t room),
                (path, to, size, room), reads_text(path, HERE),
                outcome > 0 ? writes(to, (size_t)outcome, HERE) : (void)0)
TAKES_OVER_THEN(ssize_t, __readlinkat_chk,
                (int folder, const char *path, char *to, size_t size, size_t room),
                (folder, path, to, size, room), reads_text(path, HERE),
                outcome > 0 ? writes(to, (size_t)outcome, HERE) : (void)0)

/* Into the explored heap where the C library would allocate. */
char *__wrap_strdup(const char *text);

static char *in_our_heap(char *text)
{
    char *copy = text != NULL ? __wrap_strdup(text) : NULL;
    __real_free(text);
    return copy;
}

TAKES_OVER_WITH(char *, getcwd, (char *to, size_t size))
{
    if (looked_at() && to == NULL) {
        return in_our_heap(__real_getcwd(NULL, size));
    }
    char *path = __real_getcwd(to, size);
    wrote_text(path, HERE);
    return path;
}

TAKES_OVER_THEN(char *, __getcwd_chk, (char *to, size_t size, size_t room), (to, size, room),
                (void)0, wrote_text(outcome, HERE))

TAKES_OVER_WITH(char *, get_current_dir_name, (void))
{
    char *path = __real_get_current_dir_name();
    return looked_at() ? in_our_heap(path) : path;
}

TAKES_OVER_WITH(char *, realpath, (const char *path, char *to))
{
    reads_text(path, HERE);
    char *whole = __real_realpath(path, to);
    if (looked_at() && to == NULL) {
        return in_our_heap(whole);
    }
    wrote_text(whole, HERE);
    return whole;
}

TAKES_OVER_THEN(char *, __realpath_chk, (const char *path, char *to, size_t room), (path, to, room),
                reads_text(path, HERE), wrote_text(outcome, HERE))

TAKES_OVER_WITH(char *, canonicalize_file_name, (const char *path))
{
    reads_text(path, HERE);
    char *whole = __real_canonicalize_file_name(path);
    return looked_at() ? in_our_heap(whole) : whole;
}

/* -- reading: what isn't there yet would have to come from a thread that can't go on meanwhile --
 */

static void about_to_read(int descriptor, const char *call, const void *pc)
{
    struct pollfd one = {.fd = descriptor, .events = POLLIN};
    engine_event();
    if (descriptor == STDIN_FILENO) {
        input_used();
    } else if (poll(&one, 1, 0) == 0) {
        engine_refuse_for(call, "a queue in memory");
    }
    hidden_step(HIDDEN_STREAMS, pc);
}

TAKES_OVER_WITH(ssize_t, read, (int descriptor, void *data, size_t size))
{
    if (looked_at() && channels_have(descriptor)) {
        return channels_read(descriptor, data, size, HERE);
    }
    if (looked_at()) {
        about_to_read(descriptor, "read", HERE);
    }
    const ssize_t got = __real_read(descriptor, data, size);
    writes(data, got > 0 ? (size_t)got : 0, HERE);
    return got;
}
SAME_AS(__read, read)

TAKES_OVER_WITH(ssize_t, __read_chk, (int descriptor, void *data, size_t size, size_t room))
{
    if (looked_at() && channels_have(descriptor)) {
        return channels_read(descriptor, data, size, HERE);
    }
    if (looked_at()) {
        about_to_read(descriptor, "read", HERE);
    }
    const ssize_t got = __real___read_chk(descriptor, data, size, room);
    writes(data, got > 0 ? (size_t)got : 0, HERE);
    return got;
}

/* At a place of the file: it moves nothing. */
#define READS_AT(name, parameters, arguments)                      \
    TAKES_OVER_THEN(ssize_t, name, parameters, arguments, (void)0, \
                    writes(data, outcome > 0 ? (size_t)outcome : 0, HERE))
READS_AT(pread, (int descriptor, void *data, size_t size, off_t from),
         (descriptor, data, size, from))
READS_AT(pread64, (int descriptor, void *data, size_t size, off64_t from),
         (descriptor, data, size, from))
READS_AT(__pread_chk, (int descriptor, void *data, size_t size, off_t from, size_t room),
         (descriptor, data, size, from, room))
READS_AT(__pread64_chk, (int descriptor, void *data, size_t size, off64_t from, size_t room),
         (descriptor, data, size, from, room))
SAME_AS(__pread64, pread64)

/* So many bytes came into these parts. */
static void filled(const struct iovec *parts, int count, ssize_t got, const void *pc)
{
    for (int i = 0; i < count && got > 0; i++) {
        const size_t here = (size_t)got < parts[i].iov_len ? (size_t)got : parts[i].iov_len;
        writes(parts[i].iov_base, here, pc);
        got -= (ssize_t)here;
    }
}

static void reads_parts(const struct iovec *parts, int count, const void *pc)
{
    reads(parts, count > 0 ? (size_t)count * sizeof *parts : 0, pc);
}

TAKES_OVER_WITH(ssize_t, readv, (int descriptor, const struct iovec *parts, int count))
{
    if (looked_at() && channels_have(descriptor)) {
        engine_refuse_for("readv from a pipe", "read");
    }
    if (looked_at()) {
        about_to_read(descriptor, "readv", HERE);
    }
    reads_parts(parts, count, HERE);
    const ssize_t got = __real_readv(descriptor, parts, count);
    filled(parts, count, got, HERE);
    return got;
}
TAKES_OVER_THEN(ssize_t, preadv, (int descriptor, const struct iovec *parts, int count, off_t from),
                (descriptor, parts, count, from), reads_parts(parts, count, HERE),
                filled(parts, count, outcome, HERE))
TAKES_OVER_THEN(ssize_t, preadv64,
                (int descriptor, const struct iovec *parts, int count, off64_t from),
                (descriptor, parts, count, from), reads_parts(parts, count, HERE),
                filled(parts, count, outcome, HERE))

#define MOVES(type, name)                                                                   \
    TAKES_OVER(type, name, (int descriptor, type by, int whence), (descriptor, by, whence), \
               hidden_step(HIDDEN_STREAMS, HERE))
MOVES(off_t, lseek)
MOVES(off64_t, lseek64)
SAME_AS(__lseek, lseek64)

/* -- what the system is, and what it allows -- */

#define ASKS(name, parameters, arguments) \
    TAKES_OVER(int, name, parameters, arguments, writes(to, sizeof *to, HERE))
ASKS(uname, (struct utsname * to), (to))
ASKS(getrlimit, (__rlimit_resource_t resource, struct rlimit *to), (resource, to))
ASKS(getrlimit64, (__rlimit_resource_t resource, struct rlimit64 *to), (resource, to))
TAKES_OVER_THEN(size_t, confstr, (int name, char *to, size_t size), (name, to, size), (void)0,
                outcome > 0 ? writes(to, outcome < size ? outcome : size, HERE) : (void)0)
TAKES_OVER_THEN(size_t, __confstr_chk, (int name, char *to, size_t size, size_t room),
                (name, to, size, room), (void)0,
                outcome > 0 ? writes(to, outcome < size ? outcome : size, HERE) : (void)0)
#define NAMES_MACHINE(name, parameters, arguments)             \
    TAKES_OVER_THEN(int, name, parameters, arguments, (void)0, \
                    outcome == 0 ? writes(to, strnlen(to, size - 1) + 1, HERE) : (void)0)
NAMES_MACHINE(gethostname, (char *to, size_t size), (to, size))
NAMES_MACHINE(getdomainname, (char *to, size_t size), (to, size))
NAMES_MACHINE(__gethostname_chk, (char *to, size_t size, size_t room), (to, size, room))
NAMES_MACHINE(__getdomainname_chk, (char *to, size_t size, size_t room), (to, size, room))
TAKES_OVER_THEN(int, getgroups, (int size, gid_t *to), (size, to), (void)0,
                size > 0 && outcome > 0 ? writes(to, (size_t)outcome * sizeof *to, HERE) : (void)0)
