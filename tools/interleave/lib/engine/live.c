/* live.c - see live.h. */
#include "engine/live.h"

#include "core/caller.h"
#include "core/real.h"
#include "engine/code.h"
#include "engine/dead.h"
#include "engine/engine.h"

#include <errno.h>
#include <link.h>
#include <sys/mman.h>

enum {
    BELOW = 1920, /* bytes of a frame below its frame pointer that are told apart; */
    ABOVE = 128,  /* and above it, where arguments are */
    WORDS = (BELOW + ABOVE) / 64,
    MOST_CODE = 1 << 14, /* bytes of a function, */
    MOST_INSTRUCTIONS = MOST_CODE / 4,
    MOST_PLACES = 512 /* a power of two */
};

/* A bit for each byte of a frame, from BELOW on. */
struct bytes {
    uint64_t word[WORDS];
};

/* What is live after the call that returns to pc. */
struct place_of_call {
    const uint8_t *pc; /* NULL: free */
    bool known;
    struct bytes live;
};

/* An instruction of the function that is looked at. */
struct point {
    struct instruction does;
    int16_t on, elsewhere; /* the ones that come after it; -1: none */
    struct bytes before;   /* live there */
};

/* A function, and what is found out of it. */
struct function {
    const uint8_t *begin, *end;
    bool lends; /* an address of its slots */
    int count;
    int16_t at[MOST_CODE]; /* from its begin: the point that begins there, -1: none */
    struct point points[MOST_INSTRUCTIONS];
};

/* Mapped when first needed. */
STATE static struct function *function = NULL;
STATE static struct place_of_call *places = NULL;

static bool map(void)
{
    if (function == NULL) {
        char *got =
            mmap(NULL, sizeof *function + MOST_PLACES * sizeof *places, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (got != MAP_FAILED) {
            function = (struct function *)got;
            places = (struct place_of_call *)(got + sizeof *function);
        }
    }
    return function != NULL;
}

/* -- where a function begins and ends: the frame descriptions of its file, System V ABI and LSB,
 * .eh_frame_hdr, in the only way in which linkers write it -- */

enum { ENCODED_FROM_HERE = 0x1b, ENCODED_COUNT = 0x03, ENCODED_FROM_TABLE = 0x3b };

struct frame_table {
    uint8_t version, encodes_frames, encodes_count, encodes_table;
    int32_t frames;
    uint32_t count;
    struct {
        int32_t begin, description; /* from the start of the table */
    } entry[];
};

struct description {
    uint32_t length, common;
    int32_t begin; /* from here */
    uint32_t size;
};

static bool find_in_table(const struct frame_table *table, const uint8_t *pc)
{
    if (table->version != 1 || table->encodes_frames != ENCODED_FROM_HERE ||
        table->encodes_count != ENCODED_COUNT || table->encodes_table != ENCODED_FROM_TABLE) {
        return false;
    }
    const uint8_t *const base = (const uint8_t *)table;
    uint32_t low = 0, high = table->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (base + table->entry[middle].begin < pc) { /* pc comes after a call */
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return false;
    }
    const uint8_t *const begin = base + table->entry[low - 1].begin;
    const struct description *const description =
        (const struct description *)(base + table->entry[low - 1].description);
    if ((const uint8_t *)&description->begin + description->begin != begin) {
        return false; /* it is written in another way */
    }
    function->begin = begin;
    function->end = begin + description->size;
    return pc < function->end && description->size <= MOST_CODE;
}

static int find_function(struct dl_phdr_info *info, size_t size, void *argument)
{
    (void)size;
    const uint8_t *const pc = *(const uint8_t **)argument;
    const struct frame_table *table = NULL;
    bool has_pc = false;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *const header = &info->dlpi_phdr[i];
        const uintptr_t start = info->dlpi_addr + header->p_vaddr;
        if (header->p_type == PT_LOAD && (uintptr_t)pc - start < header->p_memsz) {
            has_pc = true;
        } else if (header->p_type == PT_GNU_EH_FRAME) {
            table = (const struct frame_table *)start;
        }
    }
    if (!has_pc) {
        return 0;
    }
    *(const uint8_t **)argument = table != NULL && find_in_table(table, pc) ? pc : NULL;
    return 1;
}

/* -- its code, along all ways that it may take -- */

/* The number of the point at that address, which is looked at later if it is new; -1: there is
 * none. */
static int16_t point_at(const uint8_t *at)
{
    if (at < function->begin || at >= function->end || function->count == MOST_INSTRUCTIONS) {
        return -1;
    }
    int16_t *const number = &function->at[at - function->begin];
    if (*number < 0) {
        *number = (int16_t)function->count++;
        function->points[*number].does.next = at; /* until it is read */
    }
    return *number;
}

