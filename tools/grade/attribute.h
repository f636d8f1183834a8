/*
 * attribute.h - whose work a file is, and which exercise it answers, by its path alone.
 *
 * Understood are
 *   - a folder for each student, with files counter.c, 01-counter.c or 01-counter/counter.c in it;
 *   - clones: assignment-login/exercises/01-counter/counter.c;
 *   - Moodle: "Name Surname_12345_assignsubmission_file_/counter.c", also without the folder;
 *   - Canvas: surnamename_LATE_12345_67890_counter-1.c, a flat folder;
 *   - Blackboard: "Homework 1_login_attempt_2026-10-01-23-59-07_counter.c", and the text with each;
 *   - Autolab: login@example.org_3_counter.c, the third that was handed in.
 * An archive counts as a folder of its name. Nothing here touches a file but to look whether the
 * kit has one of the same name.
 */
#ifndef GRADE_ATTRIBUTE_H
#define GRADE_ATTRIBUTE_H

#include "grade/class.h"

enum attributed {
    IS_SUBMISSION,
    IS_OF_KIT,       /* a clone's other files, an editor's, a system's: nothing that is handed in */
    IS_UNATTRIBUTED, /* why says what is wrong */
};

struct attribution {
    enum attributed what;
    char *student; /* harmless; NULL if it can't be told, or it is nobody's */
    char *id;      /* "" where the layout has none; never NULL if student isn't */
    enum course_system system;
    char *folder; /* Moodle: what its folder's name begins with; else NULL */
    int assignment;
    long version;        /* of what the course system numbers or dates, else 0 */
    struct handing when; /* when it was handed in, as far as the name tells */
    const char *why;
};

/*
 * Attributes a path below the folder of submissions, with / between its parts. prefix: what goes
 * before each login in the names of the clones, or "". is_folder: only a student is looked for.
 * The caller releases it.
 */
struct attribution attribute(const struct class *class, const char *path, const char *prefix,
                             bool is_folder);
void attribution_release(struct attribution *attribution);

#endif
