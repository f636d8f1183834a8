/*
 * freed_between.c - a block is freed between the look at its pointer and the use of the block: to
 * look earlier doesn't help.
 *
 * Row: frees note
 * Decides: It passes when reader (B) does steps 2 and 3 before cleaner (A) does step 1.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static int *_Atomic note;

static void *cleaner(void *unused)
{
    note = calloc(1, sizeof(int));
    free(note);
    return unused;
}

static void *reader(void *unused)
{
    int *mine = note;
    if (mine != NULL) {
        *mine = 18;
    }
    return unused;
}

int main(void)
{
    pthread_t one, two;
    if (pthread_create(&one, NULL, cleaner, NULL) != 0 ||
        pthread_create(&two, NULL, reader, NULL) != 0) {
        return 0;
    }
    pthread_join(one, NULL);
    return pthread_join(two, NULL);
}
