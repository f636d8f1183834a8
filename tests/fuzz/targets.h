/*
 * targets.h - what reads bytes that others wrote, a function each. Fuzzing gives it any bytes; it
 * must neither crash nor hang, nor leak memory, nor make a sanitizer complain.
 *
 * fuzz.c has libFuzzer look for such bytes; replay.c tries those that are kept in seeds/NAME.
 */
#ifndef FUZZ_TARGETS_H
#define FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef void fuzz_target(const uint8_t *bytes, size_t length);

/* The target of that name, or NULL. */
fuzz_target *fuzz_target_named(const char *name);

/* The names, each with a blank behind it. */
extern const char fuzz_target_names[];

/* The bytes as a text of their own, which ends at the first 0; the caller frees it. */
char *fuzz_text(const uint8_t *bytes, size_t length);

/* The bytes as a file in memory: its path, until fuzz_file_close. */
const char *fuzz_file_open(const uint8_t *bytes, size_t length);
void fuzz_file_close(void);

/* A program with debug information, for what names addresses: small, so that little time goes to
 * it. tests.mk has it made. */
#define FUZZ_PROGRAM "build/tests/fuzz/seeds/program/linked"

/* Where what is printed goes: it is written, and lost. */
FILE *fuzz_nowhere(void);

fuzz_target fuzz_schedule, fuzz_trace, fuzz_events, fuzz_result, fuzz_archive, fuzz_layout,
    fuzz_tables, fuzz_program, fuzz_plan, fuzz_code;

#endif
