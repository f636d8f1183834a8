/*
 * plan.h - what clang would do for a call: the commands that it would start, as `clang -###` says.
 *
 * So that no option of clang has to be known here: which words are sources, where their objects go,
 * what the linker is and what it is given, is for clang to say.
 */
#ifndef PLAN_H
#define PLAN_H

#include "compiler/words.h"

enum job_kind {
    JOB_COMPILES, /* clang -cc1: from C, preprocessed C or LLVM's code, to what comes next */
    JOB_ASSEMBLES,
    JOB_LINKS,
    JOB_OTHER
};

struct job {
    enum job_kind kind;
    struct words command;
};

struct plan {
    struct job *job;
    size_t count;
    struct words said; /* clang's errors and warnings, a line each */
    int status;        /* its exit status: not 0 if the call makes no sense */
};

/* Asks the compiler, which is the call's first word. Returns 0; 3 if it can't be started, which
 * has been told. On 0, the plan is the caller's to release. */
int plan_make(const struct words *call, struct plan *plan);
void plan_release(struct plan *plan);

/* Whether a job of that kind is in it. */
bool plan_has(const struct plan *plan, enum job_kind kind);

/* Does the job make code, be it an object, assembly or LLVM's? Some only preprocess or look. */
bool job_makes_code(const struct job *job);

/* What a job that compiles or assembles reads, and what it writes; NULL if it doesn't say. */
const char *job_input(const struct job *job);
const char *job_output(const struct job *job);

/* Where in a linker's command a library of ours goes: behind all that the user named, before the
 * compiler's own libraries and the C library. */
size_t link_place(const struct words *command);

#endif
