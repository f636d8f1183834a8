/* packed.c - gzip by libarchive, base64 by OpenSSL; see packed.h. */
#include "grade/packed.h"

#include <archive.h>
#include <archive_entry.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool squeeze(FILE *out, const char *bytes, size_t length)
{
    struct archive *archive = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    bool done = archive != NULL && entry != NULL &&
                archive_write_add_filter_gzip(archive) == ARCHIVE_OK &&
                archive_write_set_format_raw(archive) == ARCHIVE_OK &&
                archive_write_set_options(archive, "gzip:!timestamp") == ARCHIVE_OK &&
                archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
                archive_write_open_FILE(archive, out) == ARCHIVE_OK;
    if (done) {
        archive_entry_set_filetype(entry, AE_IFREG);
        done = archive_write_header(archive, entry) == ARCHIVE_OK &&
               archive_write_data(archive, bytes, length) == (la_ssize_t)length &&
               archive_write_close(archive) == ARCHIVE_OK;
    }
    archive_entry_free(entry);
    archive_write_free(archive);
    return done;
}

static char *base64(const char *bytes, size_t length)
{
    char *text = length < INT_MAX ? malloc((length + 2) / 3 * 4 + 1) : NULL;
    if (text != NULL) {
        EVP_EncodeBlock((unsigned char *)text, (const unsigned char *)bytes, (int)length);
    }
    return text;
}

char *packed(const char *bytes, size_t length)
{
    char *squeezed = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&squeezed, &size);
    bool done = memory != NULL && squeeze(memory, bytes, length);
    if (memory != NULL) {
        done = fclose(memory) == 0 && done;
    }
    char *text = done ? base64(squeezed, size) : NULL;
    free(squeezed);
    return text;
}
