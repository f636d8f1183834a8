/*
 * record.c - the trace of a replay, as lines of JSON; see record.h.
 *
 * Each event has
 *
 *     n        its number, from 1
 *     thread   "M", "A", … as in schedules
 *     do       "read", "write", "atomic read", …: an access; or the name of a call; or "stuck",
 *              "fails", "operation", …
 *     pc       the return address of the call into the library, just behind the instruction
 *     stack    the return addresses of the calls that led there, the innermost first
 *     held     the addresses of the locks that the thread holds
 *     at       the thread's own entry of its vector clock: a count of what it has released
 *     knows    what it has learned since its last event of other threads' "at": all that such a
 *              thread did up to there happens before this event (C17 5.1.2.4); none: nothing
 *     inside   only within an operation of a library's (interleave_annotate.h): the n of the event
 *              that began it
 *
 * An access has also address and size; before and after, the value, signed (of a larger one its
 * first eight bytes); visible: it is a step; and, where memory orders matter, order, if that is
 * weaker than seq_cst, read with stale, or written with overtaken, see record_order, record_stale
 * and record_overtaken; gone: what is there is nobody's.
 * A call has object, the address that it is about, if any, and note, what there is to say of it in
 * text. pthread_create has the new thread as note, and function, the address of what it runs.
 *
 * Where an address lies is told beside it, if it isn't a global variable:
 *
 *     block    of the heap: start, size, by (a thread) and pc of its allocation
 *     local    on a stack: thread, and the frame: function (an address inside of it), base (its
 *              frame pointer) and top (its stack pointer)
 *     storage  thread-local: thread, and offset in the program's image of such storage
 *
 * The same of a value that is such an address: before_at and, if that is another, after_at;
 * value_at of an operation's or an object's.
 *
 * An operation of a library's begins with
 *
 *     {"do":"operation","object":…,"words":"sends {value} on {object}", …}
 *
 * whose pc is that of the call into the library's function. Events within it are
 *
 *     {"do":"operation value","inside":…,"value":3,"size":8}
 *     {"do":"operation waits","inside":…,"words":…,"helps":"sends|closes"}
 *     {"do":"operation goes on","inside":…}
 *     {"do":"operation ends","inside":…,"words":… or none}
 *
 * Within one or not, a library tells what its object is and holds:
 *
 *     {"do":"object stands","object":…,"what":"channel","how":"open" or none: no more,"room":2}
 *     {"do":"object puts","object":…,"value":3,"size":8}, and "object takes"
 */
#include "engine/record.h"

#include "core/frames.h"
#include "core/names.h"
#include "core/object.h"
#include "engine/cells.h"
#include "engine/endless.h"
#include "engine/operations.h"
#include "world/world.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
STATE static uint64_t pending_before = 0;

/* Each thread's clock at its last event. */
STATE static struct clock told[MAX_THREADS] = {0};

/* What was in memory where a read gets an older value, and is there again after it. */
struct lent {
    uintptr_t start;
    size_t size; /* 0: nothing is lent */
    uint64_t own, older;
};
STATE static struct lent lent = {0};

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

/* Where an address lies, if not among the globals. */
static void put_memory(uintptr_t address)
{
    int thread;
    size_t offset;
    const struct block *block = heap_has(address) ? heap_block(address) : NULL;
    if (block != NULL) {
        put("\"block\":{\"start\":%lu,\"size\":%zu,\"by\":\"%s\",\"pc\":%lu}",
            (unsigned long)block->start, block->size, thread_name(block->allocated_by),
            (unsigned long)(uintptr_t)block->allocated_at);
        return;
    }
    const struct frame *frame = frames_find(address, &thread);
    if (frame != NULL) {
        put("\"local\":{\"thread\":\"%s\",\"function\":%lu,\"base\":%lu,\"top\":%lu}",
            thread_name(thread), (unsigned long)(uintptr_t)frame->inside,
            (unsigned long)frame->base, (unsigned long)frame->top);
    } else if (frames_storage(address, &thread, &offset)) {
        put("\"storage\":{\"thread\":\"%s\",\"offset\":%zu}", thread_name(thread), offset);
    }
}

