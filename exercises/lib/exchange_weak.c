/*
 * exchange_weak.c - a weak compare-exchange, for the programs that aren't explored.
 *
 * The explorer can tell weak from strong only by a call (tools/interleave/interleave_weak.h), and
 * all programs of an exercise are made of the same source in the same words. So the call is there
 * in the plain program and under TSan, too, and does what the processor does. Built without lines
 * of its own: what TSan tells of it names the place in the program that called.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

_Bool interleave_exchange_weak(size_t size, volatile void *object, void *expected,
                               const void *desired, int success, int failure);

#define EXCHANGE(type)                                                                             \
    __atomic_compare_exchange_n((volatile type *)object, (type *)expected, *(const type *)desired, \
                                1, success, failure)

/* No compiler makes this call of an object of another size: such are locked in a library, which
 * programs of the kit aren't linked with. */
_Bool interleave_exchange_weak(size_t size, volatile void *object, void *expected,
                               const void *desired, int success, int failure)
{
    switch (size) {
    case 1:
        return EXCHANGE(uint8_t);
    case 2:
        return EXCHANGE(uint16_t);
    case 4:
        return EXCHANGE(uint32_t);
    case 8:
        return EXCHANGE(uint64_t);
    default:
        abort();
    }
}
