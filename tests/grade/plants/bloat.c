/*
 * bloat.c - a program whose object would be a gigabyte.
 *
 * Planted: builds does-not-build
 */
#include "program.c"

char bloat[1L << 30] = {1};
