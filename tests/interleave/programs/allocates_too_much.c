/*
 * allocates_too_much.c - more memory than an execution may have is never a failed malloc, which the
 * program would have to be ready for: nothing is known of what comes then.
 *
 * Expect: bounded
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

int main(void)
{
    assert(malloc(SIZE_MAX) == NULL); /* there is no such object */
    for (int i = 0; i < 2000; i++) {
        char *block = malloc(1 << 20);
        assert(block != NULL);
        free(block);
    }
    return 0;
}
