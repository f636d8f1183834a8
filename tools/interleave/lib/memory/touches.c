/* touches.c - see touches.h. */
#include "memory/touches.h"

#include "memory/memory.h"
#include "world/world.h"

#include <string.h>

static void touch(const void *start, size_t size, bool write, const void *pc)
{
    if (looked_at_reversibly() && start != NULL && size > 0) {
        memory_range((uintptr_t)start, size, write, pc);
    }
}

void reads(const void *start, size_t size, const void *pc)
{
    touch(start, size, false, pc);
}

void writes(void *start, size_t size, const void *pc)
{
    touch(start, size, true, pc);
}

void reads_text(const char *text, const void *pc)
{
    if (looked_at_reversibly() && text != NULL) {
        touch(text, strlen(text) + 1, false, pc);
    }
}

static bool is_on_stack_of(uintptr_t at, const struct fiber *fiber)
{
    return at - (uintptr_t)fiber->stack_low < (uintptr_t)(fiber->stack_high - fiber->stack_low);
}

bool touches_own(const void *start)
{
    const uintptr_t at = (uintptr_t)start;
    bool may = at - world.start < world.size || heap_has(at);
    for (int i = 0; i < engine.count && !may; i++) {
        may = is_on_stack_of(at, &engine.threads[i].fiber);
    }
    return may;
}

void reads_if_own(const void *start, size_t size, const void *pc)
{
    if (looked_at_reversibly() && touches_own(start)) {
        touch(start, size, false, pc);
    }
}

void reads_format(const char *format, const void *pc)
{
    if (looked_at_reversibly() && touches_own(format)) {
        reads_text(format, pc);
    }
}

void reads_text_up_to(const char *text, size_t most, const void *pc)
{
    if (looked_at_reversibly() && text != NULL) {
        const size_t length = strnlen(text, most);
        touch(text, length < most ? length + 1 : most, false, pc);
    }
}

void reads_wide_text(const wchar_t *text, const void *pc)
{
    if (looked_at_reversibly() && text != NULL) {
        touch(text, (wcslen(text) + 1) * sizeof *text, false, pc);
    }
}

void reads_wide_text_up_to(const wchar_t *text, size_t most, const void *pc)
{
    if (looked_at_reversibly() && text != NULL) {
        const size_t length = wcsnlen(text, most);
        touch(text, (length < most ? length + 1 : most) * sizeof *text, false, pc);
    }
}

void reads_up_to_byte(const void *from, int byte, size_t size, const void *pc)
{
    if (looked_at_reversibly()) {
        const char *found = memchr(from, byte, size);
        touch(from, found != NULL ? (size_t)(found - (const char *)from) + 1 : size, false, pc);
    }
}

void wrote_text(char *text, const void *pc)
{
    if (looked_at_reversibly() && text != NULL) {
        touch(text, strlen(text) + 1, true, pc);
    }
}

void wrote_wide_text(wchar_t *text, const void *pc)
{
    if (looked_at_reversibly() && text != NULL) {
        touch(text, (wcslen(text) + 1) * sizeof *text, true, pc);
    }
}
