/* cells.c - see cells.h. */
#include "engine/cells.h"

#include "core/strategy.h"
#include "engine/spin.h"
#include "world/world.h"

#include <stdlib.h>

enum { CELLS_AT_ONCE = 1024, ALL_BYTES = 0xff, MOST_JOINS = 16 };

STATE static struct slot no_slots[] = {{.start = NO_START}};
STATE struct slot *slots = no_slots;
STATE size_t slot_mask = 0;
STATE static size_t cell_count = 0;
STATE static struct cell *spare = NULL;
STATE static size_t spares = 0;
STATE static struct cell **shown = NULL;
STATE static size_t shown_count = 0;
STATE static struct place **strict = NULL;
STATE static size_t strict_count = 0;
STATE struct cells_touched cells_touched = {.count = 0};
STATE static int joins = 0; /* of spans, for which a search began anew */

static void grow(void)
{
    enum { FIRST_ROOM = 4096 };
    struct slot *old = slots;
    const size_t old_room = slot_mask + 1;
    const size_t room = old == no_slots ? FIRST_ROOM : old_room * 2;
    slots = __real_malloc(room * sizeof *slots);
    if (slots == NULL) {
        abort();
    }
    slot_mask = room - 1;
    for (size_t i = 0; i < room; i++) {
        slots[i] = (struct slot){.start = NO_START};
    }
    for (size_t i = 0; i < old_room; i++) {
        if (old[i].cell != NULL) {
            size_t at = cell_slot(old[i].start) & slot_mask;
            while (slots[at].cell != NULL) {
                at = (at + 1) & slot_mask;
            }
            slots[at] = old[i];
        }
    }
    if (old != no_slots) {
        __real_free(old);
    }
}

static struct cell *new_cell(uintptr_t start)
{
    if (spares == 0) {
        spare = __real_calloc(CELLS_AT_ONCE, sizeof *spare);
        if (spare == NULL) {
            abort();
        }
        spares = CELLS_AT_ONCE;
    }
    struct cell *cell = spare++;
    spares--;
    cell->start = start;
    if (start - world.start >= world.size && !heap_has(start)) {
        cell->span.place.strict = true;
        cell->span.bytes = ALL_BYTES; /* of a stack, where objects come and go */
    }
    return cell;
}

/* Takes the spans that have some of the bytes, but not the one to keep, out of the cell's list.
 * Returns how many that were. */
static int join_spans(struct cell *cell, struct span *keep, uint8_t bytes)
{
    int joined = 0;
    for (struct span **link = &cell->span.next; *link != NULL;) {
        struct span *span = *link;
        if (span == keep || (span->bytes & bytes) == 0) {
            link = &span->next;
            continue;
        }
        keep->bytes |= span->bytes;
        keep->place.strict = keep->place.strict || span->place.strict;
        keep->version++; /* who waits for a change of either looks again */
        span->version++;
        *link = span->next;
        joined++;
    }
    return joined;
}

/* Where cells fall apart and are joined over and over (unions, memory that is used again), they are
 * left whole. */
static bool leaves_whole(void)
{
    return joins >= MOST_JOINS;
}

bool cells_leave_whole(void)
{
    const bool is_new = !leaves_whole();
    joins = MOST_JOINS;
    return is_new;
}

static struct span *first_span_with(struct cell *cell, uint8_t bytes)
{
    struct span *span = &cell->span;
    while (span != NULL && (span->bytes & bytes) == 0) {
        span = span->next;
    }
    return span;
}

static struct span *new_span(struct cell *cell, uint8_t bytes)
{
    struct span *span = &cell->span;
    if (span->bytes != 0) {
        span = __real_calloc(1, sizeof *span);
        if (span == NULL) {
            abort();
        }
        span->next = cell->span.next;
        cell->span.next = span;
    }
    span->bytes = bytes;
    return span;
}

struct span *span_found(struct cell *cell, uint8_t bytes)
{
    const uint8_t wanted = leaves_whole() ? ALL_BYTES : bytes;
    struct span *span = first_span_with(cell, wanted);
    if (span == NULL) {
        return new_span(cell, wanted);
    }
    if ((wanted & ~span->bytes) != 0) {
        span->bytes |= wanted;
        if (join_spans(cell, span, wanted) > 0) {
            joins += engine.again ? 0 : 1;
            engine.again = engine.again || strategy_proves();
            spin_unpark();
        }
    }
    return span;
}

