/*
 * atomic_operations.h - kinds of atomic operations and their memory orders, as the command and a
 * program that it runs tell each other.
 */
#ifndef ATOMIC_OPERATIONS_H
#define ATOMIC_OPERATIONS_H

enum atomic_operation {
    OPERATION_LOAD,
    OPERATION_STORE,
    OPERATION_EXCHANGE,
    OPERATION_FETCH_ADD,
    OPERATION_FETCH_SUB,
    OPERATION_FETCH_AND,
    OPERATION_FETCH_OR,
    OPERATION_FETCH_XOR,
    OPERATION_FETCH_NAND,
    OPERATION_COMPARE_EXCHANGE,
    OPERATION_FENCE,
    OPERATIONS
};

/* In the order of enum atomic_operation. */
static const char *const operation_names[] = {
    "load",     "store",     "exchange",   "fetch_add",        "fetch_sub", "fetch_and",
    "fetch_or", "fetch_xor", "fetch_nand", "compare_exchange", "fence"};
_Static_assert(sizeof operation_names / sizeof *operation_names == OPERATIONS,
               "each operation has a name");

/*
 * A memory order as the set of what it gives. One order is weaker than another if its set is a part
 * of the other one's; the intersection of two sets is the strongest order that is as weak as both.
 */
enum order_gives {
    GIVES_NOTHING = 0, /* relaxed */
    GIVES_ACQUIRE = 1,
    GIVES_RELEASE = 2,
    GIVES_ACQ_REL = GIVES_ACQUIRE | GIVES_RELEASE,
    GIVES_ONE_ORDER = 4, /* with the others that have it: only seq_cst */
    GIVES_ALL = GIVES_ACQ_REL | GIVES_ONE_ORDER
};

/* Of an order of C's, as __ATOMIC_ACQUIRE. A consume counts as an acquire, as compilers have it. */
static inline unsigned order_gives(int order)
{
    switch (order) {
    case __ATOMIC_RELAXED:
        return GIVES_NOTHING;
    case __ATOMIC_CONSUME:
    case __ATOMIC_ACQUIRE:
        return GIVES_ACQUIRE;
    case __ATOMIC_RELEASE:
        return GIVES_RELEASE;
    case __ATOMIC_ACQ_REL:
        return GIVES_ACQ_REL;
    default:
        return GIVES_ALL;
    }
}

#endif
