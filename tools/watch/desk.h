/*
 * desk.h - what watch does: checks one exercise at each save, and answers keys.
 *
 * The verdict that is shown is that of the file as it is. So it is taken away as soon as the file
 * is seen to be another, a check that runs then is ended, and what a check has found is shown only
 * if the file is still the one that it was begun with and its hash is the one in result.json.
 */
#ifndef DESK_H
#define DESK_H

#include "kit/exercises.h"
#include "watch/job.h"
#include "watch/screen.h"
#include "watch/source.h"
#include "watch/verdict.h"

#include <stdbool.h>

enum activity {
    IDLE,      /* a verdict is shown, or why there is none */
    CHANGED,   /* the file is another; it is looked at once it has been quiet for a moment */
    WAITING,   /* for another watch, to check or to explore */
    CHECKING,  /* make verify runs */
    EXPLORING, /* make explore runs */
};

struct desk_commands {
    const char *make;
    const char *coach;
    const char **variables; /* what make is told each time, as CC=clang; ends with NULL */
};

struct desk {
    const struct desk_commands *commands;
    struct exercise_list list;
    const struct exercise_place *place; /* in the list */
    struct source source;
    struct screen screen;
    struct job job;

    enum activity activity;
    enum activity wanted;    /* once the lock is there, or the check is over; or IDLE */
    int lock;                /* of all watches of this kit; held while a job runs; or -1 */
    struct file_mark seen;   /* the file of which all below is */
    struct file_mark before; /* the result as it was when the check began */
    double changed, due;     /* when it was first seen to be another, and when it is looked at */
    bool anew;               /* a check is wanted even if there is a result */

    json_t *result; /* about the file as it is, or NULL */
    char *trouble;  /* why there is no verdict, or NULL */
    char *details;  /* what there is to say of that, or what comes after a fix; or NULL */
    char *panel;    /* what a key has asked for, or NULL */
    bool panel_alone;
    bool redraw;
    bool over;
};

/*
 * Begins at the exercise in that folder, "03-tickets". Returns 0, or 2 if there is none, which is
 * said; then there is nothing to end.
 */
int desk_begin(struct desk *desk, const struct desk_commands *commands, const char *folder);

/* Ends what runs, and gives the terminal back. */
void desk_end(struct desk *desk);

/* Looks at the file, the job and the keys, does what is due, and draws. Returns in how many
 * milliseconds it must be called again, whatever happens; desk->over says that it need not. */
int desk_turn(struct desk *desk);

/* The terminal has another size. */
void desk_resized(struct desk *desk);

#endif
