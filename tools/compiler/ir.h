/*
 * ir.h - reads what the compiler told of a program as it compiled it: LLVM's intermediate
 * representation (https://llvm.org/docs/LangRef.html), as text.
 *
 * make has the compiler print it in the same run in which it writes the object, so that it is about
 * that object and nothing else. It stands behind what the compiler said to the student.
 */
#ifndef IR_H
#define IR_H

#include <stdbool.h>
#include <stddef.h>

struct ir {
    char *file; /* all that was read; the caller releases it with ir_release */
    const char *text;
    const char *end;
};

enum ir_state {
    IR_READ,
    IR_MISSING,  /* it is not there, or can't be read */
    IR_CUT,      /* its end is missing, and who knows what else */
    IR_IMITATED, /* there is more than one beginning: the program made the compiler print another */
};

/* Reads it from what the compiler printed. */
enum ir_state ir_load(const char *path, struct ir *ir);
void ir_release(struct ir *ir);

/* A line, without its newline. */
struct ir_line {
    const char *text;
    size_t length;
};

/* Takes the next line; *at is where to begin, and moves on. False at the end. */
bool ir_next(const struct ir *ir, const char **at, struct ir_line *line);

bool ir_begins(const struct ir_line *line, const char *with);

/*
 * Looks for text outside of strings and comments; NULL if it isn't there. from: an earlier find, to
 * go on behind it, or NULL.
 */
const char *ir_find(const struct ir_line *line, const char *text, const char *from);

/* Is the word there, between blanks, outside of strings and comments? */
bool ir_has_word(const struct ir_line *line, const char *word);

/* The number of the group of attributes that a function's line or a call names last: "#3" is 3. -1
 * if it names none, or one beyond IR_GROUPS. */
enum { IR_GROUPS = 4096 };
long ir_group(const struct ir_line *line);

/* The name behind the first @ at or after from, as the object has it; "" if there is none. */
void ir_name(const struct ir_line *line, const char *from, char *name, size_t size);

/*
 * Writes where in the source a line comes from: "counter.c:12: "; "" if it doesn't say. It is an
 * instruction, a function's first line or a variable.
 */
void ir_place(const struct ir *ir, const struct ir_line *line, char *place, size_t size);

/* The same of the place where this name is first used, or else defined. */
void ir_place_of(const struct ir *ir, const char *name, char *place, size_t size);

#endif
