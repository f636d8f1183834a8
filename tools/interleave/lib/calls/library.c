/*
 * library.c - the rest of the C library that an exploration can't leave alone: what a program
 * prints, and what time it is.
 */
#include "calls/cancel.h"
#include "calls/channels.h"
#include "calls/hidden.h"
#include "calls/signals.h"
#include "calls/text.h"
#include "core/strategy.h"
#include "engine/endless.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "memory/memory.h"
#include "memory/objects.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { TEXT = 400 };
static const int64_t SECOND = 1000000000;
static const int64_t EPOCH = VIRTUAL_EPOCH;

/* -- what it prints: kept out of the way, and told in a replay -- */

int __real_vprintf(const char *, va_list);
int __real_vfprintf(FILE *, const char *, va_list);
int __real_puts(const char *);
int __real_putchar(int);
int __real_fputs(const char *, FILE *);
int __real_fputc(int, FILE *);
size_t __real_fwrite(const void *, size_t, size_t, FILE *);
int __real_fflush(FILE *);
void __real_perror(const char *);
ssize_t __real_write(int, const void *, size_t);

static bool taken(const FILE *stream)
{
    const bool is_kept_out = stream == stdout || stream == stderr;
    if (!(is_kept_out ? explored_reversibly() : explored()) || !is_kept_out) {
        return false;
    }
    signals_call("printing to a stream");
    return true;
}

static int told(const char *text, size_t length, const void *pc)
{
    engine_event();
    if (engine.recording || engine.endless) {
        char copy[TEXT];
        snprintf(copy, sizeof copy, "%.*s", (int)(length < TEXT ? length : TEXT - 1), text);
        record_note("prints", NULL, copy, pc);
    }
    return (int)length;
}

/* The same for what the program has in its memory. */
static int told_data(const void *data, size_t length, const void *pc)
{
    memory_range((uintptr_t)data, length, false, pc);
    return told(data, length, pc);
}

static int told_text(const char *text, const void *pc)
{
    reads_text(text, pc);
    return told(text, strlen(text), pc);
}

static int told_as(const void *pc, const char *format, va_list arguments)
{
    char text[TEXT];
    text_reads_arguments(format, arguments, pc);
    const int length = vsnprintf(text, sizeof text, format, arguments);
    told(text, length < 0 ? 0 : strlen(text), pc);
    return length;
}

void library_tells(const char *text, const void *pc)
{
    signals_call("printing to a stream");
    told(text, strlen(text), pc);
}

int library_prints(FILE *stream, const char *format, va_list arguments, const void *pc)
{
    if (taken(stream)) {
        return told_as(pc, format, arguments);
    }
    text_reads_arguments(format, arguments, pc);
    return __real_vfprintf(stream, format, arguments);
}

int __wrap_vprintf(const char *format, va_list arguments);
int __wrap_vprintf(const char *format, va_list arguments)
{
    return library_prints(stdout, format, arguments, HERE);
}

int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments);
int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments)
{
    return library_prints(stream, format, arguments, HERE);
}

__attribute__((format(printf, 1, 2))) int __wrap_printf(const char *format, ...);
int __wrap_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = library_prints(stdout, format, arguments, HERE);
    va_end(arguments);
    return length;
}

__attribute__((format(printf, 2, 3))) int __wrap_fprintf(FILE *stream, const char *format, ...);
int __wrap_fprintf(FILE *stream, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = library_prints(stream, format, arguments, HERE);
    va_end(arguments);
    return length;
}

int library_prints_to(int descriptor, const char *format, va_list arguments, const void *pc)
{
    if (looked_at() && (descriptor == STDOUT_FILENO || descriptor == STDERR_FILENO)) {
        return told_as(pc, format, arguments);
    }
    text_reads_arguments(format, arguments, pc);
    if (looked_at()) {
        engine_event();
        engine_uncontrolled("dprintf");
    }
    return vdprintf(descriptor, format, arguments);
}

int __wrap_puts(const char *text);
int __wrap_puts(const char *text)
{
    return taken(stdout) ? told_text(text, HERE) : __real_puts(text);
}

