/*
 * naked-function.c - a function that is nothing but assembly.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

__attribute__((naked)) static void increment(void)
{
    __asm__("ret");
}

long total(struct workload load)
{
    increment();
    return load.threads * load.work;
}
