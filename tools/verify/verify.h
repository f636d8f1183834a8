/*
 * verify.h - judges one program: a list of checks, each with its evidence, and one verdict.
 *
 * make has built the program before; verify only runs what it finds. Checks stand in the order in
 * which they mean something: one that fails for good (the program doesn't build) leaves the later
 * ones not run. A check is a function of the subject that fills in a finding; a new check is a new
 * file and a line in the table in verify.c.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "kit/built.h"
#include "run/run.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* What is judged. All paths stay valid while the subject does. */
struct subject {
    struct built built;            /* what make built, all of it named: the student's file, too */
    const json_t *contract;        /* what the contract told */
    unsigned long seed;            /* from which the workloads are drawn */
    const struct sandbox *sandbox; /* that the program runs in; NULL: none */
    bool hangs;                    /* it hung in an earlier check */
    bool stopped;                  /* it ran into a limit in an earlier check */
};

enum status {
    PASSED,
    FAILED,
    NOT_RUN, /* an earlier check failed, so this one would mean nothing */
    UNABLE,  /* this machine can't run the check, which is not the program's fault */
};

/* What one check found. Freed by finding_release. */
struct finding {
    enum status status;
    const char *reason; /* one of the words that result.schema.json lists, or NULL if passed */
    char *summary;      /* one line for a person */
    json_t *evidence;   /* an object; what it holds depends on the check, see the schema */
    double seconds;     /* on the clock */
    json_t *told;       /* by the process in which it was found, and holds the reason; or NULL */
};

struct check {
    const char *name; /* "builds", "total", "race-free", "every-interleaving", "still-concurrent" */
    void (*judge)(const struct subject *subject, struct finding *finding);
};

void check_builds(const struct subject *subject, struct finding *finding);
void check_total(const struct subject *subject, struct finding *finding);
void check_race_free(const struct subject *subject, struct finding *finding);
void check_interleavings(const struct subject *subject, struct finding *finding);
void check_concurrent(const struct subject *subject, struct finding *finding);

/* Sets status, reason (kept as it is: it must live as long as the finding) and the summary,
 * formatted as by printf. */
__attribute__((format(printf, 4, 5))) void finding_set(struct finding *finding, enum status status,
                                                       const char *reason, const char *format, ...);

/*
 * Draws whole numbers from least to most, the same for the same seed: draw_begin sets the state,
 * and each draw goes on from it. The generator is POSIX's erand48.
 */
void draw_begin(const struct subject *subject, unsigned short state[static 3]);
long draw(unsigned short state[static 3], long least, long most);

/* Why a run that told no total, or was ended, fails: "hang", "crash" or "limit"; "machine" where
 * that left it no time to run. */
const char *ending_reason(const struct outcome *outcome);

void finding_release(struct finding *finding);

/* The finding as an object, for another process. The caller releases it. */
json_t *finding_json(const struct finding *finding);

/* The finding of which finding_json made that object; of which it keeps a reference. */
void finding_read(json_t *told, struct finding *finding);

/* "passed", "failed", "not run", "unable". */
const char *status_name(enum status status);
#endif
