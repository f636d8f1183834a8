/*
 * A pipe that is closed while another thread may read from it: the read fails, if it comes after
 * that, and waits for the other end, if it began before. The same for an eventfd that is written.
 *
 * Expect: failed assertion
 * Expect -DFIXED: proved
 * Expect -DWAITS -DEITHER: failed deadlock
 * Expect -DEVENT: failed assertion
 * Expect -DEITHER: proved
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int ends[2], event;

static void *work(void *unused)
{
#ifdef EVENT
    const uint64_t one = 1;
    assert(write(event, &one, sizeof one) == sizeof one);
#else
    char byte;
    const ssize_t got = read(ends[0], &byte, 1);
#ifdef EITHER
    assert(got == 0 || (got == -1 && errno == EBADF));
#else
    assert(got == 0);
#endif
#endif
    return unused;
}

int main(void)
{
    pthread_t thread;
    if (pipe(ends) != 0 || (event = eventfd(0, 0)) < 0) {
        return 0;
    }
    pthread_create(&thread, NULL, work, NULL);
#ifndef FIXED
    close(ends[0]);
    close(event);
#endif
#ifndef WAITS
    close(ends[1]);
#endif
    pthread_join(thread, NULL);
    return 0;
}
