/*
 * integrity_names.h - functions and variables of others that no program here may use, and why.
 */
#ifndef INTEGRITY_NAMES_H
#define INTEGRITY_NAMES_H

struct forbidden {
    const char *reason;
    const char *why; /* goes on after "it uses NAME: " */
};

/* Whether a program may use this function or variable, which it doesn't define itself: NULL if so.
 */
const struct forbidden *forbidden_use(const char *name);

/* Whether it may define one, be it for itself alone (static): NULL if so. */
const struct forbidden *forbidden_definition(const char *name);

/* Whether it may define one for others: NULL if so. */
const struct forbidden *forbidden_offer(const char *name);

#endif
