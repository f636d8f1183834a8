/*
 * collect.c - walks through folders and archives and keeps what is handed in; see collect.h.
 *
 * Each file and folder, wherever it stands, has a path below the folder of submissions; where an
 * archive stands in the way, the path goes through it as through a folder. attribute.c says whose
 * it is; the rest here is reading with care.
 */
#include "grade/collect.h"

#include "common/hash.h"
#include "common/text.h"
#include "grade/archive.h"
#include "grade/attribute.h"
#include "grade/committed.h"
#include "grade/export.h"
#include "grade/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MOST_SOURCE = 1 << 20,   /* bytes of one submission */
    MOST_ARCHIVE = 64 << 20, /* of an archive in an archive */
    MOST_DEPTH = 16,         /* folders in folders */
    MOST_NESTED = 2,         /* archives in archives */
};

struct collector {
    const struct collecting *what;
    struct class *class;
    struct export *export; /* of Gradescope's, or NULL */
    char *prefix;
    int error;    /* of writing, or of reading what is there */
    char *unread; /* what that was, if it was there to be read */
};

static void note(struct collector *collector, const char *path, const char *why)
{
    class_note(collector->class, "%s: %s", path, why);
}

/* Nobody gets a mark for what is there and can't be read: the first such ends all. */
static void cannot_read(struct collector *collector, const char *path, int error)
{
    if (collector->error == 0) {
        collector->error = error;
        collector->unread = text_format("%s/%s", collector->what->from, path);
    }
}

/* With the student's name before it, where all is one student's. The caller frees it. */
static char *whole_path(const struct collector *collector, const char *path)
{
    const char *student = collector->what->student;
    return student != NULL ? text_format("%s/%s", student, path) : text_format("%s", path);
}

static struct attribution attribute_path(const struct collector *collector, const char *path,
                                         bool is_folder)
{
    char *whole = whole_path(collector, path);
    char *below;
    const struct submitter *by = export_find(collector->export, whole, &below);
    if (by == NULL && collector->export != NULL) {
        free(whole); /* what Gradescope itself wrote */
        return (struct attribution){.what = IS_OF_KIT, .assignment = -1};
    }
    struct attribution its =
        attribute(collector->class, by != NULL ? below : whole, collector->prefix, is_folder);
    if (by != NULL && its.student != NULL) {
        free(its.id);
        its.id = text_format("%s", by->id);
        its.system = SYSTEM_GRADESCOPE;
        its.when.time = by->time;
    }
    free(below);
    free(whole);
    return its;
}

/* The student of an attribution, with what it says of them. */
static struct student *student_of(struct collector *collector, const struct attribution *its)
{
    struct student *student = class_student(collector->class, its->student, its->id);
    student->system = its->system;
    if (student->folder == NULL && its->folder != NULL) {
        student->folder = text_format("%s", its->folder);
    }
    return student;
}

static void see_folder(struct collector *collector, const char *path)
{
    struct attribution its = attribute_path(collector, path, true);
    if (its.student != NULL) {
        student_of(collector, &its);
    }
    attribution_release(&its);
}

/* Keeps the bytes under their hash. */
static void keep(struct collector *collector, const char *bytes, size_t length, const char *hash)
{
    char *path = text_format("%s/%s.c", collector->what->to, hash);
    struct stat there;
    if (stat(path, &there) != 0 || there.st_size != (off_t)length) {
        const int error = store_bytes(path, bytes, length);
        collector->error = collector->error != 0 ? collector->error : error;
    }
    free(path);
}

static void set_path(struct submission *work, const char *path)
{
    free(work->path);
    work->path = harmless(path);
}

static void refuse(struct submission *work, const char *path, char *why)
{
    if (path != NULL) {
        set_path(work, path);
    }
    free(work->why);
    work->why = harmless(why);
    work->state = REFUSED;
    free(why);
}