int __wrap_fputs(const char *text, FILE *stream);
int __wrap_fputs(const char *text, FILE *stream)
{
    return taken(stream) ? told_text(text, HERE) : __real_fputs(text, stream);
}

int __wrap_fputc(int byte, FILE *stream);
int __wrap_fputc(int byte, FILE *stream)
{
    const char text = (char)byte;
    return taken(stream) ? told(&text, 1, HERE), byte : __real_fputc(byte, stream);
}

int __wrap_putc(int byte, FILE *stream);
int __wrap_putc(int byte, FILE *stream)
{
    return __wrap_fputc(byte, stream);
}

int __wrap_putchar(int byte);
int __wrap_putchar(int byte)
{
    return __wrap_fputc(byte, stdout);
}

size_t __wrap_fwrite(const void *data, size_t size, size_t count, FILE *stream);
size_t __wrap_fwrite(const void *data, size_t size, size_t count, FILE *stream)
{
    if (!taken(stream)) {
        return __real_fwrite(data, size, count, stream);
    }
    told_data(data, size * count, HERE);
    return count;
}

int __wrap_fflush(FILE *stream);
int __wrap_fflush(FILE *stream)
{
    return explored_reversibly() ? 0 : __real_fflush(stream);
}

void __wrap_perror(const char *text);
void __wrap_perror(const char *text)
{
    if (explored_reversibly()) {
        reads_text(text, HERE);
        told(text != NULL ? text : "", text != NULL ? strlen(text) : 0, HERE);
    } else {
        __real_perror(text);
    }
}

ssize_t __wrap_write(int descriptor, const void *data, size_t size);
ssize_t __wrap_write(int descriptor, const void *data, size_t size)
{
    if (explored_reversibly() && (descriptor == STDOUT_FILENO || descriptor == STDERR_FILENO)) {
        return told_data(data, size, HERE);
    }
    if (explored() && channels_have(descriptor)) {
        return channels_write(descriptor, data, size, HERE);
    }
    if (explored()) {
        engine_uncontrolled("write");
    }
    return __real_write(descriptor, data, size);
}

/* -- time: each thread's own, and only sleeping makes it pass -- */

int __real_sched_yield(void);
unsigned __real_sleep(unsigned);
int __real_usleep(useconds_t);
int __real_nanosleep(const struct timespec *, struct timespec *);
int __real_clock_nanosleep(clockid_t, int, const struct timespec *, struct timespec *);
int __real_clock_gettime(clockid_t, struct timespec *);
int __real_timespec_get(struct timespec *, int);
time_t __real_time(time_t *);
int __real_gettimeofday(struct timeval *, void *);
clock_t __real_clock(void);

/* To sleep or to yield lets others go first, and they may anyway: it is no step. */
static void let_time_pass(int64_t time, const char *call, const void *pc)
{
    engine_event();
    record_call(call, NULL, pc);
    spin_gives_way();
    self->now += time > 0 ? time : 0;
}

/* The same for a call that a signal may end: it returns whether one did. */
static bool pass(int64_t time, const char *call, const void *pc)
{
    if (strategy_takes_turns()) {
        engine.strategy->sleeps(time, pc);
    }
    let_time_pass(time, call, pc);
    if (!waits_are_interruptible()) {
        return false;
    }
    cancel_point(pc);
    const struct step step = {.kind = STEP_SYSTEM, .pc = pc};
    self->ready = NULL;
    const enum interruption interruption = signals_wait(&step, ENDS_BY_HANDLER);
    if (interruption == CANCELLED && engine_choose(2) == 1) {
        cancel_now();
    }
    return interruption == INTERRUPTED;
}

int __wrap_sched_yield(void);
int __wrap_sched_yield(void)
{
    if (!explored_reversibly()) {
        return __real_sched_yield();
    }
    let_time_pass(0, "sched_yield", HERE);
    return 0;
}

unsigned __wrap_sleep(unsigned seconds);
unsigned __wrap_sleep(unsigned seconds)
{
    if (!explored_reversibly()) {
        return __real_sleep(seconds);
    }
    return pass(seconds * SECOND, "sleep", HERE) ? seconds : 0;
}

