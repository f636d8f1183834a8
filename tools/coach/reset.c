/*
 * reset.c - brings the original back without ever risking the student's work; see reset.h.
 *
 * Theory of operation. The order is what makes it safe; each step either happens or doesn't, and
 * after each one the student's work has a name that no later step can take from it:
 *
 *   1. copy original.c to a draft, a new file in the same folder, and wait until it is on disk.
 *      A full disk shows here, where nothing of the student's has been touched.
 *   2. link name.c to name.yours.c: from now on the student's file has two names. link(2) takes
 *      no space, is atomic, and refuses a name that is taken. (Where the file system knows no
 *      links, it is copied to a new file, and that one is waited for.)
 *   3. exchange the draft and name.c (renameat2(2)): name.c is there at every moment.
 *   4. what is in the draft now is what name.c was in step 3, not in step 2: if an editor has
 *      saved in between, this is a newer file, and is kept too. Otherwise the draft goes.
 *
 * A kill in between leaves at most a draft (.reset-N), or name.yours.c being one file with
 * name.c; the next reset sees that and doesn't make a second copy.
 */
#include "coach/reset.h"

#include "common/text.h"
#include "kit/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int copy_bytes(int from, int to)
{
    char bytes[65536];
    ssize_t length;
    while ((length = read(from, bytes, sizeof bytes)) > 0) {
        for (ssize_t done = 0; done < length;) {
            const ssize_t written = write(to, bytes + done, (size_t)(length - done));
            if (written < 0) {
                return errno;
            }
            done += written;
        }
    }
    return length < 0 || fsync(to) != 0 ? errno : 0;
}

/* Copies a file to a new one, and waits until it is on disk. EEXIST: the name is taken. */
static int copy_to_new(const char *from, const char *to)
{
    const int source = open(from, O_RDONLY | O_CLOEXEC);
    if (source < 0) {
        return errno;
    }
    const int copy = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int error = copy < 0 ? errno : copy_bytes(source, copy);
    if (copy >= 0) {
        if (close(copy) != 0 && error == 0) {
            error = errno;
        }
        if (error != 0) {
            unlink(to);
        }
    }
    close(source);
    return error;
}

/* Does the file system, or the system's guard against others' links, know no link of it? */
static bool cannot_link(int error)
{
    return error == EPERM || error == EOPNOTSUPP || error == ENOSYS || error == EMLINK;
}

static bool is_same_file(const char *path, const char *other)
{
    struct stat one, two;
    return lstat(path, &one) == 0 && lstat(other, &two) == 0 && one.st_dev == two.st_dev &&
           one.st_ino == two.st_ino;
}

/*
 * Gives the file at path a further name, *kept, which the caller frees: name.yours.c, or the first
 * of name.yours-2.c, … that is free or that is this file already.
 * Returns 0 or an error number.
 */
static int keep(const struct exercise_place *place, const char *path, char **kept)
{
    for (unsigned long number = 1;; number++) {
        *kept = number == 1 ? text_format("%s/%s.yours.c", place->home, place->stem)
                            : text_format("%s/%s.yours-%lu.c", place->home, place->stem, number);
        int error = link(path, *kept) == 0 ? 0 : errno;
        if (cannot_link(error)) {
            error = copy_to_new(path, *kept);
        }
        if (error == EEXIST && is_same_file(path, *kept)) {
            error = 0;
        }
        if (error != EEXIST) {
            return error;
        }
        free(*kept);
    }
}

/* Copies the original to a new file beside name.c, *draft, which the caller frees. */
static int make_draft(const struct exercise_place *place, char **draft)
{
    for (unsigned long number = 1;; number++) {
        *draft = text_format("%s/.reset-%lu", place->home, number);
        const int error = copy_to_new(place->original, *draft);
        if (error != EEXIST) {
            return error;
        }
        free(*draft);
    }
}

/* Puts the draft in the place of name.c, and what stood there in the draft's, if that can be. */
static int exchange(const char *draft, const char *source)
{
    if (renameat2(AT_FDCWD, draft, AT_FDCWD, source, RENAME_EXCHANGE) == 0) {
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return errno;
    }
    return rename(draft, source) == 0 ? 0 : errno; /* an old file system: step 4 sees nothing */
}

/* Gives the draft the name of a file that isn't there. EEXIST: it is there, now. */
static int put(const char *draft, const char *source)
{
    const int error = link(draft, source) == 0 ? 0 : errno;
    return cannot_link(error) ? copy_to_new(draft, source) : error;
}

