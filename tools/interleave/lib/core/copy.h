/* copy.h - a copy of a state, in parts that have names: see memory/compare.h. */
#ifndef COPY_H
#define COPY_H

#include <stddef.h>

struct copied_part {
    const char *name;
    long which; /* the thread, the cell's address; -1: there is one */
    size_t offset, size;
};

/* All 0: there is none yet. */
struct copy {
    char *bytes;
    size_t size, room;
    struct copied_part *parts;
    size_t part_count, part_room;
};

/* There are no parts yet. */
void copy_begin(struct copy *copy);

/* Adds a part. Returns where it is, until the next one is added: some of its bytes may count for
 * nobody. Aborts the program without memory. */
void *copy_add(struct copy *to, const char *name, long which, const void *from, size_t size);

#endif
