/* world.c - globals and thread-local storage, remembered and put back; see world.h. */
#include "world/world.h"

#include "core/caller.h"
#include "core/copy.h"
#include "core/keep.h"
#include "world/input.h"
#include "world/libraries.h"

#include <errno.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

enum {
    LINE = 64,
    WHOLE_CHECKS = 8, /* executions after which everything is looked at, at first; */
    SMALL = 4096      /* up to that many bytes, it always is */
};

extern char __start_interleave_state[], __stop_interleave_state[];

STATE struct world world = {.start = 0};
STATE static char *remembered = NULL;
STATE static bool own_storage = false; /* the program has thread-local variables of its own */
STATE static intptr_t storage_offset = 0;
STATE static intptr_t errno_offset = 0;
STATE static const char *storage_image = NULL;
STATE static size_t image_size = 0, storage_size = 0;
STATE static intptr_t self_offset = 0;
STATE static void (*const *others)(void) = NULL;

struct bounds {
    uintptr_t start, end, relro_end;
};

/* What the loader makes read-only once it has filled it in: up to the end of a page. */
static void look_at_relro(const struct dl_phdr_info *info, struct bounds *bounds)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_GNU_RELRO) {
            const uintptr_t end = info->dlpi_addr + part->p_vaddr + part->p_memsz;
            bounds->relro_end = (end + page - 1) & ~(page - 1);
        }
    }
}

static int look_at_program(struct dl_phdr_info *info, size_t size, void *argument)
{
    struct bounds *bounds = argument;
    (void)size;
    look_at_relro(info, bounds);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        const uintptr_t start = info->dlpi_addr + part->p_vaddr;
        const uintptr_t end = start + part->p_memsz;
        if (part->p_type == PT_LOAD && (part->p_flags & PF_W) != 0 && end > bounds->relro_end) {
            bounds->start = bounds->start == 0 || start < bounds->start ? start : bounds->start;
            bounds->end = end > bounds->end ? end : bounds->end;
        } else if (part->p_type == PT_TLS) {
            storage_image = (const char *)start;
            image_size = part->p_filesz;
            storage_size = part->p_memsz;
            storage_offset = (char *)info->dlpi_tls_data - (char *)__builtin_thread_pointer();
            own_storage = storage_size > sizeof self;
            errno_offset = (char *)&errno - (char *)__builtin_thread_pointer();
        }
    }
    return 1; /* the first is the program itself */
}

/* Room for a world of that many bytes, all of whose lines are clean. What an exploration before had
 * room for is used again: it is large, as it has the library's state, too. */
static int make_room(size_t size)
{
    if (remembered != NULL && size == world.size) {
        while (world.line_count > 0) {
            world.dirty[world.lines[--world.line_count]] = 0;
        }
        return 0;
    }
    const size_t lines = size / LINE + 2;
    __real_free(remembered);
    __real_free(world.dirty);
    __real_free(world.lines);
    remembered = __real_malloc(size + LINE);
    world.dirty = __real_calloc(lines, 1);
    world.lines = __real_malloc(lines * sizeof *world.lines);
    world.line_count = 0;
    const bool has_room = remembered != NULL && world.dirty != NULL && world.lines != NULL;
    world.size = has_room ? size : 0;
    return has_room ? 0 : ENOMEM;
}

int world_remember(void)
{
    struct bounds bounds = {0};
    dl_iterate_phdr(look_at_program, &bounds);
    self_offset = (char *)&self - (char *)__builtin_thread_pointer();
    if (bounds.relro_end > bounds.start) {
        bounds.start = bounds.relro_end > bounds.end ? bounds.end : bounds.relro_end;
    }
    world.start = bounds.start & ~(uintptr_t)(LINE - 1);
    if (world.start < bounds.start && bounds.relro_end > 0) {
        world.start = bounds.start & ~(uintptr_t)7; /* no cell is on two lines */
    }
    if (make_room(bounds.end - world.start) != 0) {
        return ENOMEM;
    }
    const uintptr_t state = (uintptr_t)__start_interleave_state;
    const uintptr_t state_end = (uintptr_t)__stop_interleave_state;
    __real_memcpy(remembered, (void *)world.start, state - world.start);
    __real_memcpy(remembered + (state_end - world.start), (void *)state_end,
                  bounds.end - state_end);
    world.checks_left = WHOLE_CHECKS;
    return libraries_remember();
}

