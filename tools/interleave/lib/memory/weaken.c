/* weaken.c - a table of ranges of code with orders, and one of operations seen; see weaken.h. */
#include "memory/weaken.h"

#include "core/caller.h"
#include "core/state.h"
#include "memory/orders.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { MOST_RANGES = 2048, MOST_SEEN = 4096 /* a power of two */ };

/* Calls of one kind in a range of code, and what their orders give at most. */
struct range {
    int operation; /* -1: any */
    uintptr_t above, to;
    unsigned order, failed; /* enum order_gives */
};

/* An operation that the program did. */
struct seen {
    uintptr_t pc; /* 0: none */
    uintptr_t at; /* the object, the first time */
    size_t size;
    enum atomic_operation operation;
    unsigned order, failed; /* all that its orders gave */
};

STATE bool weakening = false;
STATE static struct range ranges[MOST_RANGES] = {{0}};
STATE static int range_count = 0;
/* Shared with the processes among which a long proof is divided. */
struct notes {
    bool left_out; /* there was no room for another one */
    struct seen seen[MOST_SEEN];
};
STATE static struct notes *notes = NULL;
STATE static uintptr_t base = 0;

void *__real_mmap(void *, size_t, int, int, int, off_t);

static void begin(void)
{
    base = caller_base();
    weakening = true;
}

static bool read_range(const char *text, int *length, struct range *range)
{
    return sscanf(text, "%d:%lx-%lx=%u/%u%n", &range->operation, &range->above, &range->to,
                  &range->order, &range->failed, length) == 5;
}

bool weaken_read(const char *text)
{
    int length = 0;
    begin();
    for (; *text != '\0'; text += length) {
        text += *text == ',';
        if (range_count == MOST_RANGES || !read_range(text, &length, &ranges[range_count])) {
            return false;
        }
        ranges[range_count].above += base;
        ranges[range_count].to += base;
        range_count++;
    }
    return true;
}

bool weaken_note(void)
{
    void *room =
        __real_mmap(NULL, sizeof *notes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) {
        return false;
    }
    notes = room;
    begin();
    return true;
}

/* The entry of such a call; NULL: there is no room for another one. */
static struct seen *entry_of(const struct asked *asked)
{
    const uintptr_t pc = (uintptr_t)asked->pc;
    size_t place = pc * 0x9e3779b97f4a7c15u >> 40;
    for (int i = 0; i < MOST_SEEN; i++, place++) {
        struct seen *seen = &notes->seen[place % MOST_SEEN];
        uintptr_t there = 0;
        if (__atomic_compare_exchange_n(&seen->pc, &there, pc, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
            seen->at = asked->at;
            seen->size = asked->size;
            seen->operation = asked->operation;
            return seen;
        }
        if (there == pc) {
            return seen;
        }
    }
    return NULL;
}

static void note(const struct asked *asked)
{
    struct seen *seen = entry_of(asked);
    if (seen == NULL) {
        __atomic_store_n(&notes->left_out, true, __ATOMIC_RELAXED);
    } else {
        __atomic_fetch_or(&seen->order, order_gives(asked->orders.order), __ATOMIC_RELAXED);
        __atomic_fetch_or(&seen->failed, order_gives(asked->orders.failed), __ATOMIC_RELAXED);
    }
}

/* The order of that kind of operation that gives so much. */
static int order_that_gives(unsigned gives, bool loads, bool stores)
{
    const bool acquires = loads && (gives & GIVES_ACQUIRE) != 0;
    const bool releases = stores && (gives & GIVES_RELEASE) != 0;
    return (gives & GIVES_ONE_ORDER) != 0 ? __ATOMIC_SEQ_CST
           : acquires && releases         ? __ATOMIC_ACQ_REL
           : acquires                     ? __ATOMIC_ACQUIRE
           : releases                     ? __ATOMIC_RELEASE
                                          : __ATOMIC_RELAXED;
}

static bool is_meant(const struct range *range, const struct asked *asked)
{
    const uintptr_t pc = (uintptr_t)asked->pc;
    return range->above < pc && pc <= range->to &&
           (range->operation < 0 || range->operation == (int)asked->operation);
}

struct given_orders weaken(const struct asked *asked)
{
    struct given_orders given = asked->orders;
    if (notes != NULL) {
        note(asked);
    }
    if (asked->size > MOST_BYTES) {
        return given;
    }
    for (int i = 0; i < range_count; i++) {
        if (is_meant(&ranges[i], asked)) {
            given.order = order_that_gives(order_gives(given.order) & ranges[i].order,
                                           asked->operation != OPERATION_STORE,
                                           asked->operation != OPERATION_LOAD);
            given.failed =
                order_that_gives(order_gives(given.failed) & ranges[i].failed, true, false);
        }
    }
    return given;
}

void weaken_tell(int descriptor)
{
    const char *separator = "";
    if (notes == NULL) {
        return;
    }
    dprintf(descriptor, ",\"operations_left_out\":%s,\"operations\":[",
            notes->left_out ? "true" : "false");
    for (int i = 0; i < MOST_SEEN; i++) {
        const struct seen *seen = &notes->seen[i];
        if (seen->pc != 0) {
            dprintf(descriptor,
                    "%s{\"operation\":%d,\"pc\":%lu,\"address\":%lu,\"size\":%zu,\"order\":%u,"
                    "\"failed\":%u}",
                    separator, (int)seen->operation, (unsigned long)seen->pc,
                    (unsigned long)seen->at, seen->size, seen->order, seen->failed);
            separator = ",";
        }
    }
    dprintf(descriptor, "]");
}
