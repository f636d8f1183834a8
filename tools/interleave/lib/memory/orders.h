/*
 * orders.h - which store a load returns, where an atomic's order is weaker than seq_cst.
 *
 * The stores to an atomic object have a modification order (C17 5.1.2.4p7), which needn't be the
 * order in which they were made; a load may return any store that coherence (p14 to p17) and the
 * seq_cst operations and fences leave it. What these two leave is RC11's: Lahav, Vafeiadis, Kang,
 * Hur, Dreyer, "Repairing sequential consistency in C/C++11", PLDI 2017. As there, nothing is read
 * before it is written (no load buffering: sb and rf together have no cycle).
 *
 * A program in which every atomic operation is seq_cst behaves as if loads returned the newest
 * store (the theorem DRF-SC there), so it pays nothing: with the first operation of another order,
 * the search begins anew and keeps the stores of each atomic object from then on.
 */
#ifndef ORDERS_H
#define ORDERS_H

#include "memory/memory.h"

/* Bytes of the largest atomic object whose stores are kept; others return the newest one. */
enum { MOST_BYTES = 8 };

/* An operation weaker than seq_cst: from the next execution on, orders count. */
void orders_want(int order);

/* Whether a load or store of the running thread may be out of order. While only one thread is alive
 * and knows what all others did, none may. */
static inline bool orders_apply(size_t size, int order)
{
    if (__builtin_expect(engine.alone || size > MOST_BYTES, 0)) {
        return false;
    }
    if (!engine.weak && order != __ATOMIC_SEQ_CST) {
        orders_want(order);
    }
    return engine.weak;
}

/* What is under way between reading and writing of a read-modify-write. */
struct update {
    struct cell *cell;
    uintptr_t at;
    size_t size;
    struct location *location;
    struct store *read;
    const struct clock *before; /* happens-before of the thread as it came */
    int order;
    uint64_t value; /* that was read */
};

/*
 * The operations, after the step that memory_atomic makes of each; the value is in the low bytes.
 * A store that comes last in modification order, and only such a one, is what memory holds.
 */
uint64_t orders_load(struct cell *cell, uintptr_t at, size_t size, int order);
void orders_store(struct cell *cell, uintptr_t at, size_t size, uint64_t value, int order);
struct update orders_update(struct cell *cell, uintptr_t at, size_t size, int order);
void orders_updated(const struct update *update, uint64_t value);

/* True if it was as expected, which it then no longer is; else *expected is what was read. */
bool orders_compare_exchange(struct cell *cell, uintptr_t at, size_t size, uint64_t *expected,
                             uint64_t desired, int order, int failed);

/* Whether a compare-exchange of the thread may find what it needs, if it is done now: for certain,
 * unless there are several stores that it might read. */
bool orders_may_match(const struct need *need, const struct thread *thread);

/* A fence of the running thread that is seq_cst; between what it acquires and what it releases. */
void orders_fence(void);

/* Memory is written by other means: what was stored there before counts no more. */
void orders_forget(struct cell *cell, uintptr_t start, size_t size);

/* Before each execution. */
void orders_begin(void);

#endif
