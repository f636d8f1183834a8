/* names.h - what threads are called, in schedules and in what is told. */
#ifndef NAMES_H
#define NAMES_H

/* "M" for the main thread, "A", "B", … for the others in the order of their start. */
const char *thread_name(int thread);

/* The reverse; -1 if text doesn't begin with one. *end is what follows. */
int thread_named(const char *text, const char **end);

#endif