/* The frame pointer is set by the first two instructions, and taken back just before the end. */
static bool keeps_frame(const struct point *point, const uint8_t *at)
{
    const struct instruction *const does = &point->does;
    struct instruction after;
    switch (does->part) {
    case FRAME_USED:
        return true;
    case FRAME_PUSHES:
        return point == &function->points[0] && code_read(does->next, &after) &&
               after.part == FRAME_SETS;
    case FRAME_SETS:
        return at - function->begin <= 8 && function->points[0].does.next == at &&
               function->points[0].does.part == FRAME_PUSHES;
    case FRAME_LEAVES:
        return code_read(does->next, &after) && after.flow == FLOW_END;
    }
    return false;
}

static bool read_point(struct point *point)
{
    const uint8_t *const at = point->does.next;
    if (!code_read(at, &point->does) || !keeps_frame(point, at)) {
        return false;
    }
    const struct instruction *const does = &point->does;
    if (does->operand == OPERAND_SLOT && does->offset + (int64_t)does->size > ABOVE) {
        return false;
    }
    function->lends = function->lends || does->operand == OPERAND_ADDRESS;
    point->on = point->elsewhere = -1;
    if (does->flow != FLOW_END && does->flow != FLOW_JUMP) {
        point->on = point_at(does->next);
        /* A call that doesn't return may come last. */
        if (point->on < 0 && does->flow != FLOW_CALL) {
            return false;
        }
    }
    if (does->flow == FLOW_JUMP || does->flow == FLOW_BRANCH) {
        point->elsewhere = point_at(does->target);
        return point->elsewhere >= 0;
    }
    return true;
}

static const uint8_t *behind_landing(const uint8_t *begin)
{
    static const uint8_t landing[] = {0xf3, 0x0f, 0x1e, 0xfa}; /* endbr64 */
    return __builtin_memcmp(begin, landing, sizeof landing) == 0 ? begin + sizeof landing : begin;
}

static bool read_function(void)
{
    function->count = 0;
    function->lends = false;
    __real_memset(function->at, -1, (size_t)(function->end - function->begin) * sizeof(int16_t));
    point_at(behind_landing(function->begin));
    for (int i = 0; i < function->count; i++) {
        __real_memset(&function->points[i].before, 0, sizeof function->points[i].before);
        if (!read_point(&function->points[i])) {
            return false;
        }
    }
    return function->count < MOST_INSTRUCTIONS && function->points[0].does.part == FRAME_PUSHES;
}

/* -- what is live -- */

static void set_bytes(struct bytes *bytes, const struct instruction *does, bool live)
{
    for (uint32_t i = 0; i < does->size; i++) {
        const int64_t byte = (int64_t)does->offset + i + BELOW;
        if (byte >= 0 && byte < BELOW + ABOVE) {
            const uint64_t bit = (uint64_t)1 << byte % 64;
            bytes->word[byte / 64] = (bytes->word[byte / 64] & ~bit) | (live ? bit : 0);
        }
    }
}

static void add_before(int16_t after, struct bytes *live)
{
    for (int i = 0; after >= 0 && i < WORDS; i++) {
        live->word[i] |= function->points[after].before.word[i];
    }
}

static struct bytes live_after(const struct point *point)
{
    struct bytes live = {{0}};
    add_before(point->on, &live);
    add_before(point->elsewhere, &live);
    return live;
}

static bool reads_whole_frame(const struct instruction *does)
{
    if (does->operand == OPERAND_FRAME) {
        return does->reads;
    }
    return function->lends &&
           (does->flow == FLOW_CALL || (does->operand == OPERAND_POINTER && does->reads));
}

static struct bytes live_before(const struct point *point)
{
    const struct instruction *const does = &point->does;
    struct bytes live = live_after(point);
    if (reads_whole_frame(does)) {
        __real_memset(&live, 0xff, sizeof live);
    }
    if (does->operand == OPERAND_SLOT) {
        set_bytes(&live, does, does->reads);
    }
    return live;
}

static void find_live(void)
{
    for (bool changes = true; changes;) {
        changes = false;
        for (int i = function->count - 1; i >= 0; i--) {
            struct point *const point = &function->points[i];
            const struct bytes live = live_before(point);
            if (__builtin_memcmp(&live, &point->before, sizeof live) != 0) {
                point->before = live;
                changes = true;
            }
        }
    }
}

static void look_at_code(struct place_of_call *place)
{
    const uint8_t *found = place->pc;
    if (dl_iterate_phdr(find_function, (void *)&found) != 1 || found == NULL || !read_function()) {
        return;
    }
    const int16_t number = function->at[place->pc - function->begin];
    if (number >= 0) {
        find_live();
        place->live = function->points[number].before;
        place->known = true;
    }
}

/* NULL: it isn't known. */
static const struct bytes *live_at(const uint8_t *pc)
{
    if (!map()) {
        return NULL;
    }
    uintptr_t slot = (uintptr_t)pc / 2;
    for (int probes = 0; probes < MOST_PLACES; probes++, slot++) {
        struct place_of_call *const place = &places[slot % MOST_PLACES];
        if (place->pc == NULL) {
            place->pc = pc;
            look_at_code(place);
        }
        if (place->pc == pc) {
            return place->known ? &place->live : NULL;
        }
    }
    return NULL;
}

