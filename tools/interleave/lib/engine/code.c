/* code.c - see code.h. Intel, "Software Developer's Manual", volume 2, chapter 2 and appendix A. */
#include "engine/code.h"

#include <stddef.h>

#if defined(__x86_64__)

enum { RAX = 0, RBX = 3, RSP = 4, RBP = 5, R12 = 12 };

/* The bytes of an instruction, taken apart. */
struct parts {
    bool narrow, single, scalar; /* prefixes: 66, F3, F2 */
    int extension;               /* the low bits of the prefix that begins with 4 */
    bool extended;               /* there is one */
    bool elsewhere;              /* relative to the thread's own storage */
    bool second;                 /* an opcode of two bytes, of which the first is 0F */
    uint8_t opcode;
    bool has_operands;
    int mode, reg, base, index; /* as numbers of registers; index -1: none */
    bool from_here;             /* relative to the next instruction */
    bool absolute;
    int32_t displacement;
};

static bool is_wide(const struct parts *parts)
{
    return (parts->extension & 8) != 0;
}

static const uint8_t *read_prefixes(const uint8_t *at, struct parts *parts)
{
    for (;; at++) {
        if (*at == 0x66) {
            parts->narrow = true;
        } else if (*at == 0xf3) {
            parts->single = true;
        } else if (*at == 0xf2) {
            parts->scalar = true;
        } else if (*at == 0x64) {
            parts->elsewhere = true;
        } else {
            break;
        }
    }
    if ((*at & 0xf0) == 0x40) {
        parts->extended = true;
        parts->extension = *at++ & 0xf;
    }
    return at;
}

static const uint8_t *read_address(const uint8_t *at, struct parts *parts)
{
    bool far = parts->mode == 2;
    if ((parts->base & 7) == RSP) {
        const uint8_t sib = *at++;
        parts->index = (sib >> 3 & 7) | (parts->extension & 2) << 2;
        parts->index = parts->index == RSP ? -1 : parts->index;
        parts->base = (sib & 7) | (parts->extension & 1) << 3;
        if (parts->mode == 0 && (sib & 7) == RBP) {
            parts->absolute = far = true;
        }
    } else if (parts->mode == 0 && (parts->base & 7) == RBP) {
        parts->from_here = far = true;
    }
    if (far) {
        __builtin_memcpy(&parts->displacement, at, sizeof parts->displacement);
        return at + sizeof parts->displacement;
    }
    if (parts->mode == 1) {
        parts->displacement = (int8_t)*at++;
    }
    return at;
}

static const uint8_t *read_operands(const uint8_t *at, struct parts *parts)
{
    const uint8_t modrm = *at++;
    parts->has_operands = true;
    parts->mode = modrm >> 6;
    parts->reg = (modrm >> 3 & 7) | (parts->extension & 4) << 1;
    parts->base = (modrm & 7) | (parts->extension & 1) << 3;
    parts->index = -1;
    return parts->mode == 3 ? at : read_address(at, parts);
}

/* The register is one of those in which nothing lasts over a call. */
static bool is_passing(int reg)
{
    return reg != RBX && reg != RSP && reg != RBP && reg < R12;
}

/* What an opcode does with its operand in memory, how many bytes of that there are, and how many
 * of a constant follow. */
struct meaning {
    bool known;
    bool reads, writes, takes_address;
    bool bytes;     /* its registers are of one byte, */
    bool widens;    /* but for the one that the result goes into */
    bool vector;    /* its other operand is no general register: none of these is written */
    bool is_opcode; /* what stands in the place of a register is a part of the opcode */
    uint32_t size;
    int constant;
};

static uint32_t word_size(const struct parts *parts)
{
    return is_wide(parts) ? 8 : parts->narrow ? 2 : 4;
}

static int constant_size(const struct parts *parts)
{
    return parts->narrow ? 2 : 4;
}

static uint32_t vector_size(const struct parts *parts)
{
    return parts->single ? 4 : parts->scalar ? 8 : 16;
}

/* Arithmetic in either direction, with an operand in memory or none. */
static struct meaning meaning_of_arithmetic(const struct parts *parts)
{
    const bool compares = (parts->opcode & 0xf8) == 0x38;
    const bool to_memory = (parts->opcode & 2) == 0;
    const bool bytes = (parts->opcode & 1) == 0;
    return (struct meaning){.known = true,
                            .reads = true,
                            .writes = to_memory && !compares,
                            .bytes = bytes,
                            .size = bytes ? 1 : word_size(parts)};
}

