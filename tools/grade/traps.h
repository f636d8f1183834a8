/*
 * traps.h - which of an exercise's known wrong fixes a submission is most like.
 *
 * The kit has wrong fixes of its own, in tests/wrong-fixes; what is handed out has none, and then
 * nothing is like any.
 */
#ifndef GRADE_TRAPS_H
#define GRADE_TRAPS_H

struct traps;

/* The wrong fixes of the exercise in that folder ("01-counter"). Never NULL. */
struct traps *traps_read(const char *exercise);
void traps_release(struct traps *traps);

/* The name of the one ("lock_around_the_loop") whose changes are those of the program at that path,
 * by their fingerprints (similar.h); "" if none is like it. Valid until traps are released. */
const char *traps_name(const struct traps *traps, const char *path);

#endif