/* What of a line isn't the library's own state, which stays as it is: up to two parts. */
struct parts {
    struct {
        uintptr_t start;
        size_t size;
    } part[2];
};

static struct parts parts_of(size_t line)
{
    const uintptr_t state = (uintptr_t)__start_interleave_state;
    const uintptr_t state_end = (uintptr_t)__stop_interleave_state;
    const uintptr_t start = world.start + line * LINE;
    const uintptr_t whole_end = world.start + world.size;
    const uintptr_t end = start + LINE < whole_end ? start + LINE : whole_end;
    struct parts parts = {{{start, end - start}, {0, 0}}};
    if (start < state_end && end > state) {
        parts.part[0].size = state > start ? state - start : 0;
        parts.part[1].start = state_end;
        parts.part[1].size = end > state_end ? end - state_end : 0;
    }
    return parts;
}

static bool differs(size_t line)
{
    const struct parts parts = parts_of(line);
    for (int i = 0; i < 2; i++) {
        if (parts.part[i].size > 0 &&
            memcmp(remembered + (parts.part[i].start - world.start), (char *)parts.part[i].start,
                   parts.part[i].size) != 0) {
            return true;
        }
    }
    return false;
}

static void put_back(size_t line)
{
    const uintptr_t start = world.start + line * LINE, end = start + LINE;
    const bool is_before = end <= (uintptr_t)__start_interleave_state;
    const bool is_after = start >= (uintptr_t)__stop_interleave_state;
    if (is_before || (is_after && end <= world.start + world.size)) {
        __builtin_memcpy((char *)start, remembered + line * LINE, LINE); /* all of the line */
        return;
    }
    const struct parts parts = parts_of(line);
    for (int i = 0; i < 2; i++) {
        if (parts.part[i].size > 0) {
            __real_memcpy((char *)parts.part[i].start,
                          remembered + (parts.part[i].start - world.start), parts.part[i].size);
        }
    }
}

void world_add_line(size_t line)
{
    world.dirty[line] = 1;
    world.lines[world.line_count++] = (uint32_t)line;
}

/* Lines that were written by code that isn't instrumented: the C library, given a buffer. */
static void look_for_lines(void)
{
    const size_t lines = (world.size + LINE - 1) / LINE;
    /* Those that are the library's state alone, which is large, need no look. */
    const size_t state = ((uintptr_t)__start_interleave_state - world.start + LINE - 1) / LINE;
    const size_t state_end = ((uintptr_t)__stop_interleave_state - world.start) / LINE;
    for (size_t line = 0; line < lines; line++) {
        if (line == state && state_end > state) {
            line = state_end - 1;
        } else if (world.dirty[line] == 0 && differs(line)) {
            world_add_line(line);
        }
    }
}

static bool is_as_remembered(void)
{
    const uintptr_t state = (uintptr_t)__start_interleave_state;
    const uintptr_t state_end = (uintptr_t)__stop_interleave_state;
    const uintptr_t end = world.start + world.size;
    return memcmp(remembered, (char *)world.start, state - world.start) == 0 &&
           memcmp(remembered + (state_end - world.start), (char *)state_end, end - state_end) == 0;
}

static bool is_small(void)
{
    const size_t state = (size_t)(__stop_interleave_state - __start_interleave_state);
    return world.size - state <= SMALL;
}

static void put_back_lines(size_t from)
{
    for (size_t i = from; i < world.line_count; i++) {
        put_back(world.lines[i]);
    }
}

