/*
 * page.h - one execution as a page: the story, to be stepped through beside its source; see
 * tools/interleave/page, and page/document.h for what a page is.
 */
#ifndef COMMAND_PAGE_H
#define COMMAND_PAGE_H

#include "show.h"

/*
 * Writes the page of the execution that the trace tells, and of the nearest one that passes if that
 * is known. result, trace, names, shown: as for show_result. Returns 0, or the error number with
 * which the file can't be written; ENODATA if there is no trace, as nothing failed.
 */
int page_write(const json_t *result, const json_t *trace, struct names *names,
               const struct shown *shown, const char *path);

#endif
