/*
 * pack.c - writes a zip file that is the same to the byte wherever it is written.
 *
 *     pack OUT.zip FOLDER NAME...
 *
 * NAMEs are files in the folder, packed under these names, in this order. Dates are fixed; what can
 * be run stays so. Exit status: 0 done, 2 wrong use, 3 something can't be read or written.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const time_t date = 946684800; /* 2000-01-01, before which no zip knows a date */

/* Adds one file; returns 0, or -1 if it can't be read, or written. */
static int add(struct archive *archive, const char *path, const char *name)
{
    char bytes[65536];
    size_t length;
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        if (file != NULL) {
            fclose(file);
        }
        return -1;
    }
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, (status.st_mode & S_IXUSR) != 0 ? 0755 : 0644);
    archive_entry_set_size(entry, status.st_size);
    archive_entry_set_mtime(entry, date, 0);
    int result = archive_write_header(archive, entry) == ARCHIVE_OK ? 0 : -1;
    while (result == 0 && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        result = archive_write_data(archive, bytes, length) == (la_ssize_t)length ? 0 : -1;
    }
    archive_entry_free(entry);
    fclose(file);
    return result;
}

int main(int argc, char *argv[])
{
    if (argc < 4) {
        fputs("racetrack: pack: expected a zip file, a folder and names; try: make course "
              "FOR=gradescope\n",
              stderr);
        return 2;
    }
    struct archive *archive = archive_write_new();
    int status = 0;
    if (archive == NULL || archive_write_set_format_zip(archive) != ARCHIVE_OK ||
        archive_write_open_filename(archive, argv[1]) != ARCHIVE_OK) {
        fprintf(stderr, "racetrack: %s: it can't be written; try: free some disk space\n", argv[1]);
        return 3;
    }
    for (int i = 3; i < argc && status == 0; i++) {
        char *path;
        if (asprintf(&path, "%s/%s", argv[2], argv[i]) < 0 || add(archive, path, argv[i]) != 0) {
            fprintf(stderr, "racetrack: %s: it can't be packed; try: check that it exists\n",
                    argv[i]);
            status = 3;
        }
        free(path);
    }
    if (archive_write_close(archive) != ARCHIVE_OK && status == 0) {
        fprintf(stderr, "racetrack: %s: it can't be written; try: free some disk space\n", argv[1]);
        status = 3;
    }
    archive_write_free(archive);
    return status;
}
