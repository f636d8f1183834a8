/*
 * integrity.h - refuses a program that would make what verify sees of it worthless: it silences or
 * detects the sanitizer, forges a result, acts when it isn't called, or reaches outside of itself.
 *
 * What is judged is what was compiled: the symbols and sections of the object, the functions and
 * their attributes as the compiler tells of them, the files that it read. The text of the source is
 * never looked at, so a comment or a string may say what it likes.
 */
#ifndef INTEGRITY_H
#define INTEGRITY_H

#include "compiler/ir.h"
#include "verify/verify.h"

struct refusal {
    /* NULL: none. "silences-tsan", "detects-tsan", "forges-result", "acts-outside-total",
       "reaches-outside"; "machine" where it can't be told. */
    const char *reason;
    char said[640]; /* where, and what was seen, in a line */
};

/* Judges a program whose objects (plain.o, tsan.o) are there. */
void integrity_judge(const struct subject *subject, struct refusal *refusal);

/* What follows are its parts. Each leaves a refusal alone that is there already. */

/* The symbols and sections of an object. ir: of the same compilation, for the places. */
void integrity_symbols(const char *object, const struct ir *ir, struct refusal *refusal);

/* The functions, and whether they are the same with and without TSan. */
void integrity_compiled(const struct ir *plain, const struct ir *tsan, struct refusal *refusal);

/* The files that the compiler read. */
void integrity_included(const struct subject *subject, struct refusal *refusal);

/* Refuses, unless it is refused already: the place ("file:line: " or "") comes first. */
__attribute__((format(printf, 4, 5))) void refuse(struct refusal *refusal, const char *reason,
                                                  const char *place, const char *format, ...);

#endif