static bool lies_apart(uintptr_t address)
{
    int thread;
    size_t offset;
    return (heap_has(address) && heap_block(address) != NULL) ||
           frames_find(address, &thread) != NULL || frames_storage(address, &thread, &offset);
}

static void put_place(uintptr_t address)
{
    if (lies_apart(address)) {
        put(",");
        put_memory(address);
    }
}

/* Of a value that may be a pointer, where that leads. */
static void put_target(const char *key, uint64_t value, size_t size)
{
    if (size == sizeof(void *) && lies_apart((uintptr_t)value)) {
        put(",\"%s\":{", key);
        put_memory((uintptr_t)value);
        put("}");
    }
}

/* The read that was told last gets the value, which stays until the thread's next event: nothing
 * else of the program comes in between. */
static void lend(uintptr_t start, size_t size, uint64_t older)
{
    lent = (struct lent){start, size, value_at(start, size), older};
    __real_memcpy((void *)start, &lent.older, size);
    lent.older = value_at(start, size);
}

/* Unless something was written there that nobody told of. */
static void take_back(void)
{
    if (lent.size > 0 && value_at(lent.start, lent.size) == lent.older) {
        __real_memcpy((void *)lent.start, &lent.own, lent.size);
    }
    lent.size = 0;
}

void record_settle(void)
{
    if (pending != 0) {
        const uint64_t value = value_at(pending, pending_size);
        put(",\"after\":%ld", (long)value);
        if (value != pending_before) {
            put_target("after_at", value, pending_size);
        }
        put("}\n");
        pending = 0;
    }
    take_back();
}

/* For a debugger's breakpoint: the event that was asked for is about to happen. */
void interleave_stop_here(void);
__attribute__((noinline)) void interleave_stop_here(void)
{
    __asm__ volatile("");
}

/* How far the thread has come, and what it has learned of others since its last event. */
static void put_clock(const struct thread *me)
{
    const char *before = ",\"knows\":{";
    const uint32_t mine = (uint32_t)me->id;
    put(",\"at\":%u", clock_at(&me->clock, me->id));
    for (uint32_t i = 0; i < me->clock.known; i++) {
        if (i != mine && me->clock.at[i] > clock_at(&told[mine], (int)i)) {
            put("%s\"%s\":%u", before, thread_name((int)i), me->clock.at[i]);
            before = ",";
        }
    }
    put("%s", before[1] == '\0' ? "}" : "");
    clock_copy(&told[mine], &me->clock);
}

