/*
 * early-bird.c - does something before main.
 *
 * Planted: builds acts-outside-total
 */
#include "program.c"

static long worked;

__attribute__((constructor)) static void work_early(void)
{
    worked++;
}
