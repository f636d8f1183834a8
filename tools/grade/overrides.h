/*
 * overrides.h - points that a person has set, with the reason: they count in place of what the
 * checks give.
 *
 * A file of lines, with tabs between: a student's name or number, an exercise ("01-counter"), the
 * points, the reason. Empty lines and those that begin with # are passed over. The last line that
 * fits counts.
 */
#ifndef GRADE_OVERRIDES_H
#define GRADE_OVERRIDES_H

struct overrides;

struct override {
    char *student;  /* name or id */
    char *exercise; /* the folder's name */
    long points;    /* hundredths */
    char *reason;   /* harmless, never empty */
};

/* Reads the file. Returns NULL with *error, which the caller frees: "FILE:LINE: what is wrong", or
 * why it can't be read. */
struct overrides *overrides_read(const char *path, char **error);
void overrides_release(struct overrides *overrides);

/* What was set for that student, or NULL; also of overrides that are NULL. */
const struct override *overrides_find(const struct overrides *overrides, const char *name,
                                      const char *id, const char *exercise);

#endif
