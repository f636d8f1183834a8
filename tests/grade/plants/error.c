/*
 * error.c - a program that does not compile.
 *
 * Planted: builds does-not-build
 */
#error "not yet"
#include "program.c"
