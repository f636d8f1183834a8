/*
 * contents.h - what the objects of libraries hold, as far as these tell it (INTERLEAVE_STANDS,
 * INTERLEAVE_PUTS and INTERLEAVE_TAKES in interleave_annotate.h): at any point of a trace.
 */
#ifndef CONTENTS_H
#define CONTENTS_H

#include "interleave/trace/names.h"

/* An object of a library's. Its events are the trace's. */
struct content {
    unsigned long object;      /* its address */
    unsigned long start, size; /* of the block that it lies in; 0: in none */
    const json_t *stands;      /* the event that told last how it stands */
    const json_t **values;     /* the events that put what is in it, the oldest first */
    size_t value_count, value_room;
};

/* Those that are there, in the order in which they were made. */
struct contents {
    struct content *all;
    size_t count, room;
};

/* Takes the next event of the trace, which must outlive *contents, a zeroed one to begin with.
 * Returns the object that has changed by it; NULL: none has, or it is no more. Another call may
 * move it. Without memory, what doesn't fit isn't there. */
const struct content *contents_heed(struct contents *contents, const json_t *event);
void contents_release(struct contents *contents);

/* The object that something at that address is a part of: NULL if it is of none. */
const struct content *contents_around(const struct contents *contents, unsigned long address);

/* channel "orders" */
const char *content_name(struct names *names, const struct content *content,
                         char name[static NAME_SIZE]);

/* "open, 2 of 4: 3, 7", the oldest value first; "closed, empty". */
const char *content_words(struct names *names, const struct content *content,
                          char words[static NAME_SIZE]);

#endif
