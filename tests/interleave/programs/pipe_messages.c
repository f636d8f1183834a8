/*
 * Threads that send each other what they have through a pipe. What is written can be read, in its
 * order, and happens before that; a reader waits until there is something, or nobody can write.
 *
 * Expect: proved
 * Expect -DWRONG: failed assertion
 * Expect -DUNTIL_CLOSED: proved
 * Expect -DUNTIL_CLOSED -DFORGETS: failed deadlock
 * Expect -DPAYLOAD: proved
 * Expect -DPAYLOAD -DTOO_SOON: failed data race or assertion
 * Expect -DTWO_READERS: proved
 * Expect -DNOBODY_READS: failed crash
 * Expect -DNOBODY_READS -DIGNORES: proved
 * Expect -DBOTH_WAYS: proved
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WRITERS = 2 };

static int ends[2];
#ifdef PAYLOAD
static long payload;
#endif

static void *send_one(void *argument)
{
    const long mine = *(long *)argument;
    const ssize_t sent = write(ends[1], &mine, sizeof mine);
#ifdef NOBODY_READS
    assert(sent == -1 && errno == EPIPE);
#else
    assert(sent == sizeof mine);
#endif
    return NULL;
}

#ifdef PAYLOAD
static void *publish(void *argument)
{
    const char ready = 1;
#ifdef TOO_SOON
    write(ends[1], &ready, 1);
    payload = 42;
#else
    payload = 42;
    write(ends[1], &ready, 1);
#endif
    return argument;
}
#endif

#ifdef TWO_READERS
static void *receive(void *sum)
{
    long got;
    if (read(ends[0], &got, sizeof got) == sizeof got) {
        *(long *)sum = got;
    }
    return NULL;
}
#endif

#ifdef BOTH_WAYS
static void *answer(void *argument)
{
    long question;
    assert(read(ends[1], &question, sizeof question) == sizeof question);
    question++;
    assert(write(ends[1], &question, sizeof question) == sizeof question);
    return argument;
}
#endif

int main(void)
{
    pthread_t threads[WRITERS + 2];
    long values[WRITERS] = {1, 2}, sum = 0, got;
    (void)values;
    (void)got;
    (void)sum;
    (void)send_one;
#ifdef IGNORES
    signal(SIGPIPE, SIG_IGN);
#endif
#ifdef BOTH_WAYS
    assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    pthread_create(&threads[0], NULL, answer, NULL);
    got = 6;
    assert(write(ends[0], &got, sizeof got) == sizeof got);
    assert(read(ends[0], &got, sizeof got) == sizeof got);
    assert(got == 7);
    pthread_join(threads[0], NULL);
    return 0;
#else
    assert(pipe(ends) == 0);
#endif
#if defined(PAYLOAD)
    char ready = 0;
    pthread_create(&threads[0], NULL, publish, NULL);
    assert(read(ends[0], &ready, 1) == 1);
    assert(payload == 42);
    pthread_join(threads[0], NULL);
#elif defined(NOBODY_READS)
    close(ends[0]);
    pthread_create(&threads[0], NULL, send_one, &values[0]);
    pthread_join(threads[0], NULL);
#elif !defined(BOTH_WAYS)
    for (int i = 0; i < WRITERS; i++) {
        pthread_create(&threads[i], NULL, send_one, &values[i]);
    }
#if defined(TWO_READERS)
    long parts[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[WRITERS + i], NULL, receive, &parts[i]);
    }
    for (int i = 0; i < WRITERS + 2; i++) {
        pthread_join(threads[i], NULL);
    }
    sum = parts[0] + parts[1];
#elif defined(UNTIL_CLOSED)
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
    }
#ifndef FORGETS
    close(ends[1]);
#endif
    while (read(ends[0], &got, sizeof got) == sizeof got) {
        sum += got;
    }
#else
    for (int i = 0; i < WRITERS; i++) {
        assert(read(ends[0], &got, sizeof got) == sizeof got);
#ifdef WRONG
        assert(got == values[i]);
#endif
        sum += got;
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
    }
#endif
    assert(sum == 3);
#endif
    return 0;
}
