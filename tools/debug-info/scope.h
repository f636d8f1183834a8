/*
 * scope.h - what an expression of the source means where it stands: its type, and through which
 * pointer it reaches memory.
 */
#ifndef SCOPE_H
#define SCOPE_H

#include "debug-info/types.h"

/* How an expression reaches memory that is no variable: by the last pointer that it follows. */
struct reach {
    char sign;        /* '>' as in node->next, '*' as in *node, '[' as in cells[i]; '\0': by none */
    const char *base; /* the pointer: "node"; in the expression */
    int base_length;
    struct type target; /* what it points to */
};

/*
 * The type of an expression that stands in the code at an address (as linked): of names, members,
 * indices, stars, "&", casts, calls of known functions and sums with pointers. Not known for
 * anything else, as for a name that a macro stands behind. reach, which may be NULL, is set where
 * the type is known.
 */
struct type scope_type(struct debug_info *info, unsigned long address, const char *expression,
                       struct reach *reach);

#endif
