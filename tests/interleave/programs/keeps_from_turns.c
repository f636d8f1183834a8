/*
 * keeps_from_turns.c - a thread waits in a loop, and asserts that no turn of it has left anything.
 * What a turn leaves shows where the thread may still look at it: no such turn may be left out of a
 * proof. Others may, as nothing but time tells that there were any.
 *
 * Expect: proved
 * Expect -DNUMBER: failed assertion
 * Expect -DBY_POINTER: failed assertion
 * Expect -DELEMENT: failed assertion
 * Expect -DFRACTION: failed assertion
 * Expect -DSTRUCTURE: failed assertion
 * Expect -DBYTE: failed assertion
 * Expect -DCASES: failed assertion
 * Expect -DERROR_NUMBER: failed assertion
 * Expect -DJUMPS: failed assertion
 * Expect -DBEHIND_READ: failed livelock
 * Expect -DBEHIND_STALE_READ: failed livelock
 * Expect -DNEVER: failed livelock
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stddef.h>

static _Alignas(8) atomic_int flag;
static _Alignas(8) atomic_int other;
static sem_t never_given;
static volatile int second = 1;

static int flag_is_set(void)
{
    return atomic_load(&flag) == 4;
}

#if defined(NUMBER)
static void wait_for_flag(void)
{
    int turns = 0;
    while (!flag_is_set()) {
        turns = 1;
    }
    assert(turns == 0);
}
#elif defined(BY_POINTER)
static void wait_and_tell(int *turns)
{
    while (atomic_load(&flag) != 4) {
        *turns = 1;
    }
}

static void wait_for_flag(void)
{
    int turns = 0;
    wait_and_tell(&turns);
    assert(turns == 0);
}
#elif defined(ELEMENT)
static void wait_for_flag(void)
{
    int turns[2] = {0};
    while (atomic_load(&flag) != 4) {
        turns[1] = 1;
    }
    assert(turns[second] == 0);
}
#elif defined(FRACTION)
static void wait_for_flag(void)
{
    double turns = 0;
    while (atomic_load(&flag) != 4) {
        turns = 1.5;
    }
    assert(turns < 1);
}
#elif defined(STRUCTURE)
struct turns {
    long before, last;
};

static void wait_for_flag(void)
{
    struct turns turns = {0, 0};
    const struct turns one = {0, 1};
    while (atomic_load(&flag) != 4) {
        turns = one;
    }
    assert(turns.last == 0);
}
#elif defined(BYTE)
static void wait_for_flag(void)
{
    char first = 0, late = 0;
    do {
        late = first;
        first = 1;
    } while (atomic_load(&flag) != 4);
    assert(first == 1 && late == 0);
}
#elif defined(CASES)
static void wait_for_flag(void)
{
    int turns = 0;
    while (!flag_is_set()) {
        turns = 1;
    }
    switch (turns) {
    case 0:
        break;
    case 1:
        assert(!"it waited");
        break;
    case 2:
        second = 2;
        break;
    case 3:
        second = 4;
        break;
    case 4:
        second = 7;
        break;
    }
}
#elif defined(ERROR_NUMBER)
static void wait_for_flag(void)
{
    errno = 0;
    while (atomic_load(&flag) != 4) {
        sem_trywait(&never_given);
    }
    assert(errno == 0);
}
#elif defined(JUMPS)
static jmp_buf place;

static void jump_back(void)
{
    longjmp(place, 1);
}

static void wait_for_flag(void)
{
    volatile int turns = 0;
    if (setjmp(place) != 0) {
        assert(turns == 0);
        return;
    }
    while (atomic_load(&flag) != 4) {
        turns = 1;
    }
    jump_back();
}
#elif defined(BEHIND_READ)
static void wait_for_flag(void)
{
    if (atomic_load(&other) == 0) {
        while (atomic_load(&flag) != 5) {
        }
    }
}
#elif defined(BEHIND_STALE_READ)
static void wait_for_flag(void)
{
    if (atomic_load_explicit(&flag, memory_order_relaxed) == 4 &&
        atomic_load_explicit(&other, memory_order_relaxed) == 0) {
        while (atomic_load_explicit(&flag, memory_order_relaxed) == 4) {
        }
    }
}
#elif defined(NEVER)
static void wait_for_flag(void)
{
    while (atomic_load(&flag) != 5) {
    }
}
#else
static void wait_for_flag(void)
{
    int now;
    do {
        now = atomic_load(&flag);
        const int twice = 2 * now;
        (void)twice;
    } while (now != 4);
    assert(second == 1);
}
#endif

static void *wait_and_look(void *argument)
{
    wait_for_flag();
    return argument;
}

static void *set(void *argument)
{
    atomic_store_explicit(&other, 1, memory_order_relaxed);
    for (int i = 1; i <= 4; i++) {
        atomic_store_explicit(&flag, i, memory_order_relaxed);
    }
    return argument;
}

int main(void)
{
    pthread_t waits, sets;
    sem_init(&never_given, 0, 0);
    pthread_create(&waits, NULL, wait_and_look, NULL);
    pthread_create(&sets, NULL, set, NULL);
    pthread_join(waits, NULL);
    pthread_join(sets, NULL);
    sem_destroy(&never_given);
    return 0;
}