/* What to type when the file system has refused. */
static char *remedy_for(const struct exercise_place *place, int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return text_format("free some space, then make reset EX=%s", place->choice);
    case EACCES:
    case EPERM:
        return text_format("chmod u+w %s", place->home);
    case ENAMETOOLONG:
        return text_format("give %s a shorter name", place->home);
    default:
        return text_format("make reset EX=%s", place->choice);
    }
}

static int refused(const struct exercise_place *place, const char *what, int error)
{
    char *problem = text_format("%s: %s; %s.c is as it was", what, strerror(error), place->stem);
    char *remedy = remedy_for(place, error);
    text_complain(place->folder, problem, remedy);
    free(remedy);
    free(problem);
    return 3;
}

/* Step 4: the draft, if there is one still, holds what name.c was. Keeps what isn't kept yet. */
static void settle_draft(const struct exercise_place *place, const char *draft, const char *kept)
{
    struct stat status;
    bool same = is_same_file(draft, kept);
    char *newer = NULL;
    if (lstat(draft, &status) != 0) {
        return;
    }
    if (!same && (files_compare(draft, kept, &same) != 0 || !same)) {
        if (keep(place, draft, &newer) != 0) {
            printf("  what was saved meanwhile is in %s\n", draft);
            free(newer);
            return;
        }
        printf("  what was saved meanwhile is in %s\n", newer);
    }
    unlink(draft);
    free(newer);
}

/* Steps 2 to 4, for a student's file that is there. */
static int replace(const struct exercise_place *place, const char *draft)
{
    char *kept = NULL;
    int error = keep(place, place->source, &kept);
    if (error != 0) {
        unlink(draft);
        const int status = refused(place, "your file can't be kept", error);
        free(kept);
        return status;
    }
    error = exchange(draft, place->source);
    if (error != 0) {
        unlink(draft);
        free(kept);
        return refused(place, "the original can't be put back", error);
    }
    printf("%s: %s.c is the racy original again\n  yours is kept in %s\n", place->folder,
           place->stem, kept);
    settle_draft(place, draft, kept);
    free(kept);
    return 0;
}

static int recreate(const struct exercise_place *place, const char *draft)
{
    const int error = put(draft, place->source);
    unlink(draft);
    if (error != 0) {
        return refused(place, "the original can't be put back", error);
    }
    printf("%s: %s.c was missing; the racy original is back\n", place->folder, place->stem);
    return 0;
}

/* There is no original.c: that is as it must be where nothing is to be fixed. */
static int without_original(const struct exercise_place *place)
{
    bool to_read = true;
    if (exercise_to_read(place, &to_read) == 0 && !to_read) {
        char *remedy = text_format("git checkout -- %s", place->original);
        text_complain(place->folder, "original.c is missing", remedy);
        free(remedy);
        return 2;
    }
    printf("%s: nothing to reset: this exercise is only for reading\n", place->folder);
    return 0;
}

/* Says what is wrong with a file of the exercise. */
static int complain(const struct exercise_place *place, const char *path, const char *problem)
{
    char *whole = text_format("%s %s", path, problem);
    char *remedy = text_format("mv %s %s.away && make reset EX=%s", path, path, place->choice);
    text_complain(place->folder, whole, remedy);
    free(remedy);
    free(whole);
    return 2;
}

static int start_anew(const struct exercise_place *place)
{
    struct stat status;
    char *draft = NULL;
    const int error = make_draft(place, &draft);
    int exit_status;
    if (error != 0) {
        exit_status = refused(place, "original.c can't be copied", error);
    } else if (lstat(place->source, &status) != 0 && errno == ENOENT) {
        exit_status = recreate(place, draft);
    } else {
        exit_status = replace(place, draft);
    }
    free(draft);
    return exit_status;
}

int reset_exercise(const struct exercise_place *place)
{
    bool same = false;
    switch (file_kind(place->original)) {
    case FILE_MISSING:
        return without_original(place);
    case FILE_REGULAR:
        break;
    default:
        return complain(place, place->original, "is not a file that can be read");
    }
    switch (file_kind(place->source)) {
    case FILE_OTHER:
        return complain(place, place->source, "is not a file");
    case FILE_REGULAR:
        if (files_compare(place->source, place->original, &same) == 0 && same) {
            printf("%s: nothing to reset: %s.c is the original\n", place->folder, place->stem);
            return 0;
        }
        break;
    default: /* missing, or we may not read it; it can be kept all the same */
        break;
    }
    return start_anew(place);
}
