/* record.c - the trace of a replay, as lines of JSON; see record.h. */
#include "record.h"

#include "objects.h"
#include "world.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STATE __attribute__((section("interleave_state")))

enum {
    BUFFER = 1 << 16,
    MOST_FRAMES = 24,
    MOST_PLAIN = 200000, /* events of accesses that are no steps; */
    MOST_EVENTS = 400000 /* and of all */
};

ssize_t __real_write(int, const void *, size_t);

STATE static char buffer[BUFFER] = {0};
STATE static size_t used = 0;
STATE static long number = 0;
/* A write whose value is not yet there. */
STATE static uintptr_t pending = 0;
STATE static size_t pending_size = 0;

static void flush(void)
{
    size_t done = 0;
    while (done < used) {
        const ssize_t written = __real_write(engine.options.trace, buffer + done, used - done);
        if (written <= 0) {
            break;
        }
        done += (size_t)written;
    }
    used = 0;
}

__attribute__((format(printf, 1, 2))) static void put(const char *format, ...)
{
    if (used > BUFFER - 2048) {
        flush();
    }
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(buffer + used, BUFFER - used, format, arguments);
    va_end(arguments);
    used += length > 0 ? (size_t)length : 0;
}

static void put_text(const char *text)
{
    put("\"");
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') {
            put("\\%c", byte);
        } else if (byte < 0x20 || byte >= 0x7f) {
            put("\\u%04x", byte);
        } else {
            put("%c", byte);
        }
    }
    put("\"");
}

/* Signed: what reads the trace has no integers above INT64_MAX. */
static uint64_t value_at(uintptr_t address, size_t size)
{
    uint64_t value = 0;
    __real_memcpy(&value, (const void *)address, size < sizeof value ? size : sizeof value);
    return value;
}

void record_settle(void)
{
    if (pending != 0) {
        put(",\"after\":%ld}\n", (long)value_at(pending, pending_size));
        pending = 0;
    }
}

static void begin_line(const struct thread *me, const char *what, const void *pc)
{
    record_settle();
    put("{\"n\":%ld,\"thread\":\"%s\",\"do\":", ++number, thread_name(me->id));
    put_text(what);
    put(",\"pc\":%lu,\"stack\":[", (unsigned long)(uintptr_t)pc);
    const int depth = me->depth < MOST_CALLS ? me->depth : MOST_CALLS;
    for (int i = depth - 1; i > 0 && i >= depth - MOST_FRAMES; i--) {
        put("%s%lu", i == depth - 1 ? "" : ",", (unsigned long)(uintptr_t)me->calls[i]);
    }
    put("],\"held\":[");
    for (int i = 0; i < me->held_count; i++) {
        put("%s%lu", i == 0 ? "" : ",", (unsigned long)me->held[i]->address);
    }
    put("]");
}

static void put_block(uintptr_t address)
{
    const struct block *block = heap_has(address) ? heap_block(address) : NULL;
    if (block != NULL) {
        put(",\"block\":{\"start\":%lu,\"size\":%zu,\"by\":\"%s\",\"pc\":%lu}",
            (unsigned long)block->start, block->size, thread_name(block->allocated_by),
            (unsigned long)(uintptr_t)block->allocated_at);
    }
}

void record_access(uintptr_t start, size_t size, enum access_kind kind, const void *pc)
{
    static const char *const names[] = {
        [PLAIN_READ] = "read",           [PLAIN_WRITE] = "write",
        [PLAIN_STORE] = "write",         [ATOMIC_READ] = "atomic read",
        [ATOMIC_WRITE] = "atomic write", [ATOMIC_UPDATE] = "atomic update",
    };
    if (self->unrecorded || number >= MOST_EVENTS ||
        (number >= MOST_PLAIN && kind < ATOMIC_READ && !cell_at(start)->visible)) {
        return;
    }
    begin_line(self, names[kind], pc);
    put(",\"address\":%lu,\"size\":%zu,\"visible\":%s,\"before\":%ld", (unsigned long)start, size,
        kind >= ATOMIC_READ || cell_at(start)->visible ? "true" : "false",
        (long)value_at(start, size));
    put_block(start);
    pending = start;
    pending_size = size;
}

void record_stale(uint64_t value, uint64_t next, int by, bool acquire_helps, uint64_t newest)
{
    if (pending != 0) {
        put(",\"read\":%ld,\"stale\":{\"next\":%ld,\"by\":\"%s\",\"acquire_helps\":%s,\"newest\":"
            "%ld}",
            (long)value, (long)next, thread_name(by), acquire_helps ? "true" : "false",
            (long)newest);
    }
}

void record_overtaken(uint64_t value, uint64_t next, int by)
{
    if (pending != 0) {
        put(",\"written\":%ld,\"overtaken\":{\"next\":%ld,\"by\":\"%s\"}", (long)value, (long)next,
            thread_name(by));
    }
}

void record_gone(void)
{
    if (pending != 0) {
        put(",\"gone\":true");
    }
}

void record_note(const char *call, const void *object, const char *note, const void *pc)
{
    if (!engine.recording || number >= MOST_EVENTS) {
        return;
    }
    begin_line(self, call, pc);
    if (object != NULL) {
        put(",\"object\":%lu", (unsigned long)(uintptr_t)object);
        put_block((uintptr_t)object);
    }
    if (note != NULL) {
        put(",\"note\":");
        put_text(note);
    }
    put("}\n");
}

void record_call(const char *call, const void *object, const void *pc)
{
    if (engine.recording) {
        record_note(call, object, NULL, pc);
    }
}

void record_stuck(const struct thread *thread, const char *waits, int for_thread)
{
    if (!engine.recording) {
        return;
    }
    begin_line(thread, "stuck", thread->next.pc);
    put(",\"waits\":\"%s\"", waits);
    if (thread->next.object != NULL) {
        put(",\"object\":%lu", (unsigned long)thread->next.object->address);
        put_block(thread->next.object->address);
    }
    if (for_thread >= 0) {
        put(",\"for\":\"%s\"", thread_name(for_thread));
    }
    put("}\n");
}

void record_begin(void)
{
    used = 0;
    number = 0;
    pending = 0;
    engine.recording = engine.options.trace >= 0;
}

void record_end(void)
{
    if (engine.recording) {
        record_settle();
        flush();
        engine.recording = false;
    }
}
