/* attribute.c - reads paths as course systems write them; see attribute.h. */
#include "grade/attribute.h"

#include "common/text.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_PARTS = 40, MOST_GROUPS = 7, NAME_SIZE = 300 };

/* A path in its parts. */
struct parts {
    char *copy;
    char *part[MOST_PARTS];
    int count;
};

/* False where the path has more parts than anybody's. */
static bool split(const char *path, struct parts *parts)
{
    *parts = (struct parts){.copy = text_format("%s", path)};
    for (char *rest = parts->copy, *part; (part = strtok_r(rest, "/", &rest)) != NULL;) {
        if (parts->count == MOST_PARTS) {
            return false;
        }
        parts->part[parts->count++] = part;
    }
    return parts->count > 0;
}

/* What nobody hands in: what systems and editors leave behind. */
static bool is_debris(const char *name)
{
    static const char *const names[] = {"__MACOSX", "Thumbs.db", "desktop.ini"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    const size_t length = strlen(name);
    return name[0] == '.' || (length > 0 && name[length - 1] == '~');
}

/* "Name_12345_assignsubmission_file_REST", "Homework_login_attempt_DATE_REST", "login@site_3_REST"
 * and "name_LATE_12345_67890_REST": which group of the pattern is what; 0: it has none. */
static const struct mark {
    const char *pattern;
    enum course_system system;
    int name, id, rest, version, date, late;
} marks[] = {
    {"^(.+)_([0-9]+)_assignsubmission_(file|onlinetext)_?(.*)$", SYSTEM_MOODLE, 1, 2, 4, 0, 0, 0},
    {"^.+_([^_]+)_attempt_([0-9]{4}(-[0-9]{2}){5})(_(.*)|[.]txt)$", SYSTEM_BLACKBOARD, 1, 1, 5, 0,
     2, 0},
    {"^([^/]+@[^_]+)_([0-9]+)_(.+)$", SYSTEM_AUTOLAB, 1, 1, 3, 2, 0, 0},
    {"^([^_]+)(_late)?_([0-9]+)_([0-9]+)_(.+)$", SYSTEM_CANVAS, 1, 3, 5, 0, 0, 2},
};

static char *group(const char *text, const regmatch_t *match)
{
    return text_format("%.*s", (int)(match->rm_eo - match->rm_so), text + match->rm_so);
}

/* "2026-10-01-23-59-07", in the time of this machine, as a time, and as a number that grows with
 * it. */
static void read_date(const char *text, struct attribution *to)
{
    struct tm date = {.tm_isdst = -1};
    if (strptime(text, "%Y-%m-%d-%H-%M-%S", &date) != NULL) {
        to->version = date.tm_year * 10000000000L + (date.tm_mon + 1) * 100000000L +
                      date.tm_mday * 1000000L + date.tm_hour * 10000L + date.tm_min * 100L +
                      date.tm_sec;
        to->when.time = (long long)mktime(&date);
    }
}

/* Takes what the pattern found. */
static void take_mark(const struct mark *mark, const char *part, const regmatch_t *match,
                      struct attribution *to, char **rest)
{
    char *name = group(part, &match[mark->name]);
    to->student = harmless_name(name);
    to->id = group(part, &match[mark->id]);
    to->system = mark->system;
    to->when.late = mark->late > 0 && match[mark->late].rm_so >= 0;
    *rest = group(part, &match[mark->rest]);
    if (mark->version > 0) {
        char *version = group(part, &match[mark->version]);
        to->version = strtol(version, NULL, 10);
        free(version);
    }
    if (mark->date > 0) {
        char *date = group(part, &match[mark->date]);
        read_date(date, to);
        free(date);
    }
    if (mark->system == SYSTEM_MOODLE) {
        to->folder = text_format("%s_%s", to->student, to->id);
    }
    free(name);
}

/* Does the part name a student? Then *rest, which the caller frees, is what is left of it. */
static bool read_mark(const char *part, struct attribution *to, char **rest)
{
    if (strchr(part, '_') == NULL) {
        return false; /* as most are not */
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        regex_t pattern;
        regmatch_t match[MOST_GROUPS];
        if (regcomp(&pattern, marks[i].pattern, REG_EXTENDED | REG_ICASE) != 0) {
            continue;
        }
        const bool found = regexec(&pattern, part, MOST_GROUPS, match, 0) == 0;
        regfree(&pattern);
        if (found) {
            take_mark(&marks[i], part, match, to, rest);
            return true;
        }
    }
    return false;
}

/* "01_Counter" and "01-counter" are one. */
static void normalise(const char *name, char normal[static NAME_SIZE])
{
    size_t i = 0;
    for (; name[i] != '\0' && i + 1 < NAME_SIZE; i++) {
        const char byte = (char)tolower((unsigned char)name[i]);
        normal[i] = (char)(byte == '_' || byte == ' ' ? '-' : byte);
    }
    normal[i] = '\0';
}

/* The exercise that is called so: 01-counter, counter, 01 or 1. */
static int exercise_called(const struct class *class, const char *name)
{
    char normal[NAME_SIZE];
    normalise(name, normal);
    const size_t zeros = normal[0] == '0' ? 1 : 0;
    for (size_t i = 0; i < class->assignment_count; i++) {
        const char *folder = class->assignments[i].folder;
        const size_t number = strcspn(folder, "-");
        const size_t its_zeros = folder[0] == '0' ? 1 : 0;
        const size_t digits = strspn(normal, "0123456789");
        const bool same_number = digits > zeros && digits - zeros == number - its_zeros &&
                                 strncmp(normal + zeros, folder + its_zeros, digits - zeros) == 0;
        const char *rest = folder[number] == '-' ? folder + number + 1 : folder;
        if (strcmp(normal, rest) == 0 ||
            (same_number && (normal[digits] == '\0' ||
                             (normal[digits] == '-' && strcmp(normal + digits + 1, rest) == 0)))) {
            return (int)i;
        }
    }
    return -1;
}

/* Where a number stands behind a name, as in "counter-2" and, by a browser, "counter (2)": the
 * name's length, with the number; else 0. */
static size_t before_number(const char *name, long *number)
{
    char *end;
    const char *found = strrchr(name, '-'), *bracket = strrchr(name, '(');
    const bool bracketed = bracket > name && bracket[-1] == ' ';
    found = bracketed ? bracket : found;
    if (found == NULL || !isdigit((unsigned char)found[1])) {
        return 0;
    }
    *number = strtol(found + 1, &end, 10);
    const bool ends = strcmp(end, bracketed ? ")" : "") == 0;
    return ends ? (size_t)(found - name) - bracketed : 0;
}

/* The exercise that a file's name (without .c) says; "counter-2" is the second of that name, and
 * then *version is set. */
static int exercise_of_file(const struct class *class, const char *name, long *version)
{
    int exercise = exercise_called(class, name);
    long number = 0;
    const size_t length = exercise < 0 ? before_number(name, &number) : 0;
    if (length > 0) {
        char *without = text_format("%.*s", (int)length, name);
        exercise = exercise_called(class, without);
        free(without);
    }
    if (exercise >= 0 && number > 0) {
        *version = number;
    }
    return exercise;
}

/* Has the kit such a file, from its top? One part may stand before: the folder of a clone. */
static bool kit_has(const struct parts *parts, int from)
{
    for (int first = from; first <= from + 1 && first < parts->count; first++) {
        char *path = text_format("%s", parts->part[first]);
        for (int i = first + 1; i < parts->count; i++) {
            char *longer = text_format("%s/%s", path, parts->part[i]);
            free(path);
            path = longer;
        }
        const bool there = access(path, F_OK) == 0;
        free(path);
        if (there) {
            return true;
        }
    }
    return false;
}

static bool ends_in(const char *text, const char *end)
{
    const size_t length = strlen(text), its = strlen(end);
    return length >= its && strcasecmp(text + length - its, end) == 0;
}

static void unattributed(struct attribution *to, const char *why)
{
    to->what = IS_UNATTRIBUTED;
    to->why = why;
}

/* A file below a folder "exercises", at that part: a clone of the kit. */
static void attribute_in_clone(const struct class *class, const struct parts *parts, int at,
                               struct attribution *to)
{
    const char *name = parts->part[parts->count - 1];
    const bool in_exercise = parts->count == at + 3;
    const int exercise = in_exercise ? class_assignment(class, parts->part[at + 1]) : -1;
    const size_t stem = exercise >= 0 ? strlen(class->assignments[exercise].stem) : 0;
    if (exercise >= 0 && strncmp(name, class->assignments[exercise].stem, stem) == 0 &&
        strcmp(name + stem, ".c") == 0) {
        to->what = IS_SUBMISSION;
        to->assignment = exercise;
    } else if (kit_has(parts, at) || strstr(name, ".yours") != NULL) {
        to->what = IS_OF_KIT;
    } else {
        unattributed(to, "the kit has no such file");
    }
}

/* Any other file of a student's, its parts from so far on. */
static void attribute_plain(const struct class *class, const struct parts *parts, int from,
                            struct attribution *to)
{
    const char *file = parts->part[parts->count - 1];
    const int above =
        parts->count - 2 >= from ? exercise_called(class, parts->part[parts->count - 2]) : -1;
    if (!ends_in(file, ".c")) {
        unattributed(to, "it is not a C file");
        return;
    }
    char *name = text_format("%.*s", (int)strlen(file) - 2, file);
    const int exercise = exercise_of_file(class, name, &to->version);
    free(name);
    if (exercise >= 0 && (above < 0 || above == exercise)) {
        to->what = IS_SUBMISSION;
        to->assignment = exercise;
    } else if (exercise >= 0) {
        unattributed(to, "its folder and its name are of two exercises");
    } else {
        unattributed(to, "no graded exercise has that name");
    }
}

static void attribute_file(const struct class *class, const struct parts *parts, int from,
                           struct attribution *to)
{
    int clone = -1;
    for (int i = from; i + 1 < parts->count && clone < 0; i++) {
        clone = strcmp(parts->part[i], "exercises") == 0 ? i : -1;
    }
    if (clone >= 0) {
        attribute_in_clone(class, parts, clone, to);
    } else if (strcmp(parts->part[from], "build") == 0 || kit_has(parts, from)) {
        to->what = IS_OF_KIT;
    } else {
        attribute_plain(class, parts, from, to);
    }
}

/* Finds the student; returns the part from which on the rest is theirs. Replaces a part of which
 * something is left by that, *rest, which the caller frees. */
static int find_student(struct parts *parts, const char *prefix, struct attribution *to,
                        char **rest)
{
    for (int i = 0; i < parts->count; i++) {
        if (read_mark(parts->part[i], to, rest)) {
            parts->part[i] = *rest;
            return (*rest)[0] != '\0' ? i : i + 1;
        }
    }
    const char *name = parts->part[0];
    const size_t length = strlen(prefix);
    const bool prefixed = strncmp(name, prefix, length) == 0 && name[length] != '\0';
    to->student = harmless_name(prefixed ? name + length : name);
    to->id = text_format("%s", "");
    return 1;
}

static void attribute_parts(const struct class *class, struct parts *parts, const char *prefix,
                            bool is_folder, struct attribution *to)
{
    char *rest = NULL;
    for (int i = 0; i < parts->count; i++) {
        if (is_debris(parts->part[i])) {
            to->what = IS_OF_KIT;
            return;
        }
    }
    const int from = find_student(parts, prefix, to, &rest);
    const bool whose = to->id[0] != '\0' || ((from < parts->count || is_folder) &&
                                             exercise_called(class, parts->part[0]) < 0 &&
                                             strcmp(parts->part[0], "exercises") != 0);
    if (!whose) {
        free(to->student);
        free(to->id);
        to->student = to->id = NULL;
        unattributed(to, "its student is unknown: put it into a folder for each student");
    } else if (is_folder || from >= parts->count) {
        to->what = IS_OF_KIT;
    } else {
        attribute_file(class, parts, from, to);
    }
    free(rest);
}

struct attribution attribute(const struct class *class, const char *path, const char *prefix,
                             bool is_folder)
{
    struct attribution attribution = {.assignment = -1};
    struct parts parts;
    if (split(path, &parts)) {
        attribute_parts(class, &parts, prefix, is_folder, &attribution);
    } else {
        unattributed(&attribution, "it is nested too deeply");
    }
    free(parts.copy);
    return attribution;
}

void attribution_release(struct attribution *attribution)
{
    free(attribution->student);
    free(attribution->id);
    free(attribution->folder);
    *attribution = (struct attribution){0};
}
