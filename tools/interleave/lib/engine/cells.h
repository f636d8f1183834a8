/*
 * cells.h - the program's memory in cells of eight bytes: what is known of each that was accessed,
 * by whom, and whether accesses to it are steps.
 */
#ifndef CELLS_H
#define CELLS_H

#include "core/execution.h"

/* An access that a later one may race with. */
struct access {
    uint8_t thread;
    uint8_t mask; /* of the cell's bytes */
    bool write, atomic;
    uint32_t clock; /* the thread's own, at the time */
    const void *pc;
};

enum { NEAR_ACCESSES = 3 };

/* Eight bytes of memory, aligned. A cell stays where it is, once made. */
struct location;

struct block; /* of the heap; see world.h */

/* What an acquire load of an atomic object gets from its last store. */
struct release {
    struct release *next; /* in the same cell */
    uintptr_t start;
    size_t size;
    struct clock *clock; /* NULL: nothing */
    int by;
};

/*
 * Bytes of a cell that steps access together, as far as was seen: those of one object. Two atomic
 * objects in the same cell are two places, as long as no step touches both.
 */
struct span {
    struct place place;
    uint32_t version;  /* counts the writes here that were steps */
    uint8_t bytes;     /* a bit each; 0: none was accessed so far */
    struct span *next; /* of the same cell */
};

struct cell {
    uintptr_t start;
    uint32_t execution; /* in which what follows holds */
    bool visible;       /* always: accesses here are steps */
    bool plain;         /* some of the accesses were no atomic operations */
    uint8_t guarded;    /* always: a bit for each byte of what threads meet at; see life.h */
    uint16_t count, room;
    /* Where the last atomic access of a thread was kept, by the lowest bits of its number and
       whether it writes: most likely it is still there, and of the same thread. */
    uint8_t kept_at[8];
    uint64_t last; /* access, see epoch_of; 0: none */
    struct access near[NEAR_ACCESSES];
    struct access *far;         /* when there are more: all of them */
    struct span span;           /* the first, in a list of all */
    struct release *releases;   /* by the last stores to the atomic objects in here */
    struct block *block;        /* of the heap, or NULL */
    struct location *locations; /* atomic objects, of which stores are kept; see orders.h */
};

/* All cells, in an open hash table of their starts. */
enum { NO_START = 1 }; /* of a slot without a cell; none starts there */
struct slot {
    uintptr_t start;
    struct cell *cell;
};
extern OWN struct slot *slots;
extern OWN size_t slot_mask;

static inline size_t cell_slot(uintptr_t start)
{
    return (size_t)((start >> 3) * 0x9e3779b97f4a7c15u >> 20);
}

/* The cells of this execution, in the order in which they were first accessed. */
struct cells_touched {
    struct cell **cells;
    size_t count, room;
};
extern OWN struct cells_touched cells_touched;

struct cell *cell_make(uintptr_t address);
void cell_renew(struct cell *cell);

/* The cell of an address, made if need be, ready for this execution. */
static inline struct cell *cell_at(uintptr_t address)
{
    const uintptr_t start = address & ~(uintptr_t)7;
    const struct slot *slot = &slots[cell_slot(start) & slot_mask];
    if (__builtin_expect(slot->start != start, 0)) {
        return cell_make(address);
    }
    if (slot->cell->execution != engine.execution) {
        cell_renew(slot->cell);
    }
    return slot->cell;
}

/* Which of a cell's bytes an access is to that begins at the address, a bit each. */
static inline uint8_t bytes_in_cell(uintptr_t start, size_t size)
{
    return (uint8_t)(((1u << (size < 8 ? size : 8)) - 1) << (start & 7));
}

/* The span that has all of these bytes. Those that they lie across are made one for that; as what
 * was searched took them for two, a proof begins anew then. */
struct span *span_found(struct cell *cell, uint8_t bytes);
static inline struct span *span_of(struct cell *cell, uint8_t bytes)
{
    return (bytes & ~cell->span.bytes) == 0 ? &cell->span : span_found(cell, bytes);
}

/* Cells have one span each from now on; false: they have already. */
bool cells_leave_whole(void);

/* That each of these bytes belongs to a span, be it to several. */
void spans_cover(struct cell *cell, uint8_t bytes);

/* The same, but NULL if nobody ever needed it. */
struct cell *cell_known(uintptr_t address);

/* How many there ever were. */
size_t cells_ever(void);

/* Accesses to an address are steps from now on. */
void cell_show(uintptr_t address);

/* Each order of the stores to the cell counts from now on: they differ in more than their value. */
void place_count_orders(struct place *place);

/* Whether accesses to any address are steps. */
bool cells_shown(void);

/* A hash of the contents of all memory that was accessed in this execution, or of what counts of it
 * (NULL: all); 0: some of it may not be there any more. */
uint64_t cells_state(bool (*counts)(uintptr_t address));

/* Nothing is visible any more, and no order of stores counts. */
void cells_forget(void);

#endif
