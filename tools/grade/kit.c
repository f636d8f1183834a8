/* kit.c - lists exercises and hashes the kit; see kit.h. */
#include "grade/kit.h"

#include "common/hash.h"
#include "common/text.h"
#include "kit/exercises.h"
#include "kit/result.h"
#include "kit/state.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A text that grows: a line for each file, its name and its hash. */
struct listing {
    FILE *stream;
    char *text;
    size_t length;
};

static void list_begin(struct listing *listing)
{
    *listing = (struct listing){0};
    listing->stream = open_memstream(&listing->text, &listing->length);
    if (listing->stream == NULL) {
        text_complain("grade", "out of memory", "run fewer programs at a time");
        exit(3);
    }
}

static void list_end(struct listing *listing, char hash[static HASH_SIZE])
{
    fclose(listing->stream);
    hash_bytes(listing->text, listing->length, hash);
    free(listing->text);
}

/* Pages and man pages decide nothing. */
static bool decides(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL || (strcmp(dot, ".md") != 0 && strcmp(dot, ".1") != 0);
}

static void list_file(const char *path, struct listing *listing)
{
    char hash[HASH_SIZE];
    if (hash_file(path, hash) == 0) {
        fprintf(listing->stream, "%s %s\n", path, hash);
    }
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

/* All files below a path that decide something; one that isn't there has none. */
static void list_below(const char *path, struct listing *listing)
{
    struct dirent **entries;
    struct stat status;
    if (lstat(path, &status) != 0) {
        return;
    }
    if (S_ISREG(status.st_mode) && decides(path)) {
        list_file(path, listing);
    }
    const int count = S_ISDIR(status.st_mode) ? scandir(path, &entries, is_visible, by_bytes) : -1;
    for (int i = 0; i < count; i++) {
        char *below = text_format("%s/%s", path, entries[i]->d_name);
        list_below(below, listing);
        free(below);
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
}

/* What is the same for all exercises. */
static void hash_common(char hash[static HASH_SIZE])
{
    static const char *const parts[] = {
        "Makefile",       "build/toolchain",   "exercises/lib",    "tools/build", "tools/common",
        "tools/compiler", "tools/debug-info",  "tools/kit",        "tools/run",   "tools/sandbox",
        "tools/verify",   "tools/tsan-report", "tools/interleave",
    };
    struct listing listing;
    list_begin(&listing);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        list_below(parts[i], &listing);
    }
    list_end(&listing, hash);
}

/* Its contract and headers; not the test, nor what a student edits. */
static void hash_exercise(const struct exercise_place *place, const char *common,
                          char hash[static HASH_SIZE])
{
    struct dirent **entries;
    struct listing listing;
    list_begin(&listing);
    fprintf(listing.stream, "%s\n", common);
    const int count = scandir(place->home, &entries, is_visible, by_bytes);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        const char *dot = strrchr(name, '.');
        if (strcmp(name, "contract.c") == 0 || (dot != NULL && strcmp(dot, ".h") == 0)) {
            char *path = text_format("%s/%s", place->home, name);
            list_file(path, &listing);
            free(path);
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    list_end(&listing, hash);
}

static void add(struct class *class, const struct exercise_place *place, const char *common)
{
    struct assignment *larger =
        reallocarray(class->assignments, class->assignment_count + 1, sizeof *class->assignments);
    if (larger == NULL) {
        text_complain("grade", "out of memory", "run fewer programs at a time");
        exit(3);
    }
    class->assignments = larger;
    struct assignment *its = &larger[class->assignment_count++];
    *its = (struct assignment){.folder = text_format("%s", place->folder),
                               .stem = text_format("%s", place->stem)};
    hash_exercise(place, common, its->kit);
    if (hash_file(place->original, its->original) != 0) {
        its->original[0] = '\0';
    }
}

int kit_assignments(struct class *class, bool (*wanted)(const void *context, const char *folder),
                    const void *context, const char **path)
{
    struct exercise_list list;
    char common[HASH_SIZE];
    *path = "exercises";
    const int error = exercises_list(&list);
    if (error != 0) {
        return error;
    }
    hash_common(common);
    for (size_t i = 0; i < list.count; i++) {
        bool to_read = true;
        if (exercise_to_read(&list.places[i], &to_read) == 0 && !to_read &&
            wanted(context, list.places[i].folder)) {
            add(class, &list.places[i], common);
        }
    }
    exercises_release(&list);
    return 0;
}
