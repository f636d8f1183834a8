/*
 * code.h - what an instruction of the program's does with its function's frame, as far as live.h
 * must know it: unoptimised code, which keeps all variables there, and addresses each by the frame
 * pointer.
 */
#ifndef CODE_H
#define CODE_H

#include <stdbool.h>
#include <stdint.h>

enum flow {
    FLOW_ON,     /* to the next instruction */
    FLOW_JUMP,   /* to the target */
    FLOW_BRANCH, /* to either */
    FLOW_CALL,   /* to the next one, after what others do */
    FLOW_END     /* the function returns, or goes no further */
};

/* The first two of a function that has a frame pointer, and the one that takes it back. */
enum frame_part { FRAME_USED, FRAME_PUSHES, FRAME_SETS, FRAME_LEAVES };

enum operand {
    OPERAND_NONE,
    OPERAND_SLOT,     /* so many bytes at an offset from the frame pointer */
    OPERAND_FRAME,    /* an element of an array that the frame has */
    OPERAND_ADDRESS,  /* of a slot: it isn't accessed here, but who has the address may do that */
    OPERAND_POINTER,  /* memory at an address that is known only when it runs */
    OPERAND_ARGUMENT, /* of a call, on top of the stack: is only written */
    OPERAND_OTHER     /* of the program, by name: no stack */
};

struct instruction {
    enum flow flow;
    enum frame_part part;
    enum operand operand;
    bool reads, writes; /* the operand */
    int32_t offset;
    uint32_t size;
    const uint8_t *next, *target;
};

/*
 * The instruction at `at`. False: it isn't understood, or it uses what is not looked at: a register
 * that a call preserves, or the stack pointer for more than the frame. Always on processors whose
 * code isn't read.
 */
bool code_read(const uint8_t *at, struct instruction *instruction);

#endif