/* With a constant; the operation stands in the place of a register. */
static struct meaning meaning_of_group(const struct parts *parts, int constant, bool writes)
{
    const bool bytes = (parts->opcode & 1) == 0;
    return (struct meaning){.known = true,
                            .reads = true,
                            .writes = writes,
                            .bytes = bytes,
                            .is_opcode = true,
                            .size = bytes ? 1 : word_size(parts),
                            .constant = constant};
}

static struct meaning move(bool to_memory, bool bytes, uint32_t size)
{
    return (struct meaning){.known = true,
                            .reads = !to_memory,
                            .writes = to_memory,
                            .bytes = bytes,
                            .size = bytes ? 1 : size};
}

/* Multiplication, division, negation, tests: F6 and F7. */
static struct meaning meaning_of_unary(const struct parts *parts)
{
    const int operation = parts->reg & 7;
    const int constant = parts->opcode == 0xf6 ? 1 : constant_size(parts);
    return meaning_of_group(parts, operation < 2 ? constant : 0, operation == 2 || operation == 3);
}

static struct meaning meaning_of_one_byte(const struct parts *parts)
{
    const uint8_t opcode = parts->opcode;
    if (opcode < 0x40 && (opcode & 7) < 4) {
        return meaning_of_arithmetic(parts);
    }
    switch (opcode) {
    case 0x63: /* movslq */
        return move(false, false, 4);
    case 0x69:
        return (struct meaning){.known = true,
                                .reads = true,
                                .size = word_size(parts),
                                .constant = constant_size(parts)};
    case 0x6b:
        return (struct meaning){
            .known = true, .reads = true, .size = word_size(parts), .constant = 1};
    case 0x80:
    case 0x83:
        return meaning_of_group(parts, 1, (parts->reg & 7) != 7);
    case 0x81:
        return meaning_of_group(parts, constant_size(parts), (parts->reg & 7) != 7);
    case 0x84:
    case 0x85: /* test */
        return move(false, opcode == 0x84, word_size(parts));
    case 0x88:
    case 0x89:
    case 0x8a:
    case 0x8b:
        return move(opcode < 0x8a, (opcode & 1) == 0, word_size(parts));
    case 0x8d: /* lea */
        return (struct meaning){.known = true, .takes_address = true};
    case 0xc0:
    case 0xc1: /* shifts */
        return meaning_of_group(parts, 1, true);
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return meaning_of_group(parts, 0, true);
    case 0xc6:
    case 0xc7: {
        struct meaning meaning =
            meaning_of_group(parts, opcode == 0xc6 ? 1 : constant_size(parts), true);
        meaning.reads = false;
        meaning.known = (parts->reg & 7) == 0;
        return meaning;
    }
    case 0xf6:
    case 0xf7:
        return meaning_of_unary(parts);
    case 0xfe:
        return meaning_of_group(parts, 0, true);
    case 0xff: { /* inc, dec; a call by a pointer */
        struct meaning meaning = meaning_of_group(parts, 0, (parts->reg & 7) != 2);
        meaning.known = (parts->reg & 7) <= 2;
        meaning.size = (parts->reg & 7) == 2 ? 8 : meaning.size;
        return meaning;
    }
    default:
        return (struct meaning){.known = false};
    }
}

/* Between vector registers and memory, or among them. */
static struct meaning vector(bool writes, uint32_t size, int constant)
{
    return (struct meaning){.known = true,
                            .reads = !writes,
                            .writes = writes,
                            .vector = true,
                            .size = size,
                            .constant = constant};
}

static struct meaning meaning_of_vector(const struct parts *parts)
{
    const uint8_t opcode = parts->opcode;
    switch (opcode) {
    case 0x10:
    case 0x11:
        return vector(opcode == 0x11, vector_size(parts), 0);
    case 0x28:
    case 0x29:
        return vector(opcode == 0x29, 16, 0);
    case 0x14:
    case 0x2e:
    case 0x2f:
    case 0x5a:
    case 0x5b:
    case 0x62:
    case 0x6c:
    case 0x6f:
    case 0xdb:
    case 0xe6:
    case 0xeb:
    case 0xef:
        return vector(false, 16, 0);
    case 0x7f: /* without a prefix, it is about eight bytes */
        return vector(true, parts->narrow || parts->single ? 16 : 8, 0);
    case 0x70:
    case 0xc6:
        return vector(false, 16, 1);
    case 0x6e:
        return vector(false, is_wide(parts) ? 8 : 4, 0);
    case 0x7e:
        return vector(!parts->single, parts->single || is_wide(parts) ? 8 : 4, 0);
    case 0xd6:
        return vector(true, 8, 0);
    default:
        break;
    }
    if (opcode == 0x51 || (opcode >= 0x54 && opcode <= 0x5f)) {
        return vector(false, vector_size(parts), 0);
    }
    return (struct meaning){.known = false};
}

