/* fuzz_schedule.c - what a person pastes behind `interleave replay`. */
#include "targets.h"

#include "engine/schedule.h"

#include <stdlib.h>

/* The C library's own, as the explorer calls it in a program that is linked for it. */
void *__real_malloc(size_t size);
void __real_free(void *block);

void *__real_malloc(size_t size)
{
    return malloc(size);
}

void __real_free(void *block)
{
    free(block);
}

void fuzz_schedule(const uint8_t *bytes, size_t length)
{
    struct schedule schedule;
    char *text = fuzz_text(bytes, length);
    if (schedule_read(text, &schedule)) {
        (void)schedule_has_orders(&schedule);
        schedule_release(&schedule);
    }
    free(text);
}
