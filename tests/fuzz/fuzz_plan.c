/*
 * fuzz_plan.c - the arguments of `interleave cc`, as a response file has them, and what a compiler
 * prints of its plan.
 */
#include "compiler/plan.c" /* for read_plan */
#include "targets.h"

static void read_response(const uint8_t *bytes, size_t length)
{
    char name[80];
    struct words words = {0};
    snprintf(name, sizeof name, "@%s", fuzz_file_open(bytes, length));
    char *const arguments[] = {name, NULL};
    words_add_arguments(&words, arguments);
    (void)words_have(&words, "-c");
    (void)words_after(&words, "-o");
    (void)link_place(&words);
    words_release(&words);
    fuzz_file_close();
}

void fuzz_plan(const uint8_t *bytes, size_t length)
{
    struct plan plan = {0};
    char *text = fuzz_text(bytes, length);
    read_response(bytes, length);
    read_plan(text, &plan);
    for (size_t i = 0; i < plan.count; i++) {
        (void)job_makes_code(&plan.job[i]);
        (void)job_input(&plan.job[i]);
        (void)job_output(&plan.job[i]);
        (void)link_place(&plan.job[i].command);
    }
    plan_release(&plan);
    free(text);
}
