/*
 * order_list.h - memory orders that operations of a program get in place of their own, weaker ones:
 * what --orders=LIST says.
 *
 *     LIST   ENTRY[,ENTRY]…
 *     ENTRY  FILE:LINE[:COLUMN[:OPERATION]]=ORDER[/ORDER]
 *
 * as in "queue.c:12=relaxed,queue.c:20:9=release/relaxed". The file is a path, or the end of one.
 * The second order is a compare-exchange's where it fails; without it, that is as weak as the
 * first. A fence with the order relaxed is none (C17 7.17.4.1).
 */
#ifndef ORDER_LIST_H
#define ORDER_LIST_H

#include "interleave/atomic_operations.h"

#include <stdbool.h>

enum { ORDER_FILE = 512, ORDER_WORDS = 32, ORDER_PLACE = ORDER_FILE + 64 };

/* What two orders of an operation give at most (enum order_gives). */
struct strength {
    unsigned order;  /* of a compare-exchange: if it succeeds */
    unsigned failed; /* and if it fails; of others it doesn't count */
};

struct order_entry {
    char file[ORDER_FILE];
    int line, column; /* column 0: any */
    int operation;    /* enum atomic_operation; -1: any */
    struct strength most;
};

struct order_list {
    struct order_entry *entries;
    int count;
};

/* Reads such a text. Returns false if it is none; *wrong is then where it stops being one. The list
 * is the caller's to release in any case. */
bool order_list_read(const char *text, struct order_list *list, const char **wrong);

/* Adds an entry; false without memory. */
bool order_list_add(struct order_list *list, const struct order_entry *entry);
void order_list_release(struct order_list *list);

/* The text that reads as that list, for the caller to free; NULL without memory. */
char *order_list_text(const struct order_list *list);

/*
 * The list as the program itself takes it (lib/memory/weaken.h), for the caller to free; NULL
 * without memory. missing: set to the first entry of whose place the program has no code, else
 * NULL; then the text is empty.
 */
char *order_list_code(const struct order_list *list, const char *program,
                      const struct order_entry **missing);

/* "queue.c:20:9:load", as far as the entry says. */
const char *order_place_text(const struct order_entry *entry, char text[static ORDER_PLACE]);

/* Do they give the same? */
bool strength_same(struct strength one, struct strength other);

/* "acq_rel", and with the second order "acq_rel/relaxed" if the operation is a compare-exchange; a
 * fence that gives nothing is "none". */
const char *strength_words(struct strength strength, enum atomic_operation operation,
                           char text[static ORDER_WORDS]);

#endif
