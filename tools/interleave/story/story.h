/*
 * story.h - a failing execution as a teacher draws it on a whiteboard: a row for each line of the
 * source that has a part in the failure, a column for each thread that has a row, the shared
 * variables on the left with their value after each row, and one sentence that names the bug.
 *
 * What is in the rows is a slice of the trace: backwards from where it went wrong (cause.h), along
 * what is read from whom, who signalled whom and who holds what (after Weiser, "Program slicing",
 * TSE 1984; Tallam, Tian, Gupta, "Dynamic slicing of multithreaded programs for race detection",
 * ICSM 2008). All else is folded into a count of steps.
 *
 * A story is made once and shown in several ways: table.h, plain text, JSON.
 */
#ifndef STORY_H
#define STORY_H

#include "cause.h"

#include <stdbool.h>

/* Most rows: with the line that says what is left out, ten. */
enum { MOST_ROWS = 9, MOST_VARIABLES = 3, VALUE_SIZE = 64, WORDS_SIZE = 2 * TEXT_SIZE };

/* Steps that are left out before a row, or after the last one. */
struct fold {
    int steps[MOST_THREADS]; /* of each thread, by its index in acts.threads */
    int count;               /* of all */
};

/* What one thread does at one line of the source. */
struct row {
    struct fold before;
    int thread;
    int first, last;        /* acts */
    char words[WORDS_SIZE]; /* "reads hung → 0, taken → 0" */
    bool is_fatal;
    char values[MOST_VARIABLES][VALUE_SIZE]; /* of the variables, after it */
};

/* A shared variable that the failure is about. */
struct variable {
    char name[NAME_SIZE];
    const json_t *event; /* that names it */
    unsigned long address, size;
};

struct story {
    struct acts acts;
    struct cause cause;
    struct row *rows;
    int row_count;
    struct fold after; /* the last row */
    struct variable variables[MOST_VARIABLES];
    int variable_count;
    int columns[MOST_THREADS]; /* threads that have a row, main first, then in order of their start
                                */
    int column_count;
    struct names *names;
    json_t *passing; /* the failure's, with operations folded as in acts.trace; or NULL */
};

/*
 * Makes the story of a failing trace, in UTF-8 or in ASCII. All that is given must outlive it.
 * Returns 0, and the caller releases *story; or ENOMEM.
 */
int story_of(const json_t *trace, const struct failure *failure, struct names *names, bool unicode,
             struct story *story);

/*
 * The same rows of another execution of the same program, the one that passes: what each thread
 * does at the lines that the story has. No row is fatal.
 */
int story_beside(const json_t *passing, const struct story *story, bool unicode,
                 struct story *beside);
void story_release(struct story *story);

/* The place of a row or of another act; false if it isn't known. */
bool story_place(const struct story *story, int act, struct place *place);

/* "cook 1 (B)", or "thread B" where nothing is known but the letter. */
const char *story_thread(const struct story *story, int thread, char name[static NAME_SIZE]);

/* The index of the row with an act, or of the one before which it is left out. */
int story_row_of(const struct story *story, int act);

/*
 * The step whose place decides: what comes otherwise in the nearest schedule that passes. row: what
 * a row is called, "row" or "step". False, and empty: no schedule is known that passes.
 */
bool story_decisive(const struct story *story, const char *row, char text[static TEXT_SIZE]);

/* What the act, an access, leaves in one of the story's variables. False, and value is as it was:
 * it leaves nothing there. */
bool story_value(const struct story *story, const struct act *act, const struct variable *variable,
                 char value[static VALUE_SIZE]);

/* All that is left out: before, between and after the rows. */
struct fold story_left_out(const struct story *story);

/* "14 steps of cook 1, 3 of main". Empty for none. */
const char *fold_words(const struct story *story, const struct fold *fold,
                       char text[static TEXT_SIZE]);

/* What the row's act does, in words. In row_words.c. */
void row_words(const struct story *story, struct row *row, const bool *chosen, bool unicode);

/* The story as JSON, a new reference: kind, sentence, rows (with folds), threads, variables,
 * places.
 */
json_t *story_json(const struct story *story);

/* What happens before what in the story's trace: [n, n, reason] of events, a new reference. */
json_t *story_orders(const json_t *trace, const struct story *story);

/*
 * The whole execution as a page shows it, step by step; in execution.c. trace: the one that the
 * story was made of. places: an array of the files' places in the source, [file, folder] each, to
 * which those that are met here are added; events have a file's index in it. A new reference;
 * NULL without memory. The members:
 *
 *     threads    [letter, name] of each, main first
 *     variables  names of what several threads use and one writes, and of libraries' objects with
 *                what they hold (channel "orders", "open, empty"); the story's first, so many as
 *     columns    says
 *     locks      names
 *     left_out   how many events before the first are not here, as the trace is too long
 *     events     each with thread (an index), words; and, if they are known or differ from the
 *                thread's last: file, line, column, function, sets ([[variable, value], …]),
 *                uses (the variable of an access that conflicts), writes, atomic, held (of locks),
 *                waits (in words, until the thread's next event), row (the index of its row)
 *     rows       of the story, as in story_json; first and last are indices of events
 *     edges      [event, event, reason] of what happens before what, see happens.h
 */
json_t *story_execution(const json_t *trace, const struct story *story, json_t *places);

#endif
