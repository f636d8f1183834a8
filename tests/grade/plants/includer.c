/*
 * includer.c - hands in a file of the kit's.
 *
 * Planted: builds reaches-outside
 */
#define exercise not_mine
#include "../../exercises/lib/main.c"
#undef exercise
#include "program.c"