/* Is what stands there newer, or the same? Then the path is not looked at any further. */
static bool is_settled(struct collector *collector, struct submission *work, const char *path,
                       const char *hash, long version)
{
    if (work->state == NOT_HANDED_IN) {
        return false;
    }
    if (work->version != version) {
        class_note(collector->class, "%s: a later version exists, and is used",
                   work->version > version ? path : work->path);
        return work->version > version;
    }
    if (work->state == HANDED_IN && strcmp(work->hash, hash) == 0) {
        /* The same twice; which of the names is told must not depend on the order. */
        if (strcmp(path, work->path) < 0) {
            set_path(work, path);
        }
        return true;
    }
    const bool first = strcmp(path, work->path) < 0;
    class_note(collector->class, "%s: differs from %s; neither is graded",
               first ? work->path : path, first ? path : work->path);
    refuse(work, first ? path : NULL,
           text_format("there are two different files for it; hand in one"));
    return true;
}

/* A submission: its bytes, or NULL and why they can't be had. */
static void hand_in_as(struct collector *collector, const struct attribution *its, const char *path,
                       const char *bytes, size_t length, const char *why)
{
    char hash[HASH_SIZE] = "";
    struct student *student = student_of(collector, its);
    struct submission *work = &student->work[its->assignment];
    if (bytes != NULL) {
        hash_bytes(bytes, length, hash);
    }
    if (is_settled(collector, work, path, hash, its->version)) {
        return;
    }
    work->version = its->version;
    work->when = its->when;
    if (bytes == NULL) {
        note(collector, path, why);
        refuse(work, path, text_format("%s", why));
        return;
    }
    if (memchr(bytes, '\0', length) != NULL) {
        note(collector, path, "it is not text; it is graded as it is");
    }
    free(work->why);
    work->why = NULL;
    work->state = HANDED_IN;
    memcpy(work->hash, hash, sizeof hash);
    set_path(work, path);
    keep(collector, bytes, length, hash);
}

static void hand_in(struct collector *collector, const struct attribution *its, const char *path,
                    const char *bytes, size_t length, const char *why)
{
    char *whole = whole_path(collector, path);
    hand_in_as(collector, its, whole, bytes, length, why);
    free(whole);
}

/* What is known of a file before it is read. Returns false if nobody need read it. */
static bool is_wanted(struct collector *collector, const char *path, struct attribution *its)
{
    *its = attribute_path(collector, path, false);
    struct student *student =
        its->student != NULL && its->what != IS_SUBMISSION ? student_of(collector, its) : NULL;
    if (its->what == IS_UNATTRIBUTED && (student == NULL || class_other(student, path))) {
        note(collector, path, its->why);
    }
    return its->what == IS_SUBMISSION;
}

static const char too_large[] = "it is larger than 1 MiB";

/* Reads a file, no more than most bytes. Returns them (the caller's), or NULL with why; or neither,
 * and errno, if it can't be read. */
static char *read_bytes(int descriptor, size_t most, size_t *length, const char **why)
{
    struct stat status;
    char *bytes = NULL;
    *length = 0;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        *why = "it is not a file";
    } else if (status.st_size > (off_t)most) {
        *why = too_large;
    } else if ((bytes = malloc((size_t)status.st_size + 1)) == NULL) {
        *why = "out of memory";
    } else {
        ssize_t got = 0;
        while (*length < (size_t)status.st_size &&
               (got = read(descriptor, bytes + *length, (size_t)status.st_size - *length)) > 0) {
            *length += (size_t)got;
        }
        if (got < 0) {
            free(bytes);
            bytes = NULL;
        }
    }
    return bytes;
}

/* In a clone, the time of the last commit; the clone is the student's folder, or all there is. */
static void ask_clone(struct collector *collector, const char *path, struct attribution *its)
{
    const char *below = strchr(path, '/');
    const bool alone = collector->what->student != NULL;
    if (its->when.time != 0 || (below == NULL && !alone)) {
        return;
    }
    char *clone = alone ? text_format("%s", collector->what->from)
                        : text_format("%s/%.*s", collector->what->from, (int)(below - path), path);
    its->when.time = committed_when(clone, alone ? path : below + 1);
    free(clone);
}

