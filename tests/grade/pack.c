/*
 * pack.c - makes an archive as no honest program would: entries of any name.
 *
 *     pack OUT.zip|OUT.tar.gz NAME=FILE... NAME/ NAME-\>TARGET...
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_whole(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(64 << 20);
    *length = file != NULL && bytes != NULL ? fread(bytes, 1, 64 << 20, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    return bytes;
}

static void add(struct archive *archive, char *what)
{
    struct archive_entry *entry = archive_entry_new();
    char *link = strstr(what, "->");
    char *file = link == NULL ? strchr(what, '=') : NULL;
    size_t length = 0;
    char *bytes = NULL;
    archive_entry_set_perm(entry, 0755);
    archive_entry_set_mtime(entry, 1000000000, 0);
    if (link != NULL) {
        *link = '\0';
        archive_entry_set_filetype(entry, AE_IFLNK);
        archive_entry_set_symlink(entry, link + 2);
    } else if (file != NULL) {
        *file = '\0';
        bytes = read_whole(file + 1, &length);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, (la_int64_t)length);
    } else {
        archive_entry_set_filetype(entry, AE_IFDIR);
    }
    archive_entry_set_pathname(entry, what);
    archive_write_header(archive, entry);
    archive_write_data(archive, bytes, length);
    archive_entry_free(entry);
    free(bytes);
}

int main(int argc, char *argv[])
{
    struct archive *archive = archive_write_new();
    if (argc < 2 || archive == NULL) {
        return 2;
    }
    if (strstr(argv[1], ".zip") != NULL) {
        archive_write_set_format_zip(archive);
    } else {
        archive_write_add_filter_gzip(archive);
        archive_write_set_format_pax_restricted(archive);
    }
    if (archive_write_open_filename(archive, argv[1]) != ARCHIVE_OK) {
        return 3;
    }
    for (int i = 2; i < argc; i++) {
        add(archive, argv[i]);
    }
    archive_write_close(archive);
    archive_write_free(archive);
    return 0;
}
