/*
 * outside.c - what an exploration has no control of: files, sockets, processes, signals. Most such
 * calls are let through, and end the claim of proof; some can't be let through, and end the
 * exploration, for it could not go on. Each is named.
 */
#include "outside.h"

#include "input.h"
#include "memory.h"
#include "record.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define HERE __builtin_return_address(0)
#define STATE __attribute__((section("interleave_state")))

extern const char __executable_start[], etext[];

/* Is it the program's own, of the same name? Then there is nothing outside about it. */
static bool is_own(const void *function)
{
    return (const char *)function >= __executable_start && (const char *)function < etext;
}

/* As the program calls it: headers have "__isoc99_sscanf" for "sscanf". */
static const char *name_of(const char *symbol)
{
    const char *name = strncmp(symbol, "__isoc", 6) == 0 ? strchr(symbol + 2, '_') : NULL;
    return name != NULL ? name + 1 : symbol;
}

__attribute__((used)) static void pass_through(const char *symbol, const void *pc, const void *real)
{
    const char *name = name_of(symbol);
    if (explored() && !is_own(real)) {
        engine_event();
        record_call(name, NULL, pc);
        engine_uncontrolled(name);
    }
}

__attribute__((used)) static void refuse(const char *name, const void *pc, const void *real)
{
    if (explored() && !is_own(real)) {
        engine_event();
        record_call(name, NULL, pc);
        engine_refuse(name);
    }
}

__attribute__((used)) static void take_input(const char *name, const void *pc, const void *real)
{
    (void)name;
    (void)pc;
    if (explored() && !is_own(real)) {
        engine_event();
        input_used();
    }
}

