/* result.c - reads and writes result.json; see result.h. */
#include "kit/result.h"

#include "common/hash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int result_write(const char *path, const json_t *result)
{
    char *draft = NULL;
    if (asprintf(&draft, "%s.%ld", path, (long)getpid()) < 0) {
        return ENOMEM;
    }
    int error = 0;
    errno = 0;
    if (json_dump_file(result, draft, JSON_INDENT(2) | JSON_PRESERVE_ORDER) != 0 ||
        rename(draft, path) != 0) {
        error = errno != 0 ? errno : EIO;
        remove(draft);
    }
    free(draft);
    return error;
}

json_t *result_read(const char *path, const char *source)
{
    char hash[HASH_SIZE];
    json_t *result = json_load_file(path, 0, NULL);
    const char *told =
        json_string_value(json_object_get(json_object_get(result, "source"), "sha256"));
    if (told == NULL || hash_file(source, hash) != 0 || strcmp(told, hash) != 0) {
        json_decref(result);
        return NULL;
    }
    return result;
}
