/* caller.c - see caller.h. */
#include "core/caller.h"

#include "core/execution.h"

#include <link.h>

extern char __start_interleave_text[], __stop_interleave_text[];

const uintptr_t *caller_frame(const uintptr_t *frame, const struct fiber *fiber)
{
    while ((char *)frame >= fiber->stack_low && (char *)(frame + 2) <= fiber->stack_high) {
        const uintptr_t return_address = frame[1];
        if (return_address < (uintptr_t)__start_interleave_text ||
            return_address >= (uintptr_t)__stop_interleave_text) {
            return frame;
        }
        frame = (const uintptr_t *)frame[0];
    }
    return NULL;
}

const void *caller_place(void)
{
    const uintptr_t *frame = caller_frame(__builtin_frame_address(0), &self->fiber);
    return frame != NULL ? (const void *)frame[1] : NULL;
}

static int find_base(struct dl_phdr_info *info, size_t size, void *base)
{
    (void)size;
    *(uintptr_t *)base = info->dlpi_addr;
    return 1; /* the program is the first */
}

uintptr_t caller_base(void)
{
    uintptr_t base = 0;
    dl_iterate_phdr(find_base, &base);
    return base;
}
