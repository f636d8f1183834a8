/* hash.c - see hash.h. */
#include "common/hash.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

static void in_hexadecimal(const unsigned char *digest, unsigned size, char hash[static HASH_SIZE])
{
    hash[0] = '\0';
    for (unsigned i = 0; i < size && 2 * i + 2 < HASH_SIZE; i++) {
        snprintf(hash + 2 * (size_t)i, 3, "%02x", digest[i]);
    }
}

void hash_bytes(const void *bytes, size_t length, char hash[static HASH_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_Digest(bytes, length, digest, &size, EVP_sha256(), NULL) != 1) {
        fputs("racetrack: no SHA-256: out of memory\n", stderr);
        exit(3);
    }
    in_hexadecimal(digest, size, hash);
}

static int hash_stream(FILE *stream, EVP_MD_CTX *context, char hash[static HASH_SIZE])
{
    unsigned char bytes[65536], digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    size_t length;
    if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
        return ENOTSUP;
    }
    while ((length = fread(bytes, 1, sizeof bytes, stream)) > 0) {
        EVP_DigestUpdate(context, bytes, length);
    }
    if (ferror(stream) || EVP_DigestFinal_ex(context, digest, &size) != 1) {
        return EIO;
    }
    in_hexadecimal(digest, size, hash);
    return 0;
}

int hash_file(const char *path, char hash[static HASH_SIZE])
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