/*
 * What code that isn't instrumented has written is put back like the rest: looked for in each of
 * the first executions, and always where something ran that may do so, or where there is little to
 * look at. Elsewhere only now and then: what shows there may have come into executions before, so
 * that it ends the claim.
 */
static void put_back_unseen(void)
{
    const size_t known = world.line_count;
    const bool always = engine.uncontrolled != NULL || world.checks_left > 0;
    world.checks_left -= world.checks_left > 0;
    if (is_small() ? !is_as_remembered() : always || (engine.begun & 0x3ff) == 0) {
        look_for_lines();
        put_back_lines(known);
        if (world.line_count > known && !is_small() && !always) {
            engine_uncontrolled("memory that code writes which is not instrumented");
        }
    }
}

void world_also_restore(void (*const *restores)(void))
{
    others = restores;
}

void world_restore(void)
{
    put_back_lines(0);
    put_back_unseen();
    for (int i = 0; others != NULL && others[i] != NULL; i++) {
        others[i]();
    }
    heap_restore();
    libraries_restore();
    input_restore();
}

bool world_can_be_kept(void)
{
    return engine.uncontrolled == NULL && libraries_are_as_remembered();
}

bool world_clean(void)
{
    const size_t known = world.line_count;
    put_back_lines(0);
    put_back_unseen();
    libraries_restore();
    return world.line_count == known;
}

/* How much of a line is the world's; the last one may be shorter. */
static size_t size_of_line(size_t line)
{
    const size_t left = world.size - line * LINE;
    return left < LINE ? left : LINE;
}

void world_keep(struct keep *to)
{
    keep(to, &world.line_count, sizeof world.line_count);
    for (size_t i = 0; i < world.line_count; i++) {
        const size_t line = world.lines[i];
        const char *start = (const char *)world.start + line * LINE; /* NOLINT */
        if (size_of_line(line) == LINE) {
            keep(to, start, LINE);
        } else {
            keep(to, start, size_of_line(line));
        }
    }
}

/* What the line has of the library's own state stays as it is. */
static void put_line_back(size_t line, const char *copy)
{
    const struct parts parts = parts_of(line);
    for (int i = 0; i < 2; i++) {
        if (parts.part[i].size > 0) {
            __real_memcpy((char *)parts.part[i].start,
                          copy + (parts.part[i].start - world.start - line * LINE),
                          parts.part[i].size);
        }
    }
}

void world_put_back(struct keep *from)
{
    size_t count;
    keep_put_back(from, &count, sizeof count);
    for (size_t i = 0; i < count; i++) {
        const size_t line = world.lines[i];
        put_line_back(line, keep_next(from, size_of_line(line)));
    }
}

static char *errno_of(const struct fiber *fiber)
{
    const intptr_t offset = (char *)&errno - (char *)__builtin_thread_pointer();
    return (char *)fiber->thread_pointer + offset; /* NOLINT */
}

void world_keep_storage(const struct fiber *fiber, struct keep *to)
{
    keep(to, errno_of(fiber), sizeof errno);
    if (own_storage) {
        keep(to, (char *)fiber->thread_pointer + storage_offset, storage_size); /* NOLINT */
    }
}

void world_put_back_storage(const struct fiber *fiber, struct keep *from)
{
    keep_put_back(from, errno_of(fiber), sizeof errno);
    if (own_storage) {
        keep_put_back(from, (char *)fiber->thread_pointer + storage_offset,
                      storage_size); /* NOLINT */
    }
}

void world_copy(struct copy *to)
{
    const uintptr_t state = (uintptr_t)__start_interleave_state;
    const uintptr_t state_end = (uintptr_t)__stop_interleave_state;
    copy_add(to, "globals", 0, (const void *)world.start, state - world.start); /* NOLINT */
    copy_add(to, "globals", 1, __stop_interleave_state, world.start + world.size - state_end);
    for (int i = 0; i < engine.count; i++) {
        const struct fiber *fiber = &engine.threads[i].fiber;
        copy_add(to, "errno", i, errno_of(fiber), sizeof errno);
        if (own_storage) {
            copy_add(to, "thread-local storage", i,
                     (char *)fiber->thread_pointer + storage_offset, /* NOLINT */
                     storage_size);
        }
    }
    heap_copy(to);
}

