/*
 * fuzz_program.c - a program or an object with its debug information, which anything may have
 * written: what its addresses are called, and what it says of itself.
 */
#include "targets.h"

#include "compiler/object_note.h"
#include "debug-info/debug_info.h"
#include "debug-info/scope.h"
#include "debug-info/variables.h"
#include "interleave/trace/explored.h"

enum { MOST_ADDRESSES = 64 };

/* Addresses as a linked program or an object has them, all over a few pages. */
static unsigned long address_at(unsigned i)
{
    return (i % 2 == 0 ? 0x201000UL : 0x1000UL) + i * 0x2f;
}

static void ask(struct debug_info *info)
{
    for (unsigned i = 0; i < MOST_ADDRESSES; i++) {
        struct place place;
        struct part part;
        struct reach reach;
        char name[256];
        const unsigned long address = address_at(i);
        const struct frame_place frame = {.function = address, .base = 0x7000, .top = 0x6000};
        (void)debug_info_place(info, address, &place);
        (void)debug_info_variable(info, address, name, sizeof name);
        (void)variables_global(info, address, 4, NULL, &part);
        (void)variables_thread_local(info, i, 4, NULL, &part);
        (void)variables_local(info, &frame, 0x6ff0 - i * 4, 4, NULL, &part);
        (void)scope_type(info, address, "node->next", &reach);
    }
}

void fuzz_program(const uint8_t *bytes, size_t length)
{
    const char *path = fuzz_file_open(bytes, length);
    struct debug_info *info = debug_info_open(path);
    if (info != NULL) {
        ask(info);
        debug_info_close(info);
    }
    (void)explored_has_library(path);
    (void)object_is_noted(path);
    fuzz_file_close();
}
