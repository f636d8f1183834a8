/*
 * meaning.h - what a check's reason means, for one who meets it for the first time. Feedback, the
 * platforms' results and SARIF's rules say it in the same words.
 */
#ifndef GRADE_MEANING_H
#define GRADE_MEANING_H

#include <jansson.h>
#include <stddef.h>

/* Some sentences about a reason ("data-race"); "" of one that is unknown. */
const char *meaning_of(const char *reason);

/* Its name in words ("data race"); the reason itself if it is unknown. */
const char *meaning_name(const char *reason);

/* The reasons that are known, one after the other: the index-th, or NULL behind the last. The last
 * one, "other", stands for all that have no line of their own. */
const char *meaning_reason(size_t index);

/* Its index; that of "other" if it is unknown. */
size_t meaning_index(const char *reason);

/*
 * What a check's result (one of facts' "checks") says that isn't plain at first sight: a total that
 * isn't counted, a parallelism, schedules that were tried but not all. "" if all is plain.
 */
const char *meaning_of_check(const json_t *check);

#endif
