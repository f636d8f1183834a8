/* export.c - reads the metadata of Gradescope's export; see export.h. */
#include "grade/export.h"

#include "common/text.h"
#include "grade/archive.h"
#include "grade/class.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { MOST_METADATA = 64 << 20, MOST_SUBMITTERS = 100000 };

struct export
{
    struct submitter *submitters;
    size_t count;
};

static const char metadata[] = "submission_metadata.yml";

/* The value behind a key, without quotes. The caller frees it. */
static char *value_of(const char *text)
{
    text += strspn(text, " ");
    const size_t length = strlen(text);
    const bool quoted =
        length >= 2 && (text[0] == '"' || text[0] == '\'') && text[length - 1] == text[0];
    return quoted ? text_format("%.*s", (int)length - 2, text + 1) : text_format("%s", text);
}

/* Adds a text to a list of names: "One, Two". */
static void append(char **list, char *text)
{
    if (text[0] == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0) {
        free(text);
        return;
    }
    char *both = (*list)[0] != '\0' ? text_format("%s, %s", *list, text) : text_format("%s", text);
    free(*list);
    free(text);
    *list = both;
}

/* "2026-09-28 20:51:18.219383000 Z", or with an offset; 0 if it is none. */
static long long time_of(const char *text)
{
    struct tm date = {0};
    const char *rest = strptime(text, "%Y-%m-%d%t%H:%M:%S", &date);
    long hours = 0, minutes = 0;
    char sign = '+';
    if (rest == NULL) {
        return 0;
    }
    rest += strspn(rest, ".0123456789 ");
    if (sscanf(rest, "%c%2ld:%2ld", &sign, &hours, &minutes) != 3 || (sign != '-' && sign != '+')) {
        hours = minutes = 0;
    }
    return (long long)timegm(&date) - (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

static struct submitter *add(struct export *export, const char *folder)
{
    if (export->count == MOST_SUBMITTERS) {
        return NULL;
    }
    struct submitter *larger =
        reallocarray(export->submitters, export->count + 1, sizeof *export->submitters);
    if (larger == NULL) {
        return NULL;
    }
    export->submitters = larger;
    larger[export->count] = (struct submitter){
        .folder = text_format("%s", folder), .name = text_format(""), .id = text_format("")};
    return &larger[export->count++];
}

/* A line that belongs to a submission. email: of the submitter that is being read, if no number of
 * theirs has come. */
static void read_member(struct submitter *to, const char *line)
{
    line += strspn(line, " -");
    if (strncmp(line, ":name:", 6) == 0) {
        append(&to->name, value_of(line + 6));
    } else if (strncmp(line, ":sid:", 5) == 0) {
        append(&to->id, value_of(line + 5));
    } else if (strncmp(line, ":email:", 7) == 0 && to->id[0] == '\0') {
        append(&to->id, value_of(line + 7));
    } else if (strncmp(line, ":created_at:", 12) == 0 && to->time == 0) {
        char *value = value_of(line + 12);
        to->time = time_of(value);
        free(value);
    }
}

/* What becomes a part of a path has no / in it, and is harmless; nobody's name is empty. */
static void tidy(struct submitter *submitter)
{
    char *name = harmless_name(submitter->name[0] != '\0' ? submitter->name : submitter->folder);
    for (char *slash; (slash = strchr(name, '/')) != NULL;) {
        *slash = '_';
    }
    char *id = harmless(submitter->id);
    free(submitter->name);
    free(submitter->id);
    submitter->name = name;
    submitter->id = id;
}

/* Reads the lines. Earlier submissions (":history:") stand deeper than six columns and are not
 * read. */
static void read_lines(struct export *export, const char *bytes, size_t length)
{
    enum { DEEPEST = 4 };
    struct submitter *current = NULL;
    char *copy = text_format("%.*s", (int)length, bytes), *rest = copy;
    bool in_history = false;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        line[strcspn(line, "\r")] = '\0';
        const size_t end = strlen(line), column = strspn(line, " ");
        if (column == 0 && end > 1 && line[0] != '-' && line[end - 1] == ':') {
            line[end - 1] = '\0';
            current = add(export, line);
            in_history = false;
        } else if (current != NULL && column <= DEEPEST) {
            in_history =
                column == 2 && line[2] == ':' ? strncmp(line + 2, ":history:", 9) == 0 : in_history;
            if (!in_history) {
                read_member(current, line);
            }
        }
    }
    free(copy);
    for (size_t i = 0; i < export->count; i++) {
        tidy(&export->submitters[i]);
    }
}

static bool is_metadata(const char *name)
{
    const size_t length = strlen(name), its = sizeof metadata - 1;
    return length >= its && strcmp(name + length - its, metadata) == 0 &&
           (length == its || name[length - its - 1] == '/') && strstr(name, "__MACOSX") == NULL;
}

static size_t wanted(void *context, const char *name)
{
    (void)context;
    return is_metadata(name) ? MOST_METADATA : 0;
}

static void see(void *context, const struct entry *entry)
{
    struct export *export = context;
    if (entry->bytes != NULL && export->count == 0 && is_metadata(entry->name)) {
        read_lines(export, entry->bytes, entry->length);
    }
}

static void read_file(struct export *export, const char *path)
{
    char *bytes = malloc(MOST_METADATA);
    struct stat status;
    const bool regular = lstat(path, &status) == 0 && S_ISREG(status.st_mode);
    FILE *file = bytes != NULL && regular ? fopen(path, "r") : NULL;
    if (file != NULL) {
        read_lines(export, bytes, fread(bytes, 1, MOST_METADATA - 1, file));
        fclose(file);
    }
    free(bytes);
}

/* In the folder, or in one in it. */
static void read_folder(struct export *export, const char *from)
{
    static const char *const places[] = {"", "/*"};
    for (size_t i = 0; i < sizeof places / sizeof *places && export->count == 0; i++) {
        glob_t found;
        char *pattern = text_format("%s%s/%s", from, places[i], metadata);
        if (glob(pattern, 0, NULL, &found) == 0) {
            read_file(export, found.gl_pathv[0]);
            globfree(&found);
        }
        free(pattern);
    }
}

struct export *export_read(const char *from)
{
    struct stat status;
    struct export *export = calloc(1, sizeof *export);
    if (export == NULL || stat(from, &status) != 0) {
        free(export);
        return NULL;
    }
    if (S_ISDIR(status.st_mode)) {
        read_folder(export, from);
    } else if (archive_is_one(from)) {
        const struct entry_reader reader = {wanted, see, export};
        free(archive_read(from, NULL, 0, &reader));
    }
    if (export->count == 0) {
        export_release(export);
        return NULL;
    }
    return export;
}

void export_release(struct export *export)
{
    for (size_t i = 0; export != NULL && i < export->count; i++) {
        free(export->submitters[i].folder);
        free(export->submitters[i].name);
        free(export->submitters[i].id);
    }
    if (export != NULL) {
        free(export->submitters);
    }
    free(export);
}

const struct submitter *export_find(const struct export *export, const char *path, char **below)
{
    *below = NULL;
    for (size_t i = 0; export != NULL && i < export->count; i++) {
        const struct submitter *submitter = &export->submitters[i];
        const size_t length = strlen(submitter->folder);
        const char *found = strstr(path, submitter->folder);
        if (found != NULL && (found == path || found[-1] == '/') &&
            (found[length] == '/' || found[length] == '\0')) {
            *below = text_format("%s%s", submitter->name, found + length);
            return submitter;
        }
    }
    return NULL;
}
