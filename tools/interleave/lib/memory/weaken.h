/*
 * weaken.h - atomic operations that are done with a weaker memory order than the program says.
 *
 * `interleave orders` explores a program again and again, each time with another choice of these
 * (command/advice.h). Where nothing is weakened or noted, it costs an operation one test. Objects
 * of more than eight bytes are left as they are, as what loads of them return doesn't depend on
 * orders (orders.h).
 */
#ifndef WEAKEN_H
#define WEAKEN_H

#include "atomic_operations.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As a compare-exchange has them; of other operations only the first counts. */
struct given_orders {
    int order, failed;
};

/* An operation as the program asks for it. */
struct asked {
    enum atomic_operation operation;
    size_t size;    /* of the object; 0: a fence */
    uintptr_t at;   /* the object */
    const void *pc; /* the return address of the call */
    struct given_orders orders;
};

/* Whether operations are weakened or noted. */
extern bool weakening;

/* The orders that such an operation gets, never stronger ones than the program's; notes it. */
struct given_orders weaken(const struct asked *asked);

/* The same for an operation with one order. */
static inline int weakened(enum atomic_operation operation, const volatile void *at, size_t size,
                           int order, const void *pc)
{
    if (__builtin_expect(!weakening, 1)) {
        return order;
    }
    const struct asked asked = {operation, size, (uintptr_t)at, pc, {order, __ATOMIC_RELAXED}};
    return weaken(&asked).order;
}

/*
 * Before the exploration. weaken_read: what is weakened, as "0:1139-1150=1/0,…": operations of kind
 * 0 (enum atomic_operation; -1: any) whose return address lies behind the first offset, up to the
 * second (both hexadecimal, in the program's file), get at most what the sets say (enum
 * order_gives). False: the text isn't such a list, or too long. weaken_note: from now on, in all
 * executions, operations are noted. False without memory.
 */
bool weaken_read(const char *text);
bool weaken_note(void);

/* Writes the operations that were noted as a member of a JSON object, behind a comma; nothing if
 * none were to be noted. */
void weaken_tell(int descriptor);

#endif
