/*
 * types.h - C types as debug information has them: their parts by name, their values in words.
 */
#ifndef TYPES_H
#define TYPES_H

#include "debug-info/debug_info.h"

#include <elfutils/libdw.h>

enum { TYPE_NAME = 128, VALUE_NAME = 64 };

/* A type. pointers: that many stars more than the entry says, as `&x` has a type that need not be
 * described anywhere. Of an array, dimensions: how many of its indices are given already. */
struct type {
    bool known;
    Dwarf_Die die;
    int pointers, dimensions;
    int bit_offset, bit_size; /* of a bit-field, from the lowest bit accessed; size 0: it is none */
};

/* What the source mentions where an access is made: it decides what of several things in the same
 * bytes is meant. Each may be NULL. */
struct mention {
    const char *expression; /* the access itself */
    const char *line;
};

/* A text in the making, in a buffer of the caller's. What has no room is left out. */
struct text {
    char *start;
    size_t size, length;
};
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The type of what an entry (a variable, a member) declares. */
struct type type_of(Dwarf_Die *declared);

/* The type without typedefs and qualifiers. Types of pthreads and of the like stay whole: what is
 * inside of them is the C library's. */
struct type type_peeled(struct type type);

/* Whether it is such a type of the C library's: "mutex", "condition variable", "semaphore", … is
 * what it is called then; else NULL. */
const char *type_of_library(struct type type);

/* How many bytes; 0 if it isn't known. */
size_t type_size(struct type type);

bool type_is_pointer(struct type type);

/* What a pointer points to, or an array has; not known for another type, or void. */
struct type type_target(struct type type);

/* A member of a struct or union, looked for in unnamed ones too; *offset is where. */
struct type type_member(struct type type, const char *name, size_t *offset);

/* "struct node", "node_t", "long"; empty if it has no name. */
const char *type_name(struct type type, char text[static TYPE_NAME]);

/* The same for a sentence: "a struct node", "an int", "an array of 3 long". */
const char *type_words(struct type type, char text[static 2 * TYPE_NAME]);

/*
 * Adds to text which part of the type lies at `size` bytes from the offset on: "[3].balance".
 * Returns the part's type. A bit-field that the source mentions is meant; where none or several
 * are, the text becomes "the word of a.count and a.ready".
 */
struct type type_part(struct type type, size_t offset, size_t size, const struct mention *mention,
                      struct text *text);

/*
 * A value of so many bytes as the type means it: an enumeration's constant, "true", "'a'", "0.5", a
 * number with the type's sign, "{3, true}" of a small struct. False if it takes more than the type
 * to say, as of a pointer.
 */
bool type_value(struct type type, long value, size_t size, char text[static VALUE_NAME]);

#endif
