/* store.c - writes files whole, and removes folders; see store.h. */
#include "grade/store.h"

#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int file, const char *bytes, size_t length, bool wait)
{
    while (length > 0) {
        const ssize_t written = write(file, bytes, length);
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return wait && fsync(file) != 0 ? errno : 0;
}

/* A file system that can't wait for a folder (EINVAL) has no more to offer. */
static int settle_folder(const char *path)
{
    char *copy = text_format("%s", path);
    const int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = folder < 0 || fsync(folder) != 0 ? errno : 0;
    if (folder >= 0) {
        close(folder);
    }
    free(copy);
    return error == EINVAL ? 0 : error;
}

static int store(const char *path, const void *bytes, size_t length, bool wait)
{
    char *draft = text_format("%s.%ld~", path, (long)getpid());
    unlink(draft);
    const int file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    int error = file < 0 ? errno : write_all(file, bytes, length, wait);
    if (file >= 0 && close(file) != 0 && error == 0) {
        error = errno;
    }
    if (error == 0 && rename(draft, path) != 0) {
        error = errno;
    }
    if (error != 0) {
        unlink(draft);
    } else if (wait) {
        error = settle_folder(path);
    }
    free(draft);
    return error;
}

int store_bytes(const char *path, const void *bytes, size_t length)
{
    return store(path, bytes, length, true);
}

int store_quickly(const char *path, const void *bytes, size_t length)
{
    return store(path, bytes, length, false);
}

int store_copy(const char *from, const char *to)
{
    enum { MOST_BYTES = 1 << 20 };
    FILE *file = fopen(from, "rb");
    char *bytes = file != NULL ? malloc(MOST_BYTES) : NULL;
    if (file == NULL) {
        return errno == ENOENT ? 0 : errno;
    }
    int error = bytes == NULL ? ENOMEM : 0;
    if (error == 0) {
        const size_t length = fread(bytes, 1, MOST_BYTES, file);
        error = store_quickly(to, bytes, length);
    }
    fclose(file);
    free(bytes);
    return error;
}

int store_json(const char *path, const json_t *object)
{
    char *text = json_dumps(object, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(9));
    if (text == NULL) {
        return ENOMEM;
    }
    char *line = text_format("%s\n", text);
    const int error = store_bytes(path, line, strlen(line));
    free(line);
    free(text);
    return error;
}

int store_folder(const char *path)
{
    char *whole = text_format("%s/", path);
    int error = 0;
    for (char *slash = whole; error == 0 && (slash = strchr(slash + 1, '/')) != NULL;) {
        *slash = '\0';
        struct stat status;
        if (mkdir(whole, 0777) != 0 && errno != EEXIST) {
            error = errno;
        } else if (stat(whole, &status) != 0 || !S_ISDIR(status.st_mode)) {
            error = ENOTDIR;
        }
        *slash = '/';
    }
    free(whole);
    return error;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    remove(path);
    return 0;
}

static int remove_draft(const char *path, const struct stat *status, int type, struct FTW *place)
{
    const size_t length = strlen(path);
    (void)status;
    (void)place;
    return type == FTW_F && length > 0 && path[length - 1] == '~'
               ? remove_entry(path, NULL, 0, NULL)
               : 0;
}

void store_tidy(const char *path)
{
    nftw(path, remove_draft, 16, FTW_PHYS);
}

void store_remove(const char *path)
{
    nftw(path, remove_entry, 16, FTW_PHYS | FTW_DEPTH);
}
