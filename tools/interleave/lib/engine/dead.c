/* dead.c - see dead.h. */
#include "engine/dead.h"

#include <stdbool.h>
#include <stddef.h>

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

enum { REGISTERS = 16, RBP = 5, NO_REGISTER = 4 /* rsp: no index */ };

/* An instruction: Intel, "Software Developer's Manual", volume 2, chapter 2. */
struct instruction {
    bool narrow, wide; /* prefixes: two bytes, eight */
    uint8_t opcode, second;
    int mode;         /* 3: both operands are registers; else one is in memory */
    int reg, base;    /* registers */
    int index, scale; /* of an address */
    bool from_here;   /* the address is relative to the instruction */
    int32_t displacement;
    const uint8_t *after;
};

/* What is known of the registers, and what was done with the slots. */
struct machine {
    uint64_t value[REGISTERS];
    bool known[REGISTERS];
    struct usage usage;
};

static void read_displacement(struct instruction *instruction, const uint8_t *at, bool far)
{
    instruction->after = at;
    if (far) {
        __builtin_memcpy(&instruction->displacement, at, sizeof instruction->displacement);
        instruction->after += sizeof instruction->displacement;
    } else if (instruction->mode == 1) {
        instruction->displacement = (int8_t)*at;
        instruction->after++;
    }
}

/* The bytes that say what the operands are; extension: of the register numbers, in a prefix. */
static void read_operands(struct instruction *instruction, const uint8_t *at, int extension)
{
    const uint8_t modrm = *at++;
    instruction->mode = modrm >> 6;
    instruction->reg = (modrm >> 3 & 7) | (extension & 4) << 1;
    instruction->base = modrm & 7;
    instruction->index = NO_REGISTER;
    bool far = instruction->mode == 2;
    if (instruction->mode != 3 && instruction->base == 4) {
        const uint8_t sib = *at++;
        instruction->base = sib & 7;
        instruction->index = (sib >> 3 & 7) | (extension & 2) << 2;
        instruction->scale = sib >> 6;
        far = far || (instruction->mode == 0 && instruction->base == 5);
    } else if (instruction->mode == 0 && instruction->base == 5) {
        instruction->from_here = far = true;
    }
    instruction->base |= (extension & 1) << 3;
    read_displacement(instruction, at, far);
}

static void read_instruction(const uint8_t *at, struct instruction *instruction)
{
    int extension = 0;
    *instruction = (struct instruction){0};
    if (*at == 0x66) {
        instruction->narrow = true;
        at++;
    }
    if ((*at & 0xf0) == 0x40) {
        extension = *at++ & 0xf;
        instruction->wide = (extension & 8) != 0;
    }
    instruction->opcode = *at++;
    if (instruction->opcode == 0x0f) {
        instruction->second = *at++;
    }
    read_operands(instruction, at, extension);
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
    return (opcode < 0x40 && opcode != 0x0f && (opcode & 7) < 4) || opcode == 0x84 ||
           opcode == 0x85 || (opcode == 0x0f && (instruction->second & 0xf0) == 0x90);
}

/* Of what is moved to or from memory. */
static uint32_t size_of(const struct instruction *instruction)
{
    if (is_extending_move(instruction)) {
        return (instruction->second & 1) != 0 ? 2 : 1;
    }
    if ((instruction->opcode & 1) == 0) {
        return 1;
    }
    return instruction->wide ? 8 : instruction->narrow ? 2 : 4;
}

/* False: it isn't known. */
static bool address_of(const struct machine *machine, const struct instruction *instruction,
                       uintptr_t *address)
{
    *address = (uintptr_t)(intptr_t)instruction->displacement;
    if (instruction->from_here) {
        *address += (uintptr_t)instruction->after;
        return true;
    }
    if (!machine->known[instruction->base] ||
        (instruction->mode == 0 && (instruction->base & 7) == 5)) {
        return false;
    }
    *address += machine->value[instruction->base];
    if (instruction->index != NO_REGISTER) {
        *address += machine->value[instruction->index] << instruction->scale;
        return machine->known[instruction->index];
    }
    return true;
}

/* The register has what is in memory. That stays as it is till then in the frame alone, where only
 * its own code has this slot; of parts of registers nothing is known. */
static void load(struct machine *machine, const struct instruction *instruction, uintptr_t address,
                 bool on_frame)
{
    const uint32_t size = size_of(instruction);
    const bool whole = on_frame && size >= 4 && !is_extending_move(instruction) &&
                       !overlap(&machine->usage.dead, address, size);
    machine->known[instruction->reg] = whole;
    machine->value[instruction->reg] = 0;
    if (whole) {
        __builtin_memcpy(&machine->value[instruction->reg], (const void *)address, size);
    }
}

/* Between registers. Which of the two is written is not asked. */
static void calculate(struct machine *machine, const struct instruction *instruction)
{
    machine->known[instruction->reg] = machine->known[instruction->base] = false;
}

/* What comes after the instruction, which is done; NULL: it is not understood. */
static const uint8_t *step_over(const uint8_t *at, struct machine *machine)
{
    struct instruction instruction;
    read_instruction(at, &instruction);
    const bool loads = is_load(&instruction), stores = is_store(&instruction);
    if (!loads && !stores && !(instruction.mode == 3 && is_calculation(&instruction))) {
        return NULL;
    }
    if (instruction.mode == 3) {
        calculate(machine, &instruction);
        return machine->known[RBP] ? instruction.after : NULL;
    }
    const bool on_frame = instruction.base == RBP && instruction.index == NO_REGISTER;
    uintptr_t address;
    if (!address_of(machine, &instruction, &address) || (stores && !on_frame)) {
        return NULL;
    }
    const uint32_t size = size_of(&instruction);
    if (stores) {
        return slot_written(&machine->usage, address, size) ? instruction.after : NULL;
    }
    if (!slot_read(&machine->usage, address, size) || instruction.reg == RBP) {
        return NULL;
    }
    load(machine, &instruction, address, on_frame);
    return instruction.after;
}

struct dead dead_slots(const void *pc, uintptr_t frame)
{
    enum { MOST_INSTRUCTIONS = 16 };
    struct machine machine = {.value[RBP] = frame, .known[RBP] = true};
    const uint8_t *at = pc;
    for (int i = 0; i < MOST_INSTRUCTIONS && at != NULL; i++) {
        at = step_over(at, &machine);
    }
    return machine.usage.dead;
}

#else

struct dead dead_slots(const void *pc, uintptr_t frame)
{
    (void)pc;
    (void)frame;
    return (struct dead){0};
}

#endif
