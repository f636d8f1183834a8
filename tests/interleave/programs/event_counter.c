/*
 * An eventfd as a semaphore and as a counter, read by whoever comes; poll on it; and poll without
 * descriptors, which only sleeps.
 *
 * Expect: proved
 * Expect -DTWICE: failed deadlock
 * Expect -DPOLLS: proved
 * Expect -DSELECTS: proved
 * Expect -DNONBLOCKING: failed assertion
 */
#define _GNU_SOURCE
#include <assert.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <unistd.h>

static int event;
static int data;

static void *tell(void *argument)
{
    data = 1;
    const uint64_t one = 1;
    poll(NULL, 0, 10);
    assert(write(event, &one, sizeof one) == sizeof one);
    return argument;
}

int main(void)
{
    pthread_t thread;
    uint64_t got = 0;
#ifdef NONBLOCKING
    event = eventfd(0, EFD_SEMAPHORE | EFD_NONBLOCK);
#else
    event = eventfd(0, EFD_SEMAPHORE);
#endif
    assert(event >= 0);
    pthread_create(&thread, NULL, tell, NULL);
#ifdef POLLS
    struct pollfd wanted = {.fd = event, .events = POLLIN};
    assert(poll(&wanted, 1, -1) == 1 && wanted.revents == POLLIN);
#endif
#ifdef SELECTS
    fd_set wanted;
    FD_ZERO(&wanted);
    FD_SET(event, &wanted);
    assert(select(event + 1, &wanted, NULL, NULL, NULL) == 1 && FD_ISSET(event, &wanted));
#endif
    assert(read(event, &got, sizeof got) == sizeof got);
    assert(got == 1 && data == 1);
#ifdef TWICE
    assert(read(event, &got, sizeof got) == sizeof got);
#endif
    pthread_join(thread, NULL);
    close(event);
    return 0;
}