uint64_t world_hash(void)
{
    uint64_t hash = heap_hash();
    for (size_t i = 0; i < world.line_count; i++) {
        const struct parts parts = parts_of(world.lines[i]);
        for (int part = 0; part < 2; part++) {
            const unsigned char *const start = (unsigned char *)parts.part[part].start;
            for (size_t at = 0; at < parts.part[part].size; at++) {
                hash = (hash ^ start[at]) * 0x100000001b3; /* FNV-1a */
            }
        }
    }
    return hash;
}

void world_begin_thread(const struct fiber *fiber)
{
    if (!own_storage || fiber->thread_pointer == 0) {
        return;
    }
    char *storage = (char *)fiber->thread_pointer + storage_offset;
    struct thread **self_there = (struct thread **)((char *)fiber->thread_pointer + self_offset);
    struct thread *owner = *self_there;
    __real_memcpy(storage, storage_image, image_size);
    __real_memset(storage + image_size, 0, storage_size - image_size);
    *self_there = owner;
}

bool world_is_storage(const struct fiber *fiber, uintptr_t address)
{
    const uintptr_t thread_pointer = fiber->thread_pointer;
    return thread_pointer != 0 &&
           ((own_storage &&
             address - (thread_pointer + (uintptr_t)storage_offset) < storage_size) ||
            address - (thread_pointer + (uintptr_t)errno_offset) < sizeof errno);
}

/* Where the frames of the program's own functions end, on the stack of a thread that doesn't run:
 * where main has returned, there are none. */
static uintptr_t end_of_frames(const struct thread *thread)
{
    const struct fiber *fiber = &thread->fiber;
#if defined(__aarch64__)
    enum { SAVED_FRAME = 10 }; /* words above the stack pointer, see fiber_swap */
#else
    enum { SAVED_FRAME = 5 };
#endif
    const uintptr_t *frame = caller_frame(((uintptr_t **)fiber->stack_pointer)[SAVED_FRAME], fiber);
    if (frame == NULL) {
        return (uintptr_t)(thread->state == LEAVING ? fiber->stack_high : fiber->stack_pointer);
    }
    return (uintptr_t)(frame + 2);
}

struct thread *world_stack_owner(uintptr_t address)
{
    for (int i = 0; i < engine.count; i++) {
        struct thread *thread = &engine.threads[i];
        if (address >= (uintptr_t)thread->fiber.stack_low &&
            address < (uintptr_t)thread->fiber.stack_high) {
            return thread;
        }
    }
    return NULL;
}

bool world_stack_is_gone(const struct thread *owner, uintptr_t address)
{
    return owner->state == FINISHED || (owner != self && address < end_of_frames(owner));
}

/* From the program's first byte to its last, also what is only read. */
extern const char __executable_start[], _end[];

static bool is_in_image(uintptr_t address)
{
    return address >= (uintptr_t)__executable_start && address + 8 <= (uintptr_t)_end;
}

bool world_has(uintptr_t address)
{
    bool known =
        address - world.start + 8 <= world.size || heap_has(address + 7) || is_in_image(address);
    for (int i = 0; i < engine.count && !known; i++) {
        const struct fiber *fiber = &engine.threads[i].fiber;
        const uintptr_t storage = fiber->thread_pointer + (uintptr_t)storage_offset;
        known = (address >= (uintptr_t)fiber->stack_low &&
                 address + 8 <= (uintptr_t)fiber->stack_high) ||
                (address + 8 >= storage && address < storage + storage_size);
    }
    return known;
}
