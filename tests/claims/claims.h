/*
 * claims.h - what the kit says of its own programs, and whether verify finds it so.
 *
 * A claim is read where a person reads it:
 *   - of a racy program (original.c, or the program of an exercise that is there to be read), in
 *     the table of its exercise's README: "| race-free | failed: data-race, `pair` |";
 *   - of a fix (solutions/) or an honest program (tests/cheats/honest/), nowhere: verify must call
 *     it fixed, and make no remark but those of which its opening comment has a line: "Remarked by
 *     race-free: does not model";
 *   - of any other program (wrong fixes, bad programs, cheats), in its opening comment, a line for
 *     each check that must catch it: "Caught by total: wrong-total"; of a cheat, "Refused as
 *     silences-tsan" (by the check builds) or "Refused by total as no-threads".
 */
#ifndef CLAIMS_H
#define CLAIMS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { CLAIM_TEXT = 256, MOST_EXPECTATIONS = 8 };

/* What one check must say. */
struct expectation {
    char check[32];
    char reason[64]; /* empty: it must pass */
    char remark[96]; /* it passes, and its summary has a remark with these words; or empty */
    char pair[96];   /* a racing pair that must be among the reported ones; or empty */
};

enum claim_kind { RACY, FIX, CAUGHT };

struct claim {
    enum claim_kind kind;
    char exercise[CLAIM_TEXT]; /* the folder's name */
    char source[CLAIM_TEXT];
    char built[CLAIM_TEXT]; /* where make built it */
    struct expectation expectations[MOST_EXPECTATIONS];
    size_t expected;
};

/*
 * Reads the list that make wrote (a line a program: exercise, source, where it is built) and each
 * program's claim. Paths are taken from the current folder. The caller frees *claims.
 * Returns NULL, or a message that the caller frees: what can't be read, or claims nothing.
 */
char *claims_load(const char *list, struct claim **claims, size_t *count);

/* Is it claimed that the program's total never comes, because it hangs? */
bool claim_hangs(const struct claim *claim);

/*
 * Compares a claim with verify's result. Returns NULL if it holds, or a message that the caller
 * frees: what was claimed, and what verify says.
 */
char *claim_compare(const struct claim *claim, const json_t *result);

/* The status with which verify must have ended, having written this result. */
int claim_status(const json_t *result);

/* The arguments that make verify judge the claim's program, its result going to that file. */
enum { VERIFY_WORDS = 4 };
struct verify_call {
    char texts[VERIFY_WORDS][CLAIM_TEXT + 16];
    char *arguments[VERIFY_WORDS + 1];
};
void claim_call(const struct claim *claim, const char *verify, const char *result,
                struct verify_call *call);

#endif
