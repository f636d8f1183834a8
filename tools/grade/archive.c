/* archive.c - walks through an archive with libarchive; see archive.h. */
#include "grade/archive.h"

#include "common/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 16, MOST_ENTRIES = 100000 };
/* Of all files together, unpacked: a few kilobytes can become any number. */
static const size_t most_unpacked = (size_t)256 << 20;

static const char *const endings[] = {".zip",     ".tar",  ".tar.gz", ".tgz", ".tar.xz", ".txz",
                                      ".tar.bz2", ".tbz2", ".7z",     ".rar", ".tar.zst"};

size_t archive_stem(const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t its = strlen(endings[i]);
        if (length > its && strcasecmp(name + length - its, endings[i]) == 0) {
            return length - its;
        }
    }
    return length;
}

bool archive_is_one(const char *name)
{
    return archive_stem(name) != strlen(name);
}

/* Some programs for Windows write names as they are there. */
static void turn_slashes(char *name)
{
    for (; *name != '\0'; name++) {
        *name = (char)(*name == '\\' ? '/' : *name);
    }
}

static bool leads_out(const char *name)
{
    if (name[0] == '/' || (name[0] != '\0' && name[1] == ':')) {
        return true;
    }
    for (const char *part = name; part != NULL; part = strchr(part, '/')) {
        part += *part == '/' ? 1 : 0;
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0')) {
            return true;
        }
    }
    return false;
}

static enum entry_kind kind_of(struct archive_entry *entry, const char *name)
{
    if (leads_out(name)) {
        return ENTRY_LEADS_OUT;
    }
    if (archive_entry_hardlink(entry) != NULL) {
        return ENTRY_LINK;
    }
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
        return ENTRY_FILE;
    case AE_IFDIR:
        return ENTRY_FOLDER;
    case AE_IFLNK:
        return ENTRY_LINK;
    default:
        return ENTRY_OTHER;
    }
}

/* Reads up to most + 1 bytes of the current file into *bytes. Returns how many, or -1. */
static ssize_t read_file(struct archive *archive, size_t most, char **bytes)
{
    size_t length = 0, room = 0;
    while (length <= most) {
        if (length == room) {
            room = room == 0 ? BLOCK : 2 * room;
            room = room > most + 1 ? most + 1 : room;
            char *larger = realloc(*bytes, room);
            if (larger == NULL) {
                return -1;
            }
            *bytes = larger;
        }
        const ssize_t got = archive_read_data(archive, *bytes + length, room - length);
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        length += (size_t)got;
    }
    return (ssize_t)length;
}

/* Behind what "tar -cf x.tar ." puts before each name; the folder itself keeps its dot. */
static char *without_dots(char *name)
{
    while (name[0] == '.' && name[1] == '/' && name[2] != '\0') {
        name += 2;
    }
    return name;
}

/* Tells one entry. Returns how many bytes were unpacked for it, or -1. */
static ssize_t tell(struct archive *archive, struct archive_entry *its,
                    const struct entry_reader *reader)
{
    const char *told = archive_entry_pathname(its);
    char *whole = text_format("%s", told != NULL ? told : "");
    char *bytes = NULL;
    ssize_t length = 0;
    turn_slashes(whole);
    const char *name = without_dots(whole);
    struct entry entry = {.name = name, .kind = told != NULL ? kind_of(its, name) : ENTRY_UNNAMED};
    const size_t most = entry.kind == ENTRY_FILE ? reader->wanted(reader->context, name) : 0;
    if (most > 0) {
        length = read_file(archive, most, &bytes);
        entry.too_large = length > (ssize_t)most;
        entry.bytes = length >= 0 && !entry.too_large ? (bytes != NULL ? bytes : "") : NULL;
        entry.length = entry.bytes != NULL ? (size_t)length : 0;
    }
    if (length >= 0) {
        reader->entry(reader->context, &entry);
    }
    free(bytes);
    free(whole);
    return length;
}

/* Reads all entries; returns what is wrong, or NULL. */
static char *read_entries(struct archive *archive, const struct entry_reader *reader)
{
    struct archive_entry *entry;
    size_t unpacked = 0;
    int status;
    for (int count = 0; (status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK ||
                        status == ARCHIVE_WARN;
         count++) {
        const ssize_t length = tell(archive, entry, reader);
        if (length < 0) {
            status = ARCHIVE_FATAL;
            break;
        }
        unpacked += (size_t)length;
        if (unpacked > most_unpacked || count == MOST_ENTRIES) {
            return text_format("it is too large; the rest was not read");
        }
    }
    if (status == ARCHIVE_EOF) {
        return NULL;
    }
    const char *why = archive_error_string(archive);
    return text_format("%s", why != NULL ? why : "it is garbled");
}

char *archive_read(const char *path, const void *bytes, size_t length,
                   const struct entry_reader *reader)
{
    struct archive *archive = archive_read_new();
    if (archive == NULL) {
        return text_format("out of memory");
    }
    archive_read_support_filter_all(archive);
    archive_read_support_format_zip(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_7zip(archive);
    archive_read_support_format_rar(archive);
    archive_read_support_format_rar5(archive);
    const int status = bytes != NULL ? archive_read_open_memory(archive, bytes, length)
                                     : archive_read_open_filename(archive, path, BLOCK);
    const char *error = archive_error_string(archive);
    char *why = status == ARCHIVE_OK ? read_entries(archive, reader)
                                     : text_format("%s", error != NULL ? error : "it is garbled");
    archive_read_free(archive);
    return why;
}
