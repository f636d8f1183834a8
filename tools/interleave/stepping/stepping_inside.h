/*
 * stepping_inside.h - what the parts of stepping.c share: a session, and how its state is made from
 * what the program's process tells.
 */
#ifndef STEPPING_INSIDE_H
#define STEPPING_INSIDE_H

#include "interleave/stepping/stepping.h"
#include "interleave/stepping/stepping_process.h"

/* A step of the line, as to do it again. */
struct line_step {
    char *before; /* the schedule up to it */
    long first;   /* number of the first event in the trace that belongs to it */
    int thread;
};

struct stepping {
    const char **program; /* path and arguments, NULL-terminated */
    struct stepping_options options;
    struct stepping_process process;
    struct names *names;
    json_t *trace;          /* events of the whole line */
    struct line_step *line; /* each with its row */
    struct stepping_row *rows;
    int length, room, position;
    char *end;     /* the schedule behind the last step */
    json_t *stand; /* where the process stands: its last answer */
    struct stepping_state state;
    char texts[3][TEXT_SIZE]; /* of the state: message, sentence; of finish: message */
    char *printed, *schedule, *found_schedule;
};

/* Of a text in an object; "" if there is none. And of a number, or 0. */
const char *stepping_text(const json_t *object, const char *key);
long stepping_number(const json_t *object, const char *key);

/* The failure of that name, which needs no release; NULL: there is no such. */
const char *stepping_failure(const char *name);

/* The index of the thread with that letter. */
int stepping_thread(const json_t *stand, const char *letter);

/* How many events of the trace have happened when so many steps are done. */
size_t stepping_events(const struct stepping *session, int position);

/* Makes the state from where the process stands. Returns 0 or ENOMEM. */
int stepping_show(struct stepping *session);

/* Says of a step of the line what it was: its row. The events are those that belong to it, up to
 * before the one with that number. */
void stepping_tell_row(struct stepping *session, int step, size_t until);

void stepping_forget_state(struct stepping *session);

/* Adds to the end of a text what is formatted as by printf; what doesn't fit is left out. */
__attribute__((format(printf, 2, 3))) void stepping_append(char text[static TEXT_SIZE],
                                                           const char *format, ...);

#endif
