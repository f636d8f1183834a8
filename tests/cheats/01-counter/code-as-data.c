/*
 * code-as-data.c - machine code, written as numbers, where functions stand.
 *
 * Refused as silences-tsan
 */
#include "exercise.h"

#include <stddef.h>

__attribute__((section(".text"), used)) static const unsigned char code[] = {0xc3, 0xc3};

long total(struct workload load)
{
    ((void (*)(void))code)();
    return load.threads * load.work;
}
