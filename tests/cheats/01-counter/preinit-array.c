/*
 * preinit-array.c - it acts before all constructors.
 *
 * Refused as acts-outside-total
 */
#include "exercise.h"

#include <stddef.h>

static void look(void)
{
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(void) = look;

long total(struct workload load)
{
    return load.threads * load.work;
}