int __wrap_usleep(useconds_t time);
int __wrap_usleep(useconds_t time)
{
    if (!explored_reversibly()) {
        return __real_usleep(time);
    }
    if (pass((int64_t)time * 1000, "usleep", HERE)) {
        errno = EINTR;
        return -1;
    }
    return 0;
}

/* How long it would still have slept: no time has passed. */
static void tell_left(const struct timespec *time, struct timespec *left, const void *pc)
{
    if (left != NULL) {
        memory_range((uintptr_t)left, sizeof *left, true, pc);
        *left = *time;
    }
}

int __wrap_nanosleep(const struct timespec *time, struct timespec *left);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left)
{
    if (!explored_reversibly()) {
        return __real_nanosleep(time, left);
    }
    reads_if_own(time, sizeof *time, HERE); /* most are constants */
    if (pass(time->tv_sec * SECOND + time->tv_nsec, "nanosleep", HERE)) {
        tell_left(time, left, HERE);
        errno = EINTR;
        return -1;
    }
    return 0;
}

int __wrap_clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                           struct timespec *left);
int __wrap_clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                           struct timespec *left)
{
    if (!explored_reversibly()) {
        return __real_clock_nanosleep(clock, flags, time, left);
    }
    reads_if_own(time, sizeof *time, HERE); /* most are constants */
    const int64_t wanted = time->tv_sec * SECOND + time->tv_nsec;
    const bool absolute = (flags & TIMER_ABSTIME) != 0;
    if (pass(absolute ? wanted - EPOCH * SECOND - self->now : wanted, "clock_nanosleep", HERE)) {
        tell_left(time, absolute ? NULL : left, HERE);
        return EINTR;
    }
    return 0;
}

static void read_clock(struct timespec *time, const void *pc)
{
    engine_event();
    endless_heed(); /* by the clock, it may give up */
    memory_range((uintptr_t)time, sizeof *time, true, pc);
    self->now += 100; /* it never stands still */
    time->tv_sec = EPOCH + self->now / SECOND;
    time->tv_nsec = self->now % SECOND;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
    if (!explored_reversibly()) {
        return __real_clock_gettime(clock, time);
    }
    read_clock(time, HERE);
    return 0;
}

/* The same as C17 has it (7.27.2.5), as a time limit for mtx_timedlock and cnd_timedwait. */
int __wrap_timespec_get(struct timespec *time, int base);
int __wrap_timespec_get(struct timespec *time, int base)
{
    if (!explored_reversibly() || base != TIME_UTC) {
        return __real_timespec_get(time, base);
    }
    read_clock(time, HERE);
    return base;
}

time_t __wrap_time(time_t *where);
time_t __wrap_time(time_t *where)
{
    if (!explored_reversibly()) {
        return __real_time(where);
    }
    engine_event();
    endless_heed(); /* by the clock, it may give up */
    const time_t now = EPOCH + self->now / SECOND;
    if (where != NULL) {
        memory_range((uintptr_t)where, sizeof *where, true, HERE);
        *where = now;
    }
    return now;
}

int __wrap_gettimeofday(struct timeval *time, void *zone);
int __wrap_gettimeofday(struct timeval *time, void *zone)
{
    if (!explored_reversibly()) {
        return __real_gettimeofday(time, zone);
    }
    engine_event();
    endless_heed(); /* by the clock, it may give up */
    memory_range((uintptr_t)time, sizeof *time, true, HERE);
    writes(zone, sizeof(struct timezone), HERE);
    self->now += 1000;
    time->tv_sec = EPOCH + self->now / SECOND;
    time->tv_usec = self->now % SECOND / 1000;
    if (zone != NULL) {
        *(struct timezone *)zone = (struct timezone){0};
    }
    return 0;
}

clock_t __wrap_clock(void);
clock_t __wrap_clock(void)
{
    if (!explored_reversibly()) {
        return __real_clock();
    }
    engine_event();
    endless_heed(); /* by the clock, it may give up */
    self->now += 1000;
    return (clock_t)(self->now / 1000);
}
