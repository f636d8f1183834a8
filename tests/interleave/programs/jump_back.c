/*
 * jump_back.c - longjmp must not go back into a function that has returned, nor to where another
 * thread was (C17 7.13.2.1p2): here neither overwrites anything that would be missed.
 *
 * Expect: failed crash
 * Expect -DBELOW: failed crash
 * Expect -DOTHER: failed crash
 * Expect -DFIXED: proved
 * Expect -DFIXED -O2: proved
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

static _Thread_local jmp_buf own;
#ifdef OTHER
static jmp_buf shared;
#endif

static bool comes_back(void)
{
    return setjmp(own) != 0;
}

static void give_up(void)
{
    longjmp(own, 1);
}

static void do_nothing(void)
{
}

static void *try_twice(void *argument)
{
#if defined(FIXED)
    if (setjmp(own) == 0) {
        do_nothing();
        give_up();
    }
#elif defined(OTHER)
    if (setjmp(shared) != 0) {
        do_nothing();
    }
#elif defined(BELOW)
    if (!comes_back()) {
        do_nothing();
        give_up();
    }
#else
    if (!comes_back()) {
        longjmp(own, 1);
    }
#endif
    (void)comes_back;
    (void)give_up;
    (void)do_nothing;
    return argument;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, try_twice, NULL);
    pthread_join(thread, NULL);
#ifdef OTHER
    longjmp(shared, 1);
#endif
    return 0;
}
