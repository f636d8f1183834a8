/*
 * loaded-objects.c - it looks how large the program is that it was linked into.
 *
 * Refused as detects-tsan
 */
#include "exercise.h"

#include <stddef.h>

struct dl_phdr_info;
int dl_iterate_phdr(int (*)(struct dl_phdr_info *, size_t, void *), void *);

static int look(struct dl_phdr_info *object, size_t size, void *argument)
{
    (void)object;
    (void)argument;
    return size > 0;
}

long total(struct workload load)
{
    dl_iterate_phdr(look, NULL);
    return load.threads * load.work;
}
