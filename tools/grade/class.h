/*
 * class.h - a class: the exercises that are graded, who handed in what, and what nobody could
 * attribute. Everything that is shown later is a function of this and of the results.
 *
 * Texts that came from outside (names of students, paths) are made harmless when they come in:
 * UTF-8 without control characters, whatever isn't becomes %XX. In a name, so does a % that could
 * be taken for the start of one, so that two names stay two.
 */
#ifndef GRADE_CLASS_H
#define GRADE_CLASS_H

#include "common/hash.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* An exercise that is graded. */
struct assignment {
    char *folder;             /* "01-counter" */
    char *stem;               /* "counter": counter.c is what is handed in */
    char kit[HASH_SIZE];      /* of all that decides a verdict but for the submission, see kit.h */
    char original[HASH_SIZE]; /* of the racy program as it is handed out */
};

/* Where a class's work comes from, as its layout tells. */
enum course_system {
    SYSTEM_NONE,
    SYSTEM_MOODLE,
    SYSTEM_CANVAS,
    SYSTEM_BLACKBOARD,
    SYSTEM_GRADESCOPE,
    SYSTEM_AUTOLAB
};

/* When something was handed in. */
struct handing {
    long long time; /* seconds since 1970; 0: that isn't known */
    bool late;      /* the course system says that it was late, not by how much */
};

enum handed_in {
    NOT_HANDED_IN,
    REFUSED,   /* something is there, and can't be graded; why says what */
    HANDED_IN, /* hash says what */
};

struct submission {
    enum handed_in state;
    char *path;   /* as it was handed in, below the folder of submissions; NULL if NOT_HANDED_IN */
    char *why;    /* REFUSED: for a person, else NULL */
    long version; /* where a course system numbers what is handed in again; else 0 */
    struct handing when;
    char hash[HASH_SIZE]; /* HANDED_IN: of its bytes */
};

enum { MOST_OTHERS = 10 };

struct student {
    char *name;
    char *id;                  /* what the course system calls them; "" if it doesn't */
    enum course_system system; /* where the id comes from */
    char *folder;              /* Moodle's folder of theirs, without what follows; else NULL */
    char *unread;              /* what they handed in and can't be read, and why; NULL if all can */
    char *file;                /* a name for files about them, different for each */
    char code[13];           /* stands for the name where that isn't to be known; "" if it may be */
    struct submission *work; /* one for each assignment */
    char *others[MOST_OTHERS]; /* paths of what they handed in and nobody could attribute, the first
                                */
    size_t other_count;        /* of all of these */
};

struct class
{
    struct assignment *assignments; /* sorted by folder */
    size_t assignment_count;
    struct student *students; /* sorted by name and id, once class_finish has been called */
    size_t student_count;
    char **notes; /* a line each, for a person: what could not be attributed, and why */
    size_t note_count;
    unsigned long seed; /* from which all workloads are drawn */
};

/* The student of that name and id; added if there is none yet. Valid until the next is added. */
struct student *class_student(struct class *class, const char *name, const char *id);

/* Remembers what of theirs can't be read, and why, which it copies; the first such counts. */
void class_unread(struct student *student, const char *what, const char *why);

/* Adds the path of a file of theirs that is no exercise's; false if there are enough already. */
bool class_other(struct student *student, const char *path);

/* Adds a note; the text is made harmless and copied. */
__attribute__((format(printf, 2, 3))) void class_note(struct class *class, const char *format, ...);

/* Gives each student a code, which nobody without the secret can tell from a name. */
void class_anonymize(struct class *class, const char *secret);

/* Sorts students and notes and finds each student's file name. */
void class_finish(struct class *class);

/* The assignment of that folder's name, or -1. */
int class_assignment(const struct class *class, const char *folder);

/*
 * Writes to key what names one grading: the exercise, the source's hash, the kit's and the seed, as
 * one SHA-256. Equal keys have equal results.
 */
void class_key(const struct class *class, size_t assignment, const char *hash,
               char key[static HASH_SIZE]);

/* The class as an object (format racetrack-class-1), and back. class_read returns false, with
 * nothing to release, if the object isn't one that class_json made. */
json_t *class_json(const struct class *class);
bool class_read(const json_t *object, struct class *class);

/* Forgets all students and notes; the assignments stay. */
void class_empty(struct class *class);

void class_release(struct class *class);

/* The text, harmless; the caller frees it. What has been made harmless already stays as it is. */
char *harmless(const char *text);

/* The same of a name that has not been made harmless: another one for each. */
char *harmless_name(const char *name);

#endif