/* -- a thread's state -- */

static inline uint64_t add_to(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x100000001b3;
    return hash ^ hash >> 29;
}

/* A word of which some bytes count. */
static uint64_t counted(uint64_t word, uint8_t bytes)
{
    uint64_t mask = 0;
    for (int i = 0; i < 8; i++) {
        mask |= (bytes >> i & 1) != 0 ? (uint64_t)0xff << i * 8 : 0;
    }
    return word & mask;
}

/* The live bytes of the frame that has its frame pointer at base, and ends at bottom. */
static uint64_t add_frame(uint64_t hash, const struct bytes *live, uintptr_t base, uintptr_t bottom,
                          const struct dead *dead)
{
    const uintptr_t low = base - BELOW;
    for (uintptr_t at = bottom & ~(uintptr_t)7; at < low; at += 8) {
        hash = add_to(hash, *(const uint64_t *)at);
    }
    for (int i = 0; i < (BELOW + ABOVE) / 8; i++) {
        const uintptr_t at = low + (uintptr_t)i * 8;
        const uint8_t bytes = (uint8_t)(live->word[i / 8] >> i % 8 * 8);
        if (bytes != 0 && at >= bottom && (at < base || at >= base + 16)) {
            const uint64_t word = dead_left_out(dead, (const uint64_t *)at);
            hash = add_to(hash, bytes == 0xff ? word : counted(word, bytes));
        }
    }
    return hash;
}

/* The library's frame that returns to pc; NULL: it isn't near. */
static const uintptr_t *frame_of_call(const void *pc)
{
    enum { MOST_FRAMES = 12 };
    const uintptr_t *frame = __builtin_frame_address(0);
    for (int i = 0; i < MOST_FRAMES; i++) {
        if (frame[1] == (uintptr_t)pc) {
            return frame;
        }
        if (frame[0] <= (uintptr_t)frame || frame[0] >= (uintptr_t)self->fiber.stack_high) {
            break;
        }
        frame = (const uintptr_t *)frame[0];
    }
    return NULL;
}

/* What is behind the program's first function: nothing but the library's, which called it. */
static bool begins_thread(const uintptr_t *frame)
{
    const uintptr_t *const outer = caller_frame(frame, &self->fiber);
    return outer == NULL || outer[1] == 0;
}

/* Whether the library's function that was called there begins with keeping all registers that a
 * call preserves, below its frame pointer. */
static bool keeps_registers(const uint8_t *pc)
{
    /* push rbp; mov rsp to rbp; push r15, r14, r13, r12, rbx */
    static const uint8_t begins[] = {0x55, 0x48, 0x89, 0xe5, 0x41, 0x57, 0x41,
                                     0x56, 0x41, 0x55, 0x41, 0x54, 0x53};
    struct instruction call;
    return code_read(pc - 5, &call) && call.flow == FLOW_CALL && call.next == pc &&
           call.target != NULL &&
           __builtin_memcmp(behind_landing(call.target), begins, sizeof begins) == 0;
}

/* What isn't understood, from there to the end of the stack, and the registers that it may use: in
 * its callees, which are, they are as it has left them. */
static uint64_t add_rest(uint64_t hash, const uintptr_t *call, uintptr_t from)
{
    enum { KEPT = 5 };
    if (!keeps_registers((const uint8_t *)call[1])) {
        return 0;
    }
    for (int i = 1; i <= KEPT; i++) {
        hash = add_to(hash, call[-i]);
    }
    for (uintptr_t at = from; at < (uintptr_t)self->fiber.stack_high; at += sizeof(uint64_t)) {
        hash = add_to(hash, *(const uint64_t *)at);
    }
    return hash | 1;
}

__attribute__((noinline)) uint64_t live_state(const void *pc, uint64_t asks)
{
    const uintptr_t *const call = self->spin.keeps_place ? NULL : frame_of_call(pc);
    if (call == NULL) {
        return 0;
    }
    struct dead dead = dead_slots(pc, call[0]);
    uint64_t hash = add_to(asks, (uint64_t)errno);
    hash = add_to(add_to(hash, (uint64_t)self->now), (uint64_t)self->held_count);
    const uintptr_t *frame = call;
    do {
        const uint8_t *const at = (const uint8_t *)frame[1];
        const uintptr_t bottom = (uintptr_t)(frame + 2), base = frame[0];
        const struct bytes *const live = live_at(at);
        if (live == NULL || base < bottom || base + 16 > (uintptr_t)self->fiber.stack_high) {
            return frame == call ? 0 : add_rest(hash, call, (uintptr_t)frame);
        }
        hash = add_to(add_to(hash, (uintptr_t)at), base);
        hash = add_frame(hash, live, base, bottom, &dead);
        dead.count = 0;
        frame = (const uintptr_t *)base;
    } while (caller_frame(frame, &self->fiber) == frame && frame[1] != 0);
    return begins_thread(frame) ? hash | 1 : add_rest(hash, call, (uintptr_t)frame);
}
