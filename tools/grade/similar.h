/*
 * similar.h - which submissions of an exercise are alike beyond what all have in common.
 *
 * Winnowing (Schleimer, Wilkerson, Aiken: Winnowing: Local Algorithms for Document Fingerprinting,
 * SIGMOD 2003). A program becomes a row of tokens in which names, numbers, strings and comments
 * don't count; each run of K tokens is hashed, and of each W hashes in a row the least is kept. Two
 * programs share every run of K + W - 1 tokens that they have in common.
 *
 * What stands in the program as it was handed out is not counted, nor is what many share: an
 * exercise has few fixes, and most of a class finds the same one. So what is found is a reason to
 * look, no proof.
 */
#ifndef GRADE_SIMILAR_H
#define GRADE_SIMILAR_H

#include <jansson.h>
#include <stddef.h>

enum { SIMILAR_K = 10, SIMILAR_W = 6 };

struct fingerprints {
    unsigned long *hashes; /* sorted, each once */
    size_t count;
};

/* Of a program in C. The caller releases it. */
struct fingerprints fingerprints_of(const char *source, size_t length);
/* Of a file; none if there is none, or path is NULL. */
struct fingerprints fingerprints_read(const char *path);

/* Removes from the first what the second has. */
void fingerprints_leave_out(struct fingerprints *from, const struct fingerprints *what);

/* Per cent of what either has that both have; 0 if neither has any. */
int fingerprints_share(const struct fingerprints *one, const struct fingerprints *two);

void fingerprints_release(struct fingerprints *fingerprints);

/*
 * The pairs among these programs (paths; NULL: none there) that are alike, as an array of objects
 * "a", "b" (indices), "share" (per cent of what either has of its own that both have). Those of the
 * same hash are one, told as the first of them: "hashes" has a program's, or NULL. original: what
 * was handed out. At most so many, the most alike first. The caller releases it.
 */
json_t *similar_pairs(const char *const *paths, const char *const *hashes, size_t count,
                      const char *original, size_t most);

#endif
