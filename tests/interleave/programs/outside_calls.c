/*
 * outside_calls.c - calls whose work goes where the explorer doesn't look: each ends the claim of
 * proof, or the exploration, and the same without that is proved.
 *
 * Expect: proved
 * Expect -DBUFFER: bounded
 * Expect -DDESTRUCTOR: bounded
 * Expect -DDESTRUCTOR_SECTION: bounded
 * Expect -DLOCKS_STREAM: unexplored
 * Expect -DDUPLICATES: unexplored
 * Expect -DSCATTERS: unexplored
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

static int ends[2];
static char buffer[BUFSIZ];

#ifdef DESTRUCTOR
__attribute__((destructor))
#endif
void last(void)
{
    buffer[0] = 1;
}

#ifdef DESTRUCTOR_SECTION
void (*const listed)(void) __attribute__((used, section(".fini_array"))) = last;
#endif

static void *work(void *argument)
{
#ifdef LOCKS_STREAM
    flockfile(stdout);
#endif
    puts("works");
#ifdef DUPLICATES
    dup(ends[1]);
#endif
    write(ends[1], "a", 1);
    return argument;
}

int main(void)
{
    pthread_t thread;
    char byte;
#ifdef BUFFER
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
#else
    setvbuf(stdout, NULL, _IOLBF, 0);
#endif
    if (pipe(ends) != 0) {
        return 1;
    }
    pthread_create(&thread, NULL, work, NULL);
#ifdef SCATTERS
    const struct iovec part = {&byte, 1};
    readv(ends[0], &part, 1);
#else
    read(ends[0], &byte, 1);
#endif
    pthread_join(thread, NULL);
    return 0;
}
