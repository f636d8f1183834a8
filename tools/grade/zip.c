/* zip.c - packs a folder; see zip.h. */
#include "grade/zip.h"

#include "common/text.h"
#include "grade/store.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const time_t date = 946684800; /* 2000-01-01 */

static int by_name(const FTSENT **left, const FTSENT **right)
{
    return strcmp((*left)->fts_name, (*right)->fts_name);
}

/* Returns 0, or an error number. */
static int add(struct archive *archive, const char *path, const char *name, off_t size)
{
    char bytes[65536];
    size_t length;
    FILE *file = fopen(path, "rb");
    struct archive_entry *entry = archive_entry_new();
    int error = file == NULL ? errno : entry == NULL ? ENOMEM : 0;
    if (error == 0) {
        archive_entry_set_pathname_utf8(entry, name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, size);
        archive_entry_set_mtime(entry, date, 0);
        error = archive_write_header(archive, entry) == ARCHIVE_OK ? 0 : EIO;
    }
    while (error == 0 && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        error = archive_write_data(archive, bytes, length) == (la_ssize_t)length ? 0 : EIO;
    }
    archive_entry_free(entry);
    if (file != NULL) {
        fclose(file);
    }
    return error;
}

/* Adds all files; returns how many, or -1 with *error set. */
static long add_all(struct archive *archive, const char *folder, int *error)
{
    char *top = text_format("%s", folder);
    char *const paths[] = {top, NULL};
    FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    long count = 0;
    *error = walk == NULL ? errno : 0;
    for (FTSENT *at; walk != NULL && *error == 0 && (at = fts_read(walk)) != NULL;) {
        if (at->fts_info == FTS_F) {
            *error = add(archive, at->fts_path, at->fts_path + strlen(folder) + 1,
                         at->fts_statp->st_size);
            count++;
        }
    }
    if (walk != NULL) {
        fts_close(walk);
    }
    free(top);
    return *error == 0 ? count : -1;
}

int zip_folder(const char *folder, const char *path)
{
    char *bytes = NULL;
    size_t length = 0;
    int error = 0;
    FILE *memory = open_memstream(&bytes, &length);
    struct archive *archive = archive_write_new();
    if (memory == NULL || archive == NULL || archive_write_set_format_zip(archive) != ARCHIVE_OK ||
        archive_write_set_options(archive, "hdrcharset=UTF-8") != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(archive, 1) != ARCHIVE_OK ||
        archive_write_open_FILE(archive, memory) != ARCHIVE_OK) {
        error = ENOMEM;
    }
    const long count = error == 0 ? add_all(archive, folder, &error) : -1;
    archive_write_free(archive);
    if (memory != NULL) {
        fclose(memory);
    }
    if (error == 0) {
        error = count > 0 ? store_quickly(path, bytes, length) : ENOENT;
    }
    free(bytes);
    return error;
}
