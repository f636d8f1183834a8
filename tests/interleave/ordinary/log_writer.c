/*
 * log_writer.c - threads write lines into one of two buffers; a thread of its own changes the
 * buffers round and writes the full one out, every now and then or when asked.
 *
 *     log_writer [WRITERS [LINES]]
 *
 * The bug: the buffers are changed round after the lock was given back.
 *
 * Expect: passed
 * Expect -DBUG: failed data race or wrong result or assertion or crash
 */
#define _GNU_SOURCE
#include <assert.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUFFER = 64, MOST_WRITERS = 8 };

struct buffer {
    char text[BUFFER];
    size_t used;
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t wanted, flushed;
    struct buffer buffers[2];
    struct buffer *front; /* written to, under the lock; the other one is the flusher's */
    bool closing;
    unsigned long turns;
    long lines_out;
} log_state = {.lock = PTHREAD_MUTEX_INITIALIZER,
               .wanted = PTHREAD_COND_INITIALIZER,
               .flushed = PTHREAD_COND_INITIALIZER,
               .front = &log_state.buffers[0]};

static int lines;

static long count_lines(const struct buffer *buffer)
{
    long count = 0;
    for (size_t i = 0; i < buffer->used; i++) {
        count += buffer->text[i] == '\n';
    }
    return count;
}

/* Called with the lock, which it gives back for the time that writing takes. */
static void flush(void)
{
    struct buffer *full = log_state.front;
#ifdef BUG
    pthread_mutex_unlock(&log_state.lock);
    log_state.front = full == &log_state.buffers[0] ? &log_state.buffers[1] : &log_state.buffers[0];
#else
    log_state.front = full == &log_state.buffers[0] ? &log_state.buffers[1] : &log_state.buffers[0];
    pthread_mutex_unlock(&log_state.lock);
#endif
    const long written = count_lines(full);
    fwrite(full->text, 1, full->used, stdout);
    full->used = 0;
    pthread_mutex_lock(&log_state.lock);
    log_state.lines_out += written;
    log_state.turns++;
    pthread_cond_broadcast(&log_state.flushed);
}

static void *run_flusher(void *argument)
{
    pthread_mutex_lock(&log_state.lock);
    while (!log_state.closing || log_state.front->used > 0) {
        if (log_state.front->used == 0) {
            struct timespec until;
            clock_gettime(CLOCK_REALTIME, &until);
            until.tv_sec += 1;
            pthread_cond_timedwait(&log_state.wanted, &log_state.lock, &until);
        }
        if (log_state.front->used > 0) {
            flush();
        }
    }
    pthread_mutex_unlock(&log_state.lock);
    return argument;
}

__attribute__((format(printf, 1, 2))) static void log_line(const char *format, ...)
{
    char line[BUFFER];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    assert(length > 0 && length < BUFFER);
    pthread_mutex_lock(&log_state.lock);
    while (log_state.front->used + (size_t)length > BUFFER) {
        const unsigned long turn = log_state.turns;
        pthread_cond_signal(&log_state.wanted);
        while (turn == log_state.turns) {
            pthread_cond_wait(&log_state.flushed, &log_state.lock);
        }
    }
    memcpy(log_state.front->text + log_state.front->used, line, (size_t)length);
    log_state.front->used += (size_t)length;
    pthread_cond_signal(&log_state.wanted);
    pthread_mutex_unlock(&log_state.lock);
}

static void *write_lines(void *name)
{
    for (int i = 0; i < lines; i++) {
        log_line("%s: line %d of %d\n", (const char *)name, i, lines);
    }
    return NULL;
}

int main(int argc, char *argv[])
{
    static const char *const names[MOST_WRITERS] = {"ada", "bob", "cyd", "dee",
                                                    "eve", "flo", "gus", "hal"};
    const int writers = argc > 1 ? atoi(argv[1]) : 2;
    pthread_t threads[MOST_WRITERS], flusher;
    lines = argc > 2 ? atoi(argv[2]) : 1;
    if (writers < 1 || writers > MOST_WRITERS) {
        return 2;
    }
    pthread_create(&flusher, NULL, run_flusher, NULL);
    for (int i = 0; i < writers; i++) {
        pthread_create(&threads[i], NULL, write_lines, (void *)names[i]);
    }
    for (int i = 0; i < writers; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_mutex_lock(&log_state.lock);
    log_state.closing = true;
    pthread_cond_signal(&log_state.wanted);
    pthread_mutex_unlock(&log_state.lock);
    pthread_join(flusher, NULL);
    return log_state.lines_out == (long)writers * lines ? 0 : 1;
}