void spans_cover(struct cell *cell, uint8_t bytes)
{
    uint8_t covered = 0;
    for (const struct span *span = &cell->span; span != NULL; span = span->next) {
        covered |= span->bytes;
    }
    const uint8_t rest = bytes & (uint8_t)~covered;
    if (rest != 0) {
        struct span *span = first_span_with(cell, bytes);
        if (span != NULL) {
            span->bytes |= rest;
        } else {
            new_span(cell, leaves_whole() ? ALL_BYTES : rest);
        }
    }
}

static void add_touched(struct cell *cell)
{
    if (cells_touched.count == cells_touched.room) {
        cells_touched.room = cells_touched.room == 0 ? 1024 : cells_touched.room * 2;
        cells_touched.cells =
            __real_realloc(cells_touched.cells, cells_touched.room * sizeof *cells_touched.cells);
        if (cells_touched.cells == NULL) {
            abort();
        }
    }
    cells_touched.cells[cells_touched.count++] = cell;
}

void cell_renew(struct cell *cell)
{
    add_touched(cell);
    cell->execution = engine.execution;
    cell->plain = false;
    cell->count = 0;
    cell->last = 0;
    cell->room = NEAR_ACCESSES;
    cell->far = NULL;
    cell->span.version = 0;
    cell->releases = NULL;
    cell->locations = NULL;
    place_renew(&cell->span.place);
    cell->block = heap_has(cell->start) ? heap_block(cell->start + 7) : NULL;
}

struct cell *cell_known(uintptr_t address)
{
    const uintptr_t start = address & ~(uintptr_t)7;
    for (size_t at = cell_slot(start) & slot_mask; slots[at].cell != NULL;
         at = (at + 1) & slot_mask) {
        if (slots[at].start == start) {
            struct cell *cell = slots[at].cell;
            if (cell->execution != engine.execution) {
                cell_renew(cell);
            }
            return cell;
        }
    }
    return NULL;
}

struct cell *cell_make(uintptr_t address)
{
    const uintptr_t start = address & ~(uintptr_t)7;
    if (cell_count * 2 >= slot_mask) {
        grow();
    }
    size_t at = cell_slot(start) & slot_mask;
    while (slots[at].cell != NULL && slots[at].start != start) {
        at = (at + 1) & slot_mask;
    }
    struct cell *cell = slots[at].cell;
    if (cell == NULL) {
        cell = new_cell(start);
        slots[at] = (struct slot){.start = start, .cell = cell};
        cell_count++;
    }
    if (cell->execution != engine.execution) {
        cell_renew(cell);
    }
    return cell;
}

size_t cells_ever(void)
{
    return cell_count;
}

void cell_show(uintptr_t address)
{
    struct cell *cell = cell_at(address);
    if (!cell->visible) {
        cell->visible = true;
        shown = __real_realloc(shown, (shown_count + 1) * sizeof *shown);
        if (shown == NULL) {
            abort();
        }
        shown[shown_count++] = cell;
        engine.again = true;
    }
}

bool cells_shown(void)
{
    return shown_count > 0;
}

void cells_forget(void)
{
    for (size_t i = 0; i < shown_count; i++) {
        shown[i]->visible = false;
    }
    shown_count = 0;
    for (size_t i = 0; i < strict_count; i++) {
        strict[i]->strict = false;
    }
    strict_count = 0;
}

void place_count_orders(struct place *place)
{
    if (engine.stores_commute && !place->strict) {
        place->strict = true;
        strict = __real_realloc(strict, (strict_count + 1) * sizeof *strict);
        if (strict == NULL) {
            abort();
        }
        strict[strict_count++] = place;
        engine.again = true;
    }
}

uint64_t cells_state(bool (*counts)(uintptr_t))
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i <= slot_mask; i++) {
        const struct cell *cell = slots[i].cell;
        if (cell == NULL || cell->execution != engine.execution ||
            (counts != NULL && !counts(cell->start))) {
            continue;
        }
        if (!world_has(cell->start)) {
            return 0;
        }
        hash = (hash ^ *(const uint64_t *)cell->start) * 0x100000001b3;
        hash ^= hash >> 29;
    }
    return hash | 1;
}
