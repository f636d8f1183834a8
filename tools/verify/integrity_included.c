/*
 * integrity_included.c - a program is one file: beside it, only the system's headers and the kit's
 * own may be read. Which files the compiler read it told itself (-MD), #embed and all.
 */
#include "verify/integrity.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool ends(const char *text, const char *with)
{
    const size_t length = strlen(text), end = strlen(with);
    return length >= end && strcmp(text + length - end, with) == 0;
}

/* Is it one of the system's headers, wherever the compiler has its own? */
static bool is_systems(const char *path)
{
    static const char *const folders[] = {"/usr/include/", "/usr/lib", "/usr/local/include/"};
    char real[PATH_MAX];
    if (path[0] != '/' || realpath(path, real) == NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (begins(real, folders[i])) {
            return true;
        }
    }
    return strstr(real, "/lib/clang/") != NULL && ends(real, ".h");
}

/* Is it one of the headers of exercises/lib, or the one that tells weak compare-exchanges apart
 * (exercise.mk)? make names them from the kit's top folder. What stands beside an exercise's source
 * isn't handed in with it. */
static bool is_kits(const char *path)
{
    char real[PATH_MAX], top[PATH_MAX];
    if (strcmp(path, "tools/interleave/interleave_weak.h") == 0) {
        return true;
    }
    return ends(path, ".h") && realpath("exercises/lib", top) != NULL &&
           realpath(path, real) != NULL && begins(real, top) && real[strlen(top)] == '/';
}

/* By whatever path: clang leaves out a ./ that stood before it. */
static bool is_same_file(const char *path, const char *other)
{
    struct stat one, two;
    return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev &&
           one.st_ino == two.st_ino;
}

/* Takes the next word of a rule of make's, which may go on behind a backslash at a line's end, as a
 * word does behind one before a blank. False at the rule's end. */
static bool next_word(const char **at, char word[static PATH_MAX])
{
    const char *from = *at;
    size_t length = 0;
    while (*from == ' ' || (*from == '\\' && from[1] == '\n')) {
        from += *from == ' ' ? 1 : 2;
    }
    while (*from != '\0' && *from != ' ' && *from != '\n' && length + 1 < PATH_MAX) {
        if ((*from == '\\' && (from[1] == ' ' || from[1] == '#')) ||
            (*from == '$' && from[1] == '$')) {
            from++;
        }
        word[length++] = *from++;
    }
    word[length] = '\0';
    *at = from;
    return length > 0;
}

void integrity_included(const struct subject *subject, struct refusal *refusal)
{
    const char *const path = subject->built.plain.read;
    FILE *file = fopen(path, "r");
    char *text = NULL, word[PATH_MAX];
    size_t room = 0;
    if (file == NULL || getdelim(&text, &room, '\0', file) < 0 || strstr(text, ": ") == NULL) {
        refuse(refusal, "machine", "", "%s: this compiler doesn't list the files that it read",
               path);
    } else {
        for (const char *at = strstr(text, ": ") + 1; next_word(&at, word);) {
            if (!is_same_file(word, subject->built.source) && !is_systems(word) && !is_kits(word)) {
                refuse(refusal, "reaches-outside", "",
                       "it includes %s, but a program must be one file", word);
            }
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    free(text);
}
