/* operations.c - see operations.h. Compiled as a program that is explored. */
#include "operations.h"

static atomic_long locations[LOCATIONS];

void operations_begin(void)
{
    for (int i = 0; i < LOCATIONS; i++) {
        atomic_init(&locations[i], 0);
    }
}

long operation_do(enum operation operation, int location, long value, memory_order order)
{
    switch (operation) {
    case LOAD:
        return atomic_load_explicit(&locations[location], order);
    case STORE:
        atomic_store_explicit(&locations[location], value, order);
        return 0;
    case UPDATE:
        return atomic_fetch_add_explicit(&locations[location], value, order);
    case FENCE:
        atomic_thread_fence(order);
        return 0;
    }
    return 0;
}

long operations_final(int location)
{
    return atomic_load(&locations[location]);
}