static void begin_line(const struct thread *me, const char *what, const void *pc)
{
    record_settle();
    if (++number == engine.options.stop_at) {
        interleave_stop_here();
    }
    put("{\"n\":%ld,\"thread\":\"%s\",\"do\":", number, thread_name(me->id));
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
    put_clock(me);
    if (operations_inside(me->id) != 0) {
        put(",\"inside\":%ld", operations_inside(me->id));
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
    put_target("before_at", value_at(start, size), size);
    put_place(start);
    pending = start;
    pending_size = size;
    pending_before = value_at(start, size);
    if (number == engine.options.older_at && kind == PLAIN_READ && size <= sizeof lent.own) {
        lend(start, size, (uint64_t)engine.options.older);
    }
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

void record_order(int order)
{
    static const char *const names[] = {
        [__ATOMIC_RELAXED] = "relaxed", [__ATOMIC_CONSUME] = "consume",
        [__ATOMIC_ACQUIRE] = "acquire", [__ATOMIC_RELEASE] = "release",
        [__ATOMIC_ACQ_REL] = "acq_rel", [__ATOMIC_SEQ_CST] = "",
    };
    if (pending != 0 && order >= 0 && order < __ATOMIC_SEQ_CST) {
        put(",\"order\":\"%s\"", names[order]);
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
    if (engine.endless) {
        endless_heed_call(call);
    }
    if (!engine.recording || number >= MOST_EVENTS) {
        return;
    }
    begin_line(self, call, pc);
    if (object != NULL) {
        put(",\"object\":%lu", (unsigned long)(uintptr_t)object);
        put_place((uintptr_t)object);
    }
    if (note != NULL) {
        put(",\"note\":");
        put_text(note);
    }
    put("}\n");
}

void record_call(const char *call, const void *object, const void *pc)
{
    if (engine.recording || engine.endless) {
        record_note(call, object, NULL, pc);
    }
}

void record_start(const char *call, const struct thread *thread, const void *function,
                  const void *pc)
{
    if (engine.recording && number < MOST_EVENTS) {
        told[thread->id].known = 0; /* its place may have been another thread's */
        begin_line(self, call, pc);
        put(",\"note\":\"%s\",\"function\":%lu}\n", thread_name(thread->id),
            (unsigned long)(uintptr_t)function);
    }
}

/* Where the program called the library's function that the running thread is in. */
static const void *caller(const void *otherwise)
{
    const int depth = self->depth;
    return depth > 0 && depth <= MOST_CALLS ? self->calls[depth - 1] : otherwise;
}

long record_operation(const char *what, const void *object, const char *words, const char *helps,
                      const void *pc)
{
    if (number >= MOST_EVENTS) {
        return 0;
    }
    begin_line(self, what, caller(pc));
    if (object != NULL) {
        put(",\"object\":%lu", (unsigned long)(uintptr_t)object);
        put_place((uintptr_t)object);
    }
    if (words != NULL) {
        put(",\"words\":");
        put_text(words);
    }
    if (helps != NULL) {
        put(",\"helps\":");
        put_text(helps);
    }
    put("}\n");
    return number;
}

/* The rest of a line that has a value. */
static void end_with_value(uint64_t value, size_t size)
{
    put(",\"size\":%zu,\"value\":%ld", size, (long)value);
    put_target("value_at", value, size);
    put("}\n");
}

void record_operation_value(const void *value, size_t size, const void *pc)
{
    if (number < MOST_EVENTS) {
        const uint64_t number_there = value_at((uintptr_t)value, size);
        begin_line(self, "operation value", caller(pc));
        end_with_value(number_there, size);
    }
}

static void put_object(const void *object)
{
    put(",\"object\":%lu", (unsigned long)(uintptr_t)object);
    put_place((uintptr_t)object);
}

void record_object_value(const char *what, const void *object, const void *value, size_t size,
                         const void *pc)
{
    if (number < MOST_EVENTS) {
        const uint64_t number_there = value_at((uintptr_t)value, size);
        begin_line(self, what, caller(pc));
        put_object(object);
        end_with_value(number_there, size);
    }
}

void record_object_stands(const void *object, const char *what, const char *how, size_t room,
                          const void *pc)
{
    if (number < MOST_EVENTS) {
        begin_line(self, "object stands", caller(pc));
        put_object(object);
        put(",\"what\":");
        put_text(what);
        if (how != NULL) {
            put(",\"how\":");
            put_text(how);
        }
        put(",\"room\":%zu}\n", room);
    }
}

void record_stuck(const struct thread *thread, const char *waits, int for_thread)
{
    if (!engine.recording) {
        return;
    }
    begin_line(thread, "stuck", thread->next.pc);
    put(",\"waits\":\"%s\"", waits);
    if (thread->next.object != NULL && !thread->covered) {
        put(",\"object\":%lu", (unsigned long)thread->next.object->address);
        put_place(thread->next.object->address);
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
    operations_begin();
    for (int i = 0; i < MAX_THREADS; i++) {
        told[i].known = 0;
    }
    engine.recording = engine.options.trace >= 0;
    if (engine.recording) {
        frames_begin();
    }
}

void record_end(void)
{
    if (engine.recording) {
        record_settle();
        flush();
        engine.recording = false;
    }
}

void record_tell(const char *format, ...)
{
    char piece[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    put("%s", piece);
}

void record_tell_text(const char *text)
{
    put_text(text);
}

void record_tell_place(uintptr_t address)
{
    put_place(address);
}

long record_flush(void)
{
    record_settle();
    flush();
    return number;
}
