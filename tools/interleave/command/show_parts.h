/*
 * show_parts.h - the parts of what show.h shows of a failure, for a page as well.
 */
#ifndef SHOW_PARTS_H
#define SHOW_PARTS_H

#include "show.h"

/* What a failure is called here. The name that JSON has for whatever is wrong with memory says too
   much where a block's end was passed, or a stack frame used. */
const char *show_kind(const char *failure, const char *message);

/* What the story is made from. reduced: of a search, or NULL. All that is given must outlive it. */
struct failure show_failure(const json_t *result, const struct reduced *reduced);

/*
 * Where every schedule comes to the right result, a data race looks like a formality. So what comes
 * out if the racing read gets the older value is told, too; no schedule of the explorer's shows it.
 * row: what a row is called. False: nothing goes wrong then, or there is no such read.
 */
bool show_consequence(const struct story *story, const struct shown *shown, const char *row,
                      char text[static TEXT_SIZE]);

/* What decides: the step whose place is another one in the nearest schedule that passes. A line, or
 * nothing. */
void show_decisive(const struct story *story, const struct reduced *reduced,
                   const struct show_options *options, FILE *out);

/* How to see it again: a line with the command that replays. */
void show_again(const json_t *result, const struct shown *shown, FILE *out);

/* What to type next after a replay that failed: it stops under gdb where it goes wrong. */
void show_gdb(const struct shown *shown, FILE *out);

#endif