static void see_file(struct collector *collector, int folder, const char *name, const char *path)
{
    struct attribution its;
    if (is_wanted(collector, path, &its)) {
        size_t length = 0;
        char *bytes = NULL;
        const char *why = NULL;
        const int file =
            openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (file >= 0) {
            bytes = read_bytes(file, MOST_SOURCE, &length, &why);
        }
        if (bytes == NULL && why == NULL) {
            cannot_read(collector, path, errno);
        } else {
            ask_clone(collector, path, &its);
            hand_in(collector, &its, path, bytes, length, why);
        }
        if (file >= 0) {
            close(file);
        }
        free(bytes);
    }
    attribution_release(&its);
}

static const char is_link[] = "a link, which is not followed";

/* Somebody who hands in a link has handed in nothing that can be graded. */
static void see_link(struct collector *collector, const char *path)
{
    struct attribution its;
    if (is_wanted(collector, path, &its)) {
        hand_in(collector, &its, path, NULL, 0, is_link);
    } else if (its.what != IS_UNATTRIBUTED) {
        note(collector, path, is_link);
    }
    attribution_release(&its);
}

/* An archive that is being read, and where it stands. */
struct opened {
    struct collector *collector;
    const char *path; /* "" or one that ends in / */
    const char *name; /* of the archive, without what says that it is one */
    int nested;
};

static void see_archive(struct collector *collector, const char *file, const void *bytes,
                        size_t length, const char *path, int nested);

static size_t wanted_of_entry(void *context, const char *name)
{
    const struct opened *opened = context;
    if (archive_is_one(name) && opened->nested < MOST_NESTED) {
        return MOST_ARCHIVE;
    }
    const size_t end = strlen(name);
    return end > 2 && strcasecmp(name + end - 2, ".c") == 0 ? MOST_SOURCE : 0;
}

/* The entry's path below the folder of submissions. An archive "hw.zip" that holds one folder "hw"
 * is no folder in a folder. The caller frees it. */
static char *entry_path(const struct opened *opened, const char *name)
{
    const size_t length = strlen(opened->name);
    const bool doubled = length > 0 && strncmp(name, opened->name, length) == 0 &&
                         name[length] == '/' && name[length + 1] != '\0';
    return text_format("%s%s", opened->path, doubled ? name + length + 1 : name);
}

static void see_entry_file(struct opened *opened, const struct entry *entry, const char *path)
{
    struct collector *collector = opened->collector;
    struct attribution its;
    if (archive_is_one(entry->name) && entry->bytes != NULL) {
        see_archive(collector, NULL, entry->bytes, entry->length, path, opened->nested + 1);
        return;
    }
    if (is_wanted(collector, path, &its)) {
        hand_in(collector, &its, path, entry->bytes, entry->length, too_large);
    }
    attribution_release(&its);
}

static void see_entry(void *context, const struct entry *entry)
{
    static const char *const why[] = {
        [ENTRY_LEADS_OUT] = "its name leads out of the archive; it is refused",
        [ENTRY_OTHER] = "neither a file nor a folder",
        [ENTRY_UNNAMED] = "an entry of the archive whose name can't be read",
    };
    struct opened *opened = context;
    char *path = entry_path(opened, entry->name);
    if (entry->kind == ENTRY_FOLDER) {
        see_folder(opened->collector, path);
    } else if (entry->kind == ENTRY_FILE) {
        see_entry_file(opened, entry, path);
    } else if (entry->kind == ENTRY_LINK) {
        see_link(opened->collector, path);
    } else {
        note(opened->collector, path, why[entry->kind]);
    }
    free(path);
}

/* Whose archive it is has a row in all that comes out, and is told. below: its path as a folder's.
 */
static void cannot_open(struct collector *collector, const char *path, const char *below,
                        const char *why)
{
    if (path[0] == '\0') {
        return;
    }
    char *folder = text_format("%.*s", (int)strlen(below) - 1, below);
    struct attribution its = attribute_path(collector, folder, true);
    if (its.student != NULL) {
        const char *name = strrchr(path, '/');
        class_unread(student_of(collector, &its), name != NULL ? name + 1 : path, why);
    }
    attribution_release(&its);
    free(folder);
}