/* Tells of the call, then makes it, with the arguments where they were: any type, any number. */
#if defined(__x86_64__)
#define BEFORE(name, tell)                                                                \
    __asm__(".text\n.globl __wrap_" #name "\n.type __wrap_" #name ", @function\n"         \
            ".weak __real_" #name "\n"                                                    \
            "__wrap_" #name ":\n"                                                         \
            "pushq %rbp\nmovq %rsp, %rbp\n"                                               \
            "pushq %rdi\npushq %rsi\npushq %rdx\npushq %rcx\npushq %r8\npushq %r9\n"      \
            "pushq %rax\nsubq $8, %rsp\n"                                                 \
            "leaq 1f(%rip), %rdi\nmovq 8(%rbp), %rsi\n"                                   \
            "movq __real_" #name "@GOTPCREL(%rip), %rdx\n"                                \
            "call " #tell "\n"                                                            \
            "addq $8, %rsp\npopq %rax\n"                                                  \
            "popq %r9\npopq %r8\npopq %rcx\npopq %rdx\npopq %rsi\npopq %rdi\npopq %rbp\n" \
            "jmp *__real_" #name "@GOTPCREL(%rip)\n"                                      \
            ".size __wrap_" #name ", .-__wrap_" #name "\n"                                \
            ".section .rodata.outside, \"a\"\n1: .asciz \"" #name "\"\n.text\n");
#elif defined(__aarch64__)
#define BEFORE(name, tell)                                                                  \
    __asm__(".text\n.globl __wrap_" #name "\n.type __wrap_" #name ", %function\n"           \
            ".weak __real_" #name "\n"                                                      \
            "__wrap_" #name ":\n"                                                           \
            "stp x29, x30, [sp, #-96]!\nmov x29, sp\n"                                      \
            "stp x0, x1, [sp, #16]\nstp x2, x3, [sp, #32]\nstp x4, x5, [sp, #48]\n"         \
            "stp x6, x7, [sp, #64]\nstr x8, [sp, #80]\n"                                    \
            "adrp x0, 1f\nadd x0, x0, :lo12:1f\nmov x1, x30\n"                              \
            "adrp x2, :got:__real_" #name "\nldr x2, [x2, :got_lo12:__real_" #name "]\n"    \
            "bl " #tell "\n"                                                                \
            "ldp x0, x1, [sp, #16]\nldp x2, x3, [sp, #32]\nldp x4, x5, [sp, #48]\n"         \
            "ldp x6, x7, [sp, #64]\nldr x8, [sp, #80]\nldp x29, x30, [sp], #96\n"           \
            "adrp x16, :got:__real_" #name "\nldr x16, [x16, :got_lo12:__real_" #name "]\n" \
            "br x16\n"                                                                      \
            ".size __wrap_" #name ", .-__wrap_" #name "\n"                                  \
            ".section .rodata.outside, \"a\"\n1: .asciz \"" #name "\"\n.text\n");
#else
#error "written for x86-64 and aarch64"
#endif

#define PASSES(name) BEFORE(name, pass_through)
#define REFUSES(name) BEFORE(name, refuse)
#define READS(name) BEFORE(name, take_input)

/* Files that are written stay as an execution left them. */
PASSES(creat)
PASSES(openat)
PASSES(freopen)
PASSES(fdopen)
PASSES(tmpfile)
PASSES(mkstemp)
PASSES(mkostemp)
PASSES(unlink)
PASSES(remove)
PASSES(rename)
PASSES(mkdir)
PASSES(rmdir)
PASSES(truncate)
PASSES(ftruncate)
PASSES(mmap)
/* The same under the names that -D_FILE_OFFSET_BITS=64 gives them. */
PASSES(creat64)
PASSES(openat64)
PASSES(freopen64)
PASSES(tmpfile64)
PASSES(mkstemp64)
PASSES(mkostemp64)
PASSES(truncate64)
PASSES(ftruncate64)
PASSES(mmap64)
PASSES(shm_open)
PASSES(mq_open)
PASSES(dlopen)
PASSES(setenv)
PASSES(unsetenv)
PASSES(putenv)
PASSES(chdir)
PASSES(fchdir)
PASSES(umask)
PASSES(setlocale)
PASSES(fesetround)
PASSES(fesetenv)
PASSES(feholdexcept)
PASSES(feenableexcept)
/* Others at the far end. */
PASSES(pipe)
PASSES(pipe2)
PASSES(socket)
PASSES(socketpair)
PASSES(connect)
PASSES(bind)
PASSES(listen)
PASSES(accept)
PASSES(send)
PASSES(sendto)
PASSES(recv)
PASSES(recvfrom)
PASSES(poll)
PASSES(select)
PASSES(epoll_wait)
PASSES(eventfd)
PASSES(system)
PASSES(popen)
PASSES(posix_spawn)
PASSES(posix_spawnp)
PASSES(waitpid)
PASSES(wait)
/* Signals come when they like. */
PASSES(kill)
PASSES(pthread_kill)
PASSES(signal)
PASSES(sigaction)
PASSES(alarm)
PASSES(setitimer)
PASSES(timer_create)
PASSES(timerfd_create)
PASSES(syscall)
PASSES(pthread_sigmask)
PASSES(sigprocmask)
/* What it reads and writes is for its format to say. */
PASSES(sscanf)
PASSES(vsscanf)
PASSES(__isoc99_sscanf)
PASSES(__isoc99_vsscanf)
PASSES(__isoc23_sscanf)
PASSES(__isoc23_vsscanf)

REFUSES(fork)
REFUSES(vfork)
REFUSES(clone)
REFUSES(execv)
REFUSES(execve)
REFUSES(execvp)
REFUSES(execl)
REFUSES(execlp)
REFUSES(pause)
REFUSES(sigwait)
REFUSES(sigwaitinfo)
REFUSES(sigtimedwait)
REFUSES(sigsuspend)
REFUSES(swapcontext)
REFUSES(pthread_cancel)

READS(getc)
READS(fgetc)
READS(getchar)
READS(scanf)
READS(fscanf)
READS(vscanf)
READS(vfscanf)
READS(__isoc99_scanf)
READS(__isoc99_fscanf)
READS(__isoc23_scanf)
READS(__isoc23_fscanf)

/* -- to open a file for reading changes nothing, but that it stays open -- */

/* Where an execution is left before its end, nobody closes what it has opened. */
enum { MOST_OPEN = 256 };
STATE static struct opened {
    FILE *stream; /* or NULL: */
    int descriptor;
} opened[MOST_OPEN] = {{.stream = NULL}};
STATE static int opened_count = 0;

static void note_opened(FILE *stream, int descriptor)
{
    if (explored() && opened_count < MOST_OPEN && (stream != NULL || descriptor >= 0)) {
        opened[opened_count++] = (struct opened){stream, descriptor};
    }
}

static void note_closed(const FILE *stream, int descriptor)
{
    for (int i = opened_count - 1; i >= 0 && explored(); i--) {
        if (opened[i].stream == stream && opened[i].descriptor == descriptor) {
            opened[i] = opened[--opened_count];
            return;
        }
    }
}

int __real_fclose(FILE *);
int __real_close(int);

void outside_restore(void)
{
    while (opened_count > 0) {
        const struct opened *last = &opened[--opened_count];
        if (last->stream != NULL) {
            __real_fclose(last->stream);
        } else {
            __real_close(last->descriptor);
        }
    }
}

int __wrap_fclose(FILE *stream);
int __wrap_fclose(FILE *stream)
{
    note_closed(stream, -1);
    return __real_fclose(stream);
}

int __wrap_close(int descriptor);
int __wrap_close(int descriptor)
{
    note_closed(NULL, descriptor);
    return __real_close(descriptor);
}

#define OPENS_A_STREAM(name)                                 \
    FILE *__real_##name(const char *, const char *);         \
    FILE *__wrap_##name(const char *path, const char *mode); \
    FILE *__wrap_##name(const char *path, const char *mode)  \
    {                                                        \
        if (strpbrk(mode, "wa+") != NULL) {                  \
            pass_through(#name, HERE, NULL);                 \
        }                                                    \
        FILE *stream = __real_##name(path, mode);            \
        note_opened(stream, -1);                             \
        return stream;                                       \
    }
OPENS_A_STREAM(fopen)
OPENS_A_STREAM(fopen64)

#define OPENS(name)                                                                  \
    int __real_##name(const char *, int, ...);                                       \
    int __wrap_##name(const char *path, int flags, ...);                             \
    int __wrap_##name(const char *path, int flags, ...)                              \
    {                                                                                \
        va_list arguments;                                                           \
        va_start(arguments, flags);                                                  \
        const mode_t mode = va_arg(arguments, mode_t);                               \
        va_end(arguments);                                                           \
        if ((flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0) { \
            pass_through(#name, HERE, NULL);                                         \
        }                                                                            \
        const int descriptor = __real_##name(path, flags, mode);                     \
        note_opened(NULL, descriptor);                                               \
        return descriptor;                                                           \
    }
OPENS(open)
OPENS(open64)

/* What isn't there yet would have to come from a thread that can't go on while this one waits. */
ssize_t __real_read(int, void *, size_t);
ssize_t __wrap_read(int descriptor, void *data, size_t size);
ssize_t __wrap_read(int descriptor, void *data, size_t size)
{
    if (explored()) {
        struct pollfd one = {.fd = descriptor, .events = POLLIN};
        engine_event();
        if (descriptor == STDIN_FILENO) {
            input_used();
        } else if (poll(&one, 1, 0) == 0) {
            engine_refuse("read");
        }
        memory_range((uintptr_t)data, size, true, HERE);
    }
    return __real_read(descriptor, data, size);
}
