/*
 * replay.c - tries each target with the bytes that are kept for it: replay SEEDS..., where
 * SEEDS/NAME has the files of the target NAME. Each is also tried cut off, at several places.
 *
 * A sanitizer ends it where one finds something; then the last line names the file.
 */
#include "targets.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CUTS = 7 };

/* Reads the file; ends the program if that can't be. */
static uint8_t *read_file(const char *path, size_t *length)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL || fseek(in, 0, SEEK_END) != 0) {
        fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
        exit(3);
    }
    *length = (size_t)ftell(in);
    rewind(in);
    uint8_t *bytes = malloc(*length + 1);
    if (bytes == NULL || fread(bytes, 1, *length, in) != *length) {
        fprintf(stderr, "replay: %s can't be read\n", path);
        exit(3);
    }
    fclose(in);
    return bytes;
}

/* A copy of its own size, so that AddressSanitizer sees what is read behind its end. */
static void try_bytes(fuzz_target *target, const uint8_t *bytes, size_t length)
{
    uint8_t *copy = malloc(length > 0 ? length : 1);
    if (copy == NULL) {
        exit(3);
    }
    memcpy(copy, bytes, length);
    target(copy, length);
    free(copy);
}

static void try_file(fuzz_target *target, const char *path)
{
    size_t length;
    uint8_t *bytes = read_file(path, &length);
    fprintf(stderr, "%s\n", path);
    for (size_t cut = 0; cut <= CUTS; cut++) {
        try_bytes(target, bytes, length - length * cut / CUTS);
    }
    free(bytes);
}

/* Returns how many files there are for the target. */
static int try_target(const char *seeds, const char *name)
{
    char path[1000];
    int files = 0;
    snprintf(path, sizeof path, "%s/%s", seeds, name);
    DIR *folder = opendir(path);
    for (const struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s/%s", seeds, name, entry->d_name);
            try_file(fuzz_target_named(name), path);
            files++;
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return files;
}

int main(int argc, char *argv[])
{
    char names[1000];
    int all = 0;
    if (argc < 2) {
        fputs("usage: replay SEEDS...\n", stderr);
        return 2;
    }
    snprintf(names, sizeof names, "%s", fuzz_target_names);
    for (char *name = strtok(names, " "); name != NULL; name = strtok(NULL, " ")) {
        int files = 0;
        for (int i = 1; i < argc; i++) {
            files += try_target(argv[i], name);
        }
        if (files == 0) {
            fprintf(stderr, "replay: there is no file for %s\n", name);
            return 1;
        }
        all += files;
    }
    printf("fuzz: %d files, as they are and cut off: nothing found\n", all);
    return 0;
}
