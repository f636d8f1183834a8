/*
 * compile-bomb.c - a few lines that are a billion words to the compiler.
 *
 * Planted: builds does-not-build
 */
#include "program.c"

#define A4(...) __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__
#define A64(...) A4(A4(A4(__VA_ARGS__)))
#define A4K(...) A64(A64(__VA_ARGS__))
long bomb[] = {A64(A4K(A4K(1)))};
