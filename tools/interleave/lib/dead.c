/* dead.c - see dead.h. */
#include "dead.h"

#include <stdbool.h>
#include <stddef.h>

/* What straight-line code has done with the slots so far. */
struct usage {
    struct dead dead;
    struct dead read; /* before they were overwritten */
};

static bool overlap(const struct dead *slots, uintptr_t at, uint32_t size)
{
    for (int i = 0; i < slots->count; i++) {
        if (at < slots->slot[i].at + slots->slot[i].size && slots->slot[i].at < at + size) {
            return true;
        }
    }
    return false;
}

static bool covers(const struct dead *slots, uintptr_t at, uint32_t size)
{
    for (int i = 0; i < slots->count; i++) {
        if (slots->slot[i].at <= at && at + size <= slots->slot[i].at + slots->slot[i].size) {
            return true;
        }
    }
    return false;
}

/* False: there is no room. */
static bool add(struct dead *slots, uintptr_t at, uint32_t size)
{
    if (slots->count == MOST_DEAD) {
        return false;
    }
    slots->slot[slots->count].at = at;
    slots->slot[slots->count++].size = size;
    return true;
}

/* Each returns whether the code after it may be looked at, too. */
static bool slot_read(struct usage *usage, uintptr_t at, uint32_t size)
{
    return covers(&usage->dead, at, size) || add(&usage->read, at, size);
}

static bool slot_written(struct usage *usage, uintptr_t at, uint32_t size)
{
    return overlap(&usage->read, at, size) || covers(&usage->dead, at, size) ||
           add(&usage->dead, at, size);
}

uint64_t dead_left_out(const struct dead *dead, const uint64_t *at)
{
    uint64_t word = *at;
    for (int i = 0; i < dead->count; i++) {
        for (uint32_t j = 0; j < dead->slot[i].size; j++) {
            const uintptr_t byte = dead->slot[i].at + j - (uintptr_t)at;
            word &= byte < sizeof word ? ~((uint64_t)0xff << byte * 8) : ~(uint64_t)0;
        }
    }
    return word;
}

#if defined(__x86_64__)

/* An instruction: Intel, "Software Developer's Manual", volume 2, chapter 2. */
struct instruction {
    bool narrow, wide; /* prefixes: two bytes, eight */
    bool extends;      /* the base register is one of r8 to r15 */
    uint8_t opcode, second, modrm;
    const uint8_t *operand; /* behind modrm */
};

enum operand_kind { REGISTER, SLOT, GLOBAL, OTHER };

static enum operand_kind operand_of(const struct instruction *instruction)
{
    const int mode = instruction->modrm >> 6, base = instruction->modrm & 7;
    if (mode == 3) {
        return REGISTER;
    }
    if (base != 5 || (instruction->extends && mode != 0)) {
        return OTHER;
    }
    return mode == 0 ? GLOBAL : SLOT; /* relative to rip, to rbp */
}

/* Where the slot is that it is about, and what follows the displacement. */
static uintptr_t slot_of(const struct instruction *instruction, uintptr_t frame,
                         const uint8_t **after)
{
    if (instruction->modrm >> 6 == 1) {
        *after = instruction->operand + 1;
        return frame + (uintptr_t)(intptr_t)(int8_t)instruction->operand[0];
    }
    int32_t far;
    __builtin_memcpy(&far, instruction->operand, sizeof far);
    *after = instruction->operand + sizeof far;
    return frame + (uintptr_t)(intptr_t)far;
}

static void read_instruction(const uint8_t *at, struct instruction *instruction)
{
    *instruction = (struct instruction){0};
    if (*at == 0x66) {
        instruction->narrow = true;
        at++;
    }
    if ((*at & 0xf0) == 0x40) {
        instruction->wide = (*at & 8) != 0;
        instruction->extends = (*at & 1) != 0;
        at++;
    }
    instruction->opcode = *at++;
    if (instruction->opcode == 0x0f) {
        instruction->second = *at++;
    }
    instruction->modrm = *at++;
    instruction->operand = at;
}

static uint32_t size_of(const struct instruction *instruction)
{
    if ((instruction->opcode & 1) == 0) {
        return 1;
    }
    return instruction->wide ? 8 : instruction->narrow ? 2 : 4;
}

static bool is_extending_move(const struct instruction *instruction) /* movzx, movsx */
{
    return instruction->opcode == 0x0f && (instruction->second & 0xf6) == 0xb6;
}

static bool is_load(const struct instruction *instruction)
{
    return instruction->opcode == 0x8a || instruction->opcode == 0x8b ||
           is_extending_move(instruction);
}

static bool is_store(const struct instruction *instruction)
{
    return instruction->opcode == 0x88 || instruction->opcode == 0x89;
}

/* Arithmetic, comparisons and tests, and setcc. */
static bool is_calculation(const struct instruction *instruction)
{
    const uint8_t opcode = instruction->opcode;
    return (opcode < 0x40 && (opcode & 7) < 4) || opcode == 0x84 || opcode == 0x85 ||
           (opcode == 0x0f && (instruction->second & 0xf0) == 0x90);
}

/* What comes after the instruction, of which the usage is noted; NULL: it is not understood. */
static const uint8_t *step_over(const uint8_t *at, uintptr_t frame, struct usage *usage)
{
    struct instruction instruction;
    read_instruction(at, &instruction);
    const enum operand_kind kind = operand_of(&instruction);
    const bool loads = is_load(&instruction), stores = is_store(&instruction);
    const uint8_t *after = instruction.operand;
    if (kind == REGISTER && (loads || stores || is_calculation(&instruction))) {
        return after;
    }
    if (kind == GLOBAL && loads) {
        return after + sizeof(int32_t);
    }
    if (kind != SLOT || !(loads || stores)) {
        return NULL;
    }
    uint32_t size = size_of(&instruction);
    if (is_extending_move(&instruction)) {
        size = (instruction.second & 1) != 0 ? 2 : 1;
    }
    const uintptr_t slot = slot_of(&instruction, frame, &after);
    const bool goes_on = loads ? slot_read(usage, slot, size) : slot_written(usage, slot, size);
    return goes_on ? after : NULL;
}

struct dead dead_slots(const void *pc, uintptr_t frame)
{
    enum { MOST_INSTRUCTIONS = 16 };
    struct usage usage = {{0}, {0}};
    const uint8_t *at = pc;
    for (int i = 0; i < MOST_INSTRUCTIONS && at != NULL; i++) {
        at = step_over(at, frame, &usage);
    }
    return usage.dead;
}

#else

struct dead dead_slots(const void *pc, uintptr_t frame)
{
    (void)pc;
    (void)frame;
    return (struct dead){0};
}

#endif