static struct meaning meaning_of_two_bytes(const struct parts *parts)
{
    const uint8_t opcode = parts->opcode;
    if ((opcode & 0xf0) == 0x40 || opcode == 0xaf || opcode == 0xbc || opcode == 0xbd ||
        (opcode == 0xb8 && parts->single)) { /* cmov, imul, searches for bits */
        return move(false, false, word_size(parts));
    }
    if ((opcode & 0xf0) == 0x90) { /* setcc */
        return (struct meaning){
            .known = true, .writes = true, .bytes = true, .is_opcode = true, .size = 1};
    }
    if ((opcode & 0xf6) == 0xb6) { /* movzx, movsx */
        return (struct meaning){.known = true,
                                .reads = true,
                                .bytes = (opcode & 1) == 0,
                                .widens = true,
                                .size = (opcode & 1) == 0 ? 1 : 2};
    }
    if (opcode == 0x2a) { /* an integer becomes a floating-point number */
        return vector(false, is_wide(parts) ? 8 : 4, 0);
    }
    if (opcode == 0x2c || opcode == 0x2d) { /* and the other way; into a general register */
        return move(false, false, 8);
    }
    if (opcode == 0x1f || (opcode == 0x1e && parts->single)) { /* nop, endbr64 */
        return (struct meaning){.known = true, .vector = true, .is_opcode = true};
    }
    return meaning_of_vector(parts);
}

/* Registers of one byte without a prefix: 4 to 7 are other parts of 0 to 3. */
static int whole_register(const struct parts *parts, int reg, bool bytes)
{
    return bytes && !parts->extended && reg >= 4 ? reg - 4 : reg;
}

/* The frame is made, made larger, or taken back. */
static bool makes_frame(const struct parts *parts, struct instruction *instruction)
{
    if (parts->mode != 3 || !is_wide(parts)) {
        return false;
    }
    if (parts->opcode == 0x89 && parts->reg == RSP && parts->base == RBP) {
        instruction->part = FRAME_SETS;
        return true;
    }
    return (parts->opcode == 0x81 || parts->opcode == 0x83) && parts->base == RSP &&
           (parts->reg == 0 || parts->reg == 5); /* add, sub */
}

static bool uses_only_passing(const struct parts *parts, const struct meaning *meaning)
{
    const bool is_general = !meaning->vector && !meaning->is_opcode;
    const bool of_bytes = meaning->bytes && !meaning->widens;
    if (is_general && !is_passing(whole_register(parts, parts->reg, of_bytes))) {
        return false;
    }
    if (parts->mode == 3) {
        /* Moves between the two sorts of registers name a general one here. */
        const bool is_vector =
            meaning->vector && !(parts->opcode == 0x6e || parts->opcode == 0x2a ||
                                 (parts->opcode == 0x7e && !parts->single));
        const int reg = whole_register(parts, parts->base, meaning->bytes);
        return is_vector || is_passing(reg) || parts->opcode == 0x1e || parts->opcode == 0x1f;
    }
    return parts->index < 0 || is_passing(parts->index);
}

/* What the operand in memory is. */
static bool place_operand(const struct parts *parts, const struct meaning *meaning,
                          struct instruction *instruction)
{
    instruction->reads = meaning->reads;
    instruction->writes = meaning->writes;
    instruction->size = meaning->size;
    instruction->offset = parts->displacement;
    if (parts->from_here || parts->absolute || parts->elsewhere) {
        instruction->operand = OPERAND_OTHER;
        return true;
    }
    if (parts->base == RBP) {
        const bool is_array = parts->index >= 0;
        instruction->operand = meaning->takes_address ? OPERAND_ADDRESS
                               : is_array             ? OPERAND_FRAME
                                                      : OPERAND_SLOT;
        return true;
    }
    if (parts->base == RSP) {
        instruction->operand = OPERAND_ARGUMENT;
        return instruction->writes && !instruction->reads;
    }
    instruction->operand = meaning->takes_address ? OPERAND_NONE : OPERAND_POINTER;
    return is_passing(parts->base);
}

