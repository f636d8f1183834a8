/*
 * show.h - the result of an exploration, for a person or for a program.
 */
#ifndef SHOW_H
#define SHOW_H

#include "interleave/story/reduced.h"
#include "interleave/story/table.h"

struct show_options {
    int width; /* of the terminal, in columns */
    bool unicode, colour;
    bool all;   /* every event, as a timeline */
    bool plain; /* a sentence for each step */
    bool pair;  /* the nearest schedule that passes, too */
};

/*
 * Runs the schedule that is shown once more, in which one read gets an older value (interleave.h,
 * older_at); false: that couldn't be done. *explored is the caller's to release.
 */
typedef bool give_older(const void *context, const struct reduced *reduced, long event, long value,
                        struct explored *explored);

struct shown {
    const char *title;             /* what the program is called; NULL: as on the command line */
    const char *const *program;    /* its path and arguments, NULL-terminated */
    const char *options;           /* of a replay as of the search, each with a blank behind it */
    bool is_replay;                /* one schedule, not the search for one */
    const struct reduced *reduced; /* what is shown of a failure that was searched for; else NULL */
    const char *units;             /* what each argument counts, "threads,increments"; or NULL */
    give_older *give_older;        /* of what is reduced; NULL: not to be tried */
    const void *context;           /* of give_older */
    const char *again;    /* the command that replays, before the schedule; NULL: this one's */
    const char *anew;     /* the command that finds a schedule; NULL: this one's */
    const char *gdb;      /* the command that replays under gdb, as again */
    const char *schedule; /* of a replay */
};

/*
 * What failed and in which schedule, its story (interleave/story/story.h), the places, the figures,
 * and how to see it again; or what was proved. trace: of the failing schedule, or NULL.
 */
void show_result(const json_t *result, const json_t *trace, struct names *names,
                 const struct shown *shown, const struct show_options *options, FILE *out);

/* The same as one JSON document: the result, and the trace with places and names. The caller
 * releases it. */
json_t *show_document(const json_t *result, const json_t *trace, struct names *names,
                      const struct shown *shown);

/* Prints that document. */
void show_json(const json_t *result, const json_t *trace, struct names *names,
               const struct shown *shown, FILE *out);

/* The trace in the Chrome trace-event format, for chrome://tracing and Perfetto. Returns 0, or the
 * error number with which the file can't be written. */
int show_chrome(const json_t *trace, struct names *names, const char *path);

#endif