/* Reads an archive that stands at that path; "" if all submissions are in it. */
static void see_archive(struct collector *collector, const char *file, const void *bytes,
                        size_t length, const char *path, int nested)
{
    char *copy = text_format("%s", path[0] != '\0' ? path : file);
    const char *base = basename(copy);
    char *name = text_format("%.*s", (int)archive_stem(base), base);
    char *below = path[0] != '\0' ? text_format("%.*s/", (int)archive_stem(path), path)
                                  : text_format("%s", "");
    struct opened opened = {collector, below, name, nested};
    const struct entry_reader reader = {wanted_of_entry, see_entry, &opened};
    char *why = archive_read(file, bytes, length, &reader);
    if (why != NULL) {
        note(collector, path[0] != '\0' ? path : file, why);
        cannot_open(collector, path, below, why);
    }
    free(why);
    free(below);
    free(name);
    free(copy);
}

static int by_bytes(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "__MACOSX") != 0;
}

static int see_folder_in(struct collector *collector, int folder, const char *path, int depth);

static void see_named(struct collector *collector, int folder, const char *name, const char *path,
                      int depth)
{
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        cannot_read(collector, path, errno);
    } else if (S_ISLNK(status.st_mode)) {
        see_link(collector, path);
    } else if (S_ISDIR(status.st_mode)) {
        see_folder(collector, path);
        const int error = see_folder_in(collector, folder, path, depth + 1);
        if (error == ELOOP) {
            note(collector, path, strerror(error));
        } else if (error != 0) {
            cannot_read(collector, path, error);
        }
    } else if (!S_ISREG(status.st_mode)) {
        note(collector, path, "neither a file nor a folder");
    } else if (archive_is_one(name)) {
        char *file = text_format("%s/%s", collector->what->from, path);
        if (access(file, R_OK) != 0) {
            cannot_read(collector, path, errno);
        } else {
            see_archive(collector, file, NULL, 0, path, 0);
        }
        free(file);
    } else {
        see_file(collector, folder, name, path);
    }
}

/* Walks through the folder at that path below the top one, whose parent is open. */
static int see_folder_in(struct collector *collector, int parent, const char *path, int depth)
{
    struct dirent **entries;
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    if (depth > MOST_DEPTH) {
        return ELOOP;
    }
    const int folder = openat(parent, path[0] != '\0' ? name : ".",
                              O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) {
        return errno;
    }
    const int count = scandirat(folder, ".", &entries, is_visible, by_bytes);
    const int error = count < 0 ? errno : 0;
    for (int i = 0; i < count; i++) {
        char *below = text_format("%s%s%s", path, path[0] != '\0' ? "/" : "", entries[i]->d_name);
        see_named(collector, folder, entries[i]->d_name, below, depth);
        free(below);
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    close(folder);
    return error;
}

/* "hw1-submissions" holds "hw1-anna", "hw1-ben": what goes before each login. */
static char *prefix_of(const struct collecting *what)
{
    static const char ending[] = "-submissions";
    if (what->prefix != NULL || what->student != NULL) {
        return text_format("%s", what->prefix != NULL ? what->prefix : "");
    }
    char *whole = realpath(what->from, NULL);
    const char *name = whole != NULL ? basename(whole) : "";
    const size_t length = strlen(name), its = sizeof ending - 1;
    char *prefix = length > its && strcmp(name + length - its, ending) == 0
                       ? text_format("%.*s-", (int)(length - its), name)
                       : text_format("%s", "");
    free(whole);
    return prefix;
}

int collect(const struct collecting *what, struct class *class, char **about)
{
    struct stat status;
    *about = NULL;
    if (stat(what->from, &status) != 0) {
        return errno;
    }
    struct collector collector = {
        .what = what, .class = class, .export = export_read(what->from), .prefix = prefix_of(what)};
    int error = 0;
    if (what->student != NULL) {
        class_student(class, what->student, "");
    }
    if (S_ISDIR(status.st_mode)) {
        const int top = open(what->from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        error = top < 0 ? errno : see_folder_in(&collector, top, "", 0);
        if (top >= 0) {
            close(top);
        }
    } else if (archive_is_one(what->from)) {
        see_archive(&collector, what->from, NULL, 0, "", 0);
    } else {
        error = ENOTDIR;
    }
    export_release(collector.export);
    free(collector.prefix);
    *about = collector.unread;
    return error != 0 ? error : collector.error;
}
