/*
 * hidden.c - functions of the C library with state inside, which all threads share (CERT CON33-C):
 * as if they read and wrote a variable.
 */
#include "calls/hidden.h"

#include "calls/signals.h"
#include "core/random.h"
#include "engine/endless.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

#include <stdlib.h>
#include <string.h>

int __real_rand(void);
void __real_srand(unsigned);
long __real_random(void);
void __real_srandom(unsigned);
char *__real_strtok(char *, const char *);

/* Stand for that state: globals of the program, put back with them, and seen as accessed. */
static uint64_t rand_state = 1;
static uint64_t rand48_state = 1;
static char *strtok_rest = NULL;

static const char kept_inside[] = "a function that keeps something for all threads";

static void use(void *state, size_t size, const void *pc)
{
    signals_call(kept_inside);
    endless_heed();
    memory_access((uintptr_t)state, size, PLAIN_READ, pc);
    memory_access((uintptr_t)state, size, PLAIN_WRITE, pc);
}

void hidden_update(uint64_t *state, const void *pc)
{
    signals_call(kept_inside);
    endless_heed();
    memory_access((uintptr_t)state, sizeof *state, ATOMIC_UPDATE, pc);
    memory_changed(cell_at((uintptr_t)state), (uintptr_t)state, sizeof *state);
    spin_end();
}

/* rand is thread-safe in this C library, though not everywhere: an update, and a step. */
static int draw(const void *pc)
{
    hidden_update(&rand_state, pc);
    return (int)(random_number(&rand_state) >> 33);
}

int __wrap_rand(void);
int __wrap_rand(void)
{
    return explored() ? draw(HERE) : __real_rand();
}

long __wrap_random(void);
long __wrap_random(void)
{
    return explored() ? draw(HERE) : __real_random();
}

void __wrap_srand(unsigned seed);
void __wrap_srand(unsigned seed)
{
    if (explored()) {
        memory_access((uintptr_t)&rand_state, sizeof rand_state, ATOMIC_WRITE, HERE);
        rand_state = seed;
    } else {
        __real_srand(seed);
    }
}

void __wrap_srandom(unsigned seed);
void __wrap_srandom(unsigned seed)
{
    if (explored()) {
        __wrap_srand(seed);
    } else {
        __real_srandom(seed);
    }
}

char *__wrap_strtok(char *text, const char *separators);
char *__wrap_strtok(char *text, const char *separators)
{
    if (!explored()) {
        return __real_strtok(text, separators);
    }
    use(&strtok_rest, sizeof strtok_rest, HERE);
    char *from = text != NULL ? text : strtok_rest;
    if (from == NULL) {
        return NULL;
    }
    memory_range((uintptr_t)from, strlen(from) + 1, true, HERE);
    return strtok_r(from, separators, &strtok_rest);
}

/* These are not even that. */
#define DRAWS(result, name)                                \
    result __real_##name(void);                            \
    result __wrap_##name(void);                            \
    result __wrap_##name(void)                             \
    {                                                      \
        if (explored()) {                                  \
            use(&rand48_state, sizeof rand48_state, HERE); \
            return (result)RAND48_##name;                  \
        }                                                  \
        return __real_##name();                            \
    }
#define RAND48_drand48 ((double)(random_number(&rand48_state) >> 11) / (double)(1ull << 53))
#define RAND48_lrand48 (random_number(&rand48_state) >> 33)
#define RAND48_mrand48 ((int)(random_number(&rand48_state) >> 32))
DRAWS(double, drand48)
DRAWS(long, lrand48)
DRAWS(long, mrand48)

void __real_srand48(long);
void __wrap_srand48(long seed);
void __wrap_srand48(long seed)
{
    if (explored()) {
        memory_access((uintptr_t)&rand48_state, sizeof rand48_state, PLAIN_WRITE, HERE);
        rand48_state = (uint64_t)seed;
    } else {
        __real_srand48(seed);
    }
}

/* -- by name -- */

static uint64_t states[HIDDEN_STATES] = {0};

void hidden_read(enum hidden which, const void *pc)
{
    endless_heed();
    if (looked_at()) {
        signals_call(kept_inside);
        memory_access((uintptr_t)&states[which], sizeof *states, PLAIN_READ, pc);
    }
}

void hidden_write(enum hidden which, const void *pc)
{
    endless_heed();
    if (looked_at()) {
        signals_call(kept_inside);
        memory_access((uintptr_t)&states[which], sizeof *states, PLAIN_WRITE, pc);
    }
}

void hidden_step(enum hidden which, const void *pc)
{
    if (looked_at()) {
        hidden_update(&states[which], pc);
    }
}
