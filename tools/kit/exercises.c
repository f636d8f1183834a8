/* exercises.c - lists the exercises' folders and looks at files; see exercises.h. */
#include "kit/exercises.h"

#include "common/hash.h"
#include "common/text.h"
#include "kit/result.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Is it an exercise's folder? scandir asks. */
static int begins_with_digit(const struct dirent *entry)
{
    return isdigit((unsigned char)entry->d_name[0]) != 0;
}

/* By bytes, whatever the locale. */
static int by_name(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

static bool is_folder(const char *name)
{
    struct stat status;
    char *path = text_format("exercises/%s", name);
    const bool folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    free(path);
    return folder;
}

static size_t number_length(const char *folder)
{
    return strcspn(folder, "-");
}

/* As tools/build/harness.mk has it: what follows the number, with _ for -. */
static char *stem_of(const char *folder)
{
    const size_t number = number_length(folder);
    char *stem = text_format("%s", folder + (folder[number] == '-' ? number + 1 : 0));
    for (char *dash = stem; (dash = strchr(dash, '-')) != NULL;) {
        *dash = '_';
    }
    return stem;
}

static struct exercise_place place_of(const char *folder)
{
    char *stem = stem_of(folder);
    return (struct exercise_place){
        .folder = text_format("%s", folder),
        .stem = stem,
        .home = text_format("exercises/%s", folder),
        .source = text_format("exercises/%s/%s.c", folder, stem),
        .original = text_format("exercises/%s/original.c", folder),
        .contract = text_format("build/%s/contract.json", folder),
        .result = text_format("build/%s/result.json", folder),
    };
}

static bool same_number(const struct exercise_place *place, const struct exercise_place *other)
{
    const size_t length = number_length(place->folder);
    return length == number_length(other->folder) &&
           strncmp(place->folder, other->folder, length) == 0;
}

/* The number alone, as tools/build/choose.mk takes it, where it says which exercise is meant. */
static char *choice_of(const struct exercise_list *list, const struct exercise_place *place)
{
    for (size_t i = 0; i < list->count; i++) {
        if (&list->places[i] != place && same_number(&list->places[i], place)) {
            return text_format("%s", place->folder);
        }
    }
    const char *number = place->folder;
    const size_t length = number_length(number);
    const size_t zeros = number[0] == '0' && length > 1 ? 1 : 0;
    return text_format("%.*s", (int)(length - zeros), number + zeros);
}

int exercises_list(struct exercise_list *list)
{
    struct dirent **entries;
    const int found = scandir("exercises", &entries, begins_with_digit, by_name);
    if (found < 0) {
        return errno;
    }
    *list = (struct exercise_list){.places = calloc((size_t)found + 1, sizeof *list->places)};
    for (int i = 0; i < found; i++) {
        if (list->places != NULL && is_folder(entries[i]->d_name)) {
            list->places[list->count++] = place_of(entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    if (list->places == NULL) {
        return ENOMEM;
    }
    for (size_t i = 0; i < list->count; i++) {
        list->places[i].choice = choice_of(list, &list->places[i]);
    }
    return 0;
}

void exercises_release(struct exercise_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct exercise_place *place = &list->places[i];
        free(place->folder);
        free(place->stem);
        free(place->choice);
        free(place->home);
        free(place->source);
        free(place->original);
        free(place->contract);
        free(place->result);
    }
    free(list->places);
    *list = (struct exercise_list){0};
}

const struct exercise_place *exercises_find(const struct exercise_list *list, const char *folder)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->places[i].folder, folder) == 0) {
            return &list->places[i];
        }
    }
    return NULL;
}

enum file_kind file_kind(const char *path)
{
    struct stat status;
    const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) {
        return errno == ENOENT ? FILE_MISSING : FILE_UNREADABLE;
    }
    const bool regular = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    close(descriptor);
    return regular ? FILE_REGULAR : FILE_OTHER;
}

int files_compare(const char *path, const char *other, bool *same)
{
    char hash[HASH_SIZE] = "", other_hash[HASH_SIZE] = "";
    int error = hash_file(path, hash);
    if (error == 0) {
        error = hash_file(other, other_hash);
    }
    *same = error == 0 && strcmp(hash, other_hash) == 0;
    return error;
}
