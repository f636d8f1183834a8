/*
 * shared_jump.c - two threads keep the place to go back to in the same buffer: one may go back to
 * where the other one was.
 *
 * Expect: failed data race or crash
 * Expect -DFIXED: proved
 */
#include <pthread.h>
#include <setjmp.h>
#include <stddef.h>

#ifdef FIXED
static _Thread_local jmp_buf back;
#else
static jmp_buf back;
#endif

static void *try_twice(void *argument)
{
    if (setjmp(back) == 0) {
        longjmp(back, 1);
    }
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, try_twice, NULL);
    pthread_create(&threads[1], NULL, try_twice, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
