/*
 * names_inside.h - what the parts of names.c share: what is remembered of one program and trace.
 */
#ifndef NAMES_INSIDE_H
#define NAMES_INSIDE_H

#include "interleave/trace/names.h"

#include "debug-info/expression.h"
#include "debug-info/scope.h"
#include "debug-info/variables.h"

/* An expression in the code, with what it reaches. */
struct path {
    bool known; /* it has been looked at */
    char expression[NAME_SIZE];
    struct type type;
    struct reach reach;
};

/* A place in the code from which events come, and what the source says there. */
struct site {
    unsigned long pc;
    bool known; /* it has a place; else nothing below holds */
    struct place place;
    int column;               /* in the line, from 1 */
    char line[LINE_SIZE];     /* with what follows of a call */
    char call[NAME_SIZE];     /* the function that is called here; "": none, it is an access */
    char written[NAME_SIZE];  /* the lvalue that is accessed, ""; of an assignment its left side */
    char assigned[NAME_SIZE]; /* the right side of an assignment of structs, or "" */
    struct path paths[3];     /* by which events come to what they read, write, are called with */
};

enum thing_kind { NO_VARIABLE, GLOBAL, THREAD_LOCAL, LOCAL, HEAP };

/* What an event touches. */
struct thing {
    unsigned long address, size, pc, frame; /* by which it is found again */
    char how;                               /* 'r', 'w', or 'o' for an object */
    enum thing_kind kind;
    char *name;
    const char *root;     /* of a variable: its own name; else NULL */
    const char *function; /* that declares it, or NULL */
    char thread[8];       /* whose, of what is local to one */
    unsigned long start;
    unsigned long block; /* where the one that it lies in was allocated, or 0 */
    struct type type;
};

/* A table of pointers by a hash that the caller makes; empty places are NULL. */
struct table {
    void **entries;
    size_t count, room;
};

/* A block of the heap. */
struct block {
    unsigned long start, size, pc;
    struct type type; /* of what lies there, if an event showed it */
    int number;       /* among those of the same type, from 1; 0: not counted */
    bool several;     /* are of that type */
};

/* What a library's object is called. */
struct holder {
    unsigned long object;
    char name[NAME_SIZE]; /* empty: no variable holds its address */
};

struct runner {
    char letter[8];
    const char *function; /* NULL: not known */
    int number;
    bool several;
    bool handles; /* a signal, on another thread's stack */
};

struct names {
    struct debug_info *info; /* NULL: none */
    unsigned long base;
    const json_t *trace; /* NULL: none was learned */
    struct table sites, things;
    struct table best; /* of the things in blocks, for each place there the one named best */
    struct runner *runners;
    size_t runner_count;
    struct block *blocks; /* sorted by where they start */
    size_t block_count;
    const struct thing **variables; /* one for each variable that the trace touches */
    size_t variable_count, variable_room;
    struct holder *holders;
    size_t holder_count;
};

const char *names_text(const json_t *object, const char *key); /* "" if there is none */
unsigned long names_number(const json_t *object, const char *key);

/* NULL only without memory. */
struct site *names_site(struct names *names, unsigned long pc);
const struct thing *names_thing(struct names *names, const json_t *event);

/* Calls things at one place of a block by one name, now that all of the trace are known. */
void names_share_names(struct names *names);

/* How an event touches something: 'r'eads, 'w'rites, or is a call about an 'o'bject. */
char names_how(const json_t *event);

/* By which expression such an event, at that site, comes to what it touches. Its text is empty if
 * the source doesn't tell. */
const struct path *names_path(struct names *names, struct site *site, char how);

/* The block that an address lies in; NULL if the trace tells of none. */
struct block *names_block(struct names *names, unsigned long address);

/* "struct node 2", "a struct node", "the block from list.c:12". */
const char *names_block_words(struct names *names, const struct block *block, const char *article,
                              char text[static NAME_SIZE]);

/* A variable where a trace says that something lies: in "block", "local" or "storage" of `where`,
 * or else at an address of the program. part is set if it is one. */
enum thing_kind names_variable(struct names *names, const json_t *where, unsigned long address,
                               size_t size, const struct mention *mention, struct part *part);

/* The name, with whose it is where another is called the same. */
const char *names_told_apart(struct names *names, const struct thing *thing,
                             char name[static NAME_SIZE]);

/* The type of an argument, from 0, of the call at a site, and its text; not known, and empty, if
 * there is none. */
struct type names_argument(struct names *names, const struct site *site, int index,
                           char text[static NAME_SIZE]);

/* The name of the variable that was given the address first; empty if there is none. */
const char *names_holder(struct names *names, unsigned long address);

/* The object of an operation that a library tells of. */
void names_operand(struct names *names, const json_t *operation, char name[static NAME_SIZE]);

/* The value that goes into a library's object or comes out of it. */
void names_item(struct names *names, const json_t *event, char text[static NAME_SIZE]);

/* A value in an event, under that key, as one of the type; see names_value. */
void names_typed_value(struct names *names, struct type type, const json_t *event, const char *key,
                       char text[static NAME_SIZE]);

/* What the trace tells of the heap. */
void names_learn_blocks(struct names *names);

#endif