static bool finish_operands(const uint8_t *at, const struct parts *parts,
                            const struct meaning *meaning, struct instruction *instruction)
{
    instruction->next = at + meaning->constant;
    if (!meaning->known) {
        return false;
    }
    if (!parts->second && parts->opcode == 0xff && (parts->reg & 7) == 2) {
        instruction->flow = FLOW_CALL;
    }
    if (!parts->second && makes_frame(parts, instruction)) {
        return true;
    }
    if (!uses_only_passing(parts, meaning)) {
        return false;
    }
    if (parts->mode == 3 || (parts->second && parts->opcode == 0x1f)) {
        return !meaning->takes_address;
    }
    return place_operand(parts, meaning, instruction);
}

static const uint8_t *target_of(const uint8_t *at, bool is_near)
{
    int32_t distance;
    if (is_near) {
        return at + 1 + (int8_t)*at;
    }
    __builtin_memcpy(&distance, at, sizeof distance);
    return at + sizeof distance + distance;
}

static bool transfer(const uint8_t *at, enum flow flow, bool is_near,
                     struct instruction *instruction)
{
    instruction->flow = flow;
    instruction->next = at + (is_near ? 1 : 4);
    instruction->target = target_of(at, is_near);
    return true;
}

static bool end_flow(struct instruction *instruction)
{
    instruction->flow = FLOW_END;
    return true;
}

/* Instructions without operands of their own; at: behind the opcode. False: it is none of these. */
static bool read_simple(const uint8_t *at, const struct parts *parts,
                        struct instruction *instruction)
{
    const uint8_t opcode = parts->opcode;
    instruction->next = at;
    if (parts->second) {
        if ((opcode & 0xf0) == 0x80) {
            return transfer(at, FLOW_BRANCH, false, instruction);
        }
        return opcode == 0x0b && end_flow(instruction); /* ud2 */
    }
    if ((opcode & 0xf0) == 0x70) {
        return transfer(at, FLOW_BRANCH, true, instruction);
    }
    if (opcode < 0x40 && (opcode & 6) == 4) { /* with rax and a constant */
        instruction->next = at + ((opcode & 1) == 0 ? 1 : constant_size(parts));
        return true;
    }
    if ((opcode & 0xf0) == 0xb0) { /* a constant into a register */
        const bool bytes = opcode < 0xb8;
        const int reg = whole_register(parts, (opcode & 7) | (parts->extension & 1) << 3, bytes);
        instruction->next = at + (bytes ? 1 : is_wide(parts) ? 8 : constant_size(parts));
        return is_passing(reg);
    }
    switch (opcode) {
    case 0x50 + RBP:
        instruction->part = FRAME_PUSHES;
        return !parts->extended;
    case 0x58 + RBP:
    case 0xc9: /* leave */
        instruction->part = FRAME_LEAVES;
        return !parts->extended;
    case 0x90:
    case 0x98:
    case 0x99: /* nop and pause; signs are extended */
        return !parts->extended || opcode != 0x90;
    case 0xa8:
        instruction->next = at + 1;
        return true;
    case 0xa9:
        instruction->next = at + constant_size(parts);
        return true;
    case 0xc3:
        return end_flow(instruction);
    case 0xe8:
        return transfer(at, FLOW_CALL, false, instruction);
    case 0xe9:
    case 0xeb:
        return transfer(at, FLOW_JUMP, opcode == 0xeb, instruction);
    default:
        return false;
    }
}

bool code_read(const uint8_t *at, struct instruction *instruction)
{
    struct parts parts = {.index = -1};
    *instruction = (struct instruction){.flow = FLOW_ON};
    at = read_prefixes(at, &parts);
    if (*at == 0x0f) {
        parts.second = true;
        at++;
    }
    parts.opcode = *at++;
    if (read_simple(at, &parts, instruction)) {
        return true;
    }
    at = read_operands(at, &parts);
    const struct meaning meaning =
        parts.second ? meaning_of_two_bytes(&parts) : meaning_of_one_byte(&parts);
    return finish_operands(at, &parts, &meaning, instruction);
}

#else

bool code_read(const uint8_t *at, struct instruction *instruction)
{
    (void)at;
    *instruction = (struct instruction){.flow = FLOW_END};
    return false;
}

#endif
