/*
 * A read that gets less than it asked for writes only the bytes that it got (POSIX.1-2017, read):
 * what lies behind them may be another thread's, whatever the size of the request.
 *
 * Expect: proved
 * Expect -DTOUCHED: failed data race
 * Expect -DNOTHING: proved
 * Expect -DNOTHING -DTOUCHED: proved
 */
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

enum { GOT = 21, ROOM = 4095 };

static char buffer[ROOM];

static void *work(void *unused)
{
#ifdef TOUCHED
    buffer[GOT - 1] = 'x';
#else
    buffer[GOT] = 'x';
#endif
    return unused;
}

int main(void)
{
    static const char line[GOT + 1] = "as much as there is.\n";
    int ends[2];
    pthread_t thread;
    if (pipe(ends) != 0) {
        return 0;
    }
#ifndef NOTHING
    if (write(ends[1], line, GOT) != GOT) {
        return 1;
    }
#endif
    close(ends[1]);
    pthread_create(&thread, NULL, work, NULL);
    const ssize_t got = read(ends[0], buffer, ROOM);
    pthread_join(thread, NULL);
#ifdef NOTHING
    return got != 0;
#else
    return got != GOT;
#endif
}
