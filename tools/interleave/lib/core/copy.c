/* copy.c - see copy.h. */
#include "core/copy.h"

#include "core/real.h"

#include <stdlib.h>

static void *enlarged(void *memory, size_t size)
{
    void *larger = __real_realloc(memory, size);
    if (larger == NULL) {
        abort();
    }
    return larger;
}

void copy_begin(struct copy *copy)
{
    copy->size = copy->part_count = 0;
}

void *copy_add(struct copy *to, const char *name, long which, const void *from, size_t size)
{
    enum { FIRST_PARTS = 256, FIRST_ROOM = 1 << 20, ALIGNED = sizeof(max_align_t) };
    if (to->part_count == to->part_room) {
        to->part_room = to->part_room == 0 ? FIRST_PARTS : to->part_room * 2;
        to->parts = enlarged(to->parts, to->part_room * sizeof *to->parts);
    }
    while (to->room - to->size < size + ALIGNED) {
        to->room = to->room == 0 ? FIRST_ROOM : to->room * 2;
        to->bytes = enlarged(to->bytes, to->room);
    }
    to->parts[to->part_count++] = (struct copied_part){name, which, to->size, size};
    void *copied = to->bytes + to->size;
    if (size > 0) {
        __real_memcpy(copied, from, size);
    }
    to->size += (size + ALIGNED - 1) / ALIGNED * ALIGNED;
    return copied;
}
