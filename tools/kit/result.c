/* result.c - reads and writes result.json; see result.h. */
#include "kit/result.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int hash_stream(FILE *stream, EVP_MD_CTX *context, char hash[static SOURCE_HASH_SIZE])
{
    unsigned char bytes[65536], digest[EVP_MAX_MD_SIZE];
    unsigned digest_length = 0;
    size_t length;
    if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
        return ENOTSUP;
    }
    while ((length = fread(bytes, 1, sizeof bytes, stream)) > 0) {
        EVP_DigestUpdate(context, bytes, length);
    }
    if (ferror(stream) || EVP_DigestFinal_ex(context, digest, &digest_length) != 1) {
        return EIO;
    }
    for (unsigned i = 0; i < digest_length && 2 * i + 2 < SOURCE_HASH_SIZE; i++) {
        snprintf(hash + 2 * (size_t)i, 3, "%02x", digest[i]);
    }
    return 0;
}

int source_hash(const char *path, char hash[static SOURCE_HASH_SIZE])
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return errno;
    }
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const int error = context == NULL ? ENOMEM : hash_stream(stream, context, hash);
    EVP_MD_CTX_free(context);
    fclose(stream);
    return error;
}

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
    char hash[SOURCE_HASH_SIZE];
    json_t *result = json_load_file(path, 0, NULL);
    const char *told =
        json_string_value(json_object_get(json_object_get(result, "source"), "sha256"));
    if (told == NULL || source_hash(source, hash) != 0 || strcmp(told, hash) != 0) {
        json_decref(result);
        return NULL;
    }
    return result;
}
