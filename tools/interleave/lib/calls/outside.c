/*
 * outside.c - what an exploration has no control of: files, sockets, processes, signals. Most such
 * calls are let through, and end the claim of proof; some can't be let through, and end the
 * exploration, for it could not go on. Each is named.
 */
#include "calls/outside.h"

#include "calls/channels.h"
#include "engine/record.h"
#include "engine/spin.h"
#include "memory/jumps.h"
#include "memory/memory.h"
#include "memory/touches.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define HERE __builtin_return_address(0)

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

/* Functions whose first argument is a descriptor, which might be a pipe's: the system, to which
 * they would go, doesn't know that one. */
static bool takes_descriptor(const char *name)
{
    static const char *const all[] = {"dup",      "dup2",       "dup3",      "fdopen", "fsync",
                                      "ioctl",    "isatty",     "send",      "sendto", "sendmsg",
                                      "writev",   "shutdown",   "splice",    "tee",    "vmsplice",
                                      "sendfile", "setsockopt", "getsockopt"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strcmp(name, all[i]) == 0) {
            return true;
        }
    }
    return false;
}

__attribute__((used)) static void pass_through(const char *symbol, const void *pc, const void *real,
                                               long first)
{
    const char *name = name_of(symbol);
    if (explored() && !is_own(real)) {
        engine_event();
        record_call(name, NULL, pc);
        if (channels_have((int)first) && takes_descriptor(name)) {
            engine_refuse_for(name, "read, write and close for a pipe");
        }
        if (real == NULL) {
            engine_refuse_for(name, "the library that has it, as -lm, when you link");
        }
        engine_uncontrolled(name);
    }
}

__attribute__((used)) static void refuse(const char *name, const void *pc, const void *real)
{
    if (explored() && !is_own(real)) {
        engine_event();
        const char *instead = name + strlen(name) + 1; /* see BEFORE */
        record_call(name, NULL, pc);
        engine_refuse_for(name, *instead != '\0' ? instead : NULL);
    }
}

/* Of the function that calls what BEFORE stands for, whose frame is between it and here. */
#if defined(__x86_64__)
enum { FRAME_BETWEEN = 16 };
#else
enum { FRAME_BETWEEN = 224 };
#endif
#define CALLERS_STACK_POINTER (*(const uintptr_t *)__builtin_frame_address(0) + FRAME_BETWEEN)

/* What is kept for longjmp, but for the signals that are blocked: in a buffer that threads share,
 * one finds what another has left. The thread's own stack nobody else jumps to. */
enum { KEPT_FOR_JUMP = offsetof(struct __jmp_buf_tag, __saved_mask) };

static bool on_own_stack(const void *start)
{
    const struct fiber *own = &self->fiber;
    return (uintptr_t)start - (uintptr_t)own->stack_low <
           (uintptr_t)(own->stack_high - own->stack_low);
}

__attribute__((used)) static void tell_place_kept(const char *name, const void *pc,
                                                  const void *real, void *buffer)
{
    (void)name;
    (void)real;
    if (explored()) {
        spin_keeps_place();
        if (!on_own_stack(buffer)) {
            writes(buffer, KEPT_FOR_JUMP, pc);
        }
        jumps_keep(buffer, CALLERS_STACK_POINTER);
    }
}

/* A handler has a stack of its own here, from which there is no way to another. */
__attribute__((used)) static void refuse_in_handler(const char *name, const void *pc,
                                                    const void *real, const void *buffer)
{
    (void)real;
    irreversible = true; /* what it came from isn't known */
    if (explored() && !on_own_stack(buffer)) {
        reads(buffer, KEPT_FOR_JUMP, pc);
    }
    if (explored() && self->receiver >= 0) {
        engine_event();
        record_call(name, NULL, pc);
        engine_refuse_for(name, "a flag that the signal's handler sets");
    }
    if (explored()) {
        jumps_check(buffer, CALLERS_STACK_POINTER, pc);
    }
}

/*
 * What stands for the function: tells of the call, then makes it, with the arguments where they
 * were, of any type and number. Each gives its name and the function to what they have in common,
 * which keeps the registers of arguments.
 */
#if defined(__x86_64__)
#define BEFORE(name, instead, tell)                                                       \
    __asm__(".text\n.globl __wrap_" #name "\n.type __wrap_" #name ", @function\n"         \
            ".weak __real_" #name "\n__wrap_" #name ":\n"                                 \
            "leaq 1f(%rip), %r10\nmovq __real_" #name "@GOTPCREL(%rip), %r11\n"           \
            "jmp before_" #tell "\n.size __wrap_" #name ", .-__wrap_" #name "\n"          \
            ".section .rodata.outside, \"a\"\n1: .asciz \"" #name "\", \"" instead "\"\n" \
            ".text\n");
#define IN_COMMON(tell)                                                                   \
    __asm__(".text\n.type before_" #tell ", @function\nbefore_" #tell ":\n"               \
            "pushq %rbp\nmovq %rsp, %rbp\nsubq $208, %rsp\nandq $-16, %rsp\n"             \
            "movq %rdi, (%rsp)\nmovq %rsi, 8(%rsp)\nmovq %rdx, 16(%rsp)\n"                \
            "movq %rcx, 24(%rsp)\nmovq %r8, 32(%rsp)\nmovq %r9, 40(%rsp)\n"               \
            "movq %rax, 48(%rsp)\nmovq %r11, 56(%rsp)\n"                                  \
            "movups %xmm0, 64(%rsp)\nmovups %xmm1, 80(%rsp)\nmovups %xmm2, 96(%rsp)\n"    \
            "movups %xmm3, 112(%rsp)\nmovups %xmm4, 128(%rsp)\nmovups %xmm5, 144(%rsp)\n" \
            "movups %xmm6, 160(%rsp)\nmovups %xmm7, 176(%rsp)\n"                          \
            "movq (%rsp), %rcx\nmovq %r10, %rdi\nmovq 8(%rbp), %rsi\nmovq %r11, %rdx\n"   \
            "call " #tell "\n"                                                            \
            "movups 64(%rsp), %xmm0\nmovups 80(%rsp), %xmm1\nmovups 96(%rsp), %xmm2\n"    \
            "movups 112(%rsp), %xmm3\nmovups 128(%rsp), %xmm4\nmovups 144(%rsp), %xmm5\n" \
            "movups 160(%rsp), %xmm6\nmovups 176(%rsp), %xmm7\n"                          \
            "movq (%rsp), %rdi\nmovq 8(%rsp), %rsi\nmovq 16(%rsp), %rdx\n"                \
            "movq 24(%rsp), %rcx\nmovq 32(%rsp), %r8\nmovq 40(%rsp), %r9\n"               \
            "movq 48(%rsp), %rax\nmovq 56(%rsp), %r11\nleave\njmp *%r11\n"                \
            ".size before_" #tell ", .-before_" #tell "\n");
#elif defined(__aarch64__)
#define BEFORE(name, instead, tell)                                                         \
    __asm__(".text\n.globl __wrap_" #name "\n.type __wrap_" #name ", %function\n"           \
            ".weak __real_" #name "\n__wrap_" #name ":\n"                                   \
            "adrp x16, 1f\nadd x16, x16, :lo12:1f\n"                                        \
            "adrp x17, :got:__real_" #name "\nldr x17, [x17, :got_lo12:__real_" #name "]\n" \
            "b before_" #tell "\n.size __wrap_" #name ", .-__wrap_" #name "\n"              \
            ".section .rodata.outside, \"a\"\n1: .asciz \"" #name "\", \"" instead "\"\n"   \
            ".text\n");
#define IN_COMMON(tell)                                                                   \
    __asm__(".text\n.type before_" #tell ", %function\nbefore_" #tell ":\n"               \
            "stp x29, x30, [sp, #-224]!\nmov x29, sp\n"                                   \
            "stp x0, x1, [sp, #16]\nstp x2, x3, [sp, #32]\nstp x4, x5, [sp, #48]\n"       \
            "stp x6, x7, [sp, #64]\nstp x8, x17, [sp, #80]\n"                             \
            "stp q0, q1, [sp, #96]\nstp q2, q3, [sp, #128]\nstp q4, q5, [sp, #160]\n"     \
            "stp q6, q7, [sp, #192]\nmov x3, x0\nmov x0, x16\nmov x1, x30\nmov x2, x17\n" \
            "bl " #tell "\n"                                                              \
            "ldp q0, q1, [sp, #96]\nldp q2, q3, [sp, #128]\nldp q4, q5, [sp, #160]\n"     \
            "ldp q6, q7, [sp, #192]\nldp x0, x1, [sp, #16]\nldp x2, x3, [sp, #32]\n"      \
            "ldp x4, x5, [sp, #48]\nldp x6, x7, [sp, #64]\nldp x8, x17, [sp, #80]\n"      \
            "ldp x29, x30, [sp], #224\nbr x17\n.size before_" #tell ", .-before_" #tell "\n");
#else
#error "written for x86-64 and aarch64"
#endif

IN_COMMON(pass_through)
IN_COMMON(refuse)
IN_COMMON(refuse_in_handler)
IN_COMMON(tell_place_kept)

#define UNSEEN(name) BEFORE(name, "", pass_through)
#define REFUSED(name, instead) BEFORE(name, instead, refuse)
#define MODELLED(name)
#define HARMLESS(name, why)
#define STARTUP(name)
#define VARIABLE(name)
#include "glibc.def"

BEFORE(longjmp, "", refuse_in_handler)
BEFORE(_longjmp, "", refuse_in_handler)
BEFORE(siglongjmp, "", refuse_in_handler)
BEFORE(__longjmp_chk, "", refuse_in_handler)
BEFORE(setjmp, "", tell_place_kept)
BEFORE(_setjmp, "", tell_place_kept)
BEFORE(__sigsetjmp, "", tell_place_kept)

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
    (void)explored(); /* it can't be opened again */
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
    if (explored() && channels_have(descriptor)) {
        return channels_close(descriptor, HERE);
    }
    note_closed(NULL, descriptor);
    return __real_close(descriptor);
}

#define OPENS_A_STREAM(name)                                           \
    FILE *__real_##name(const char *, const char *);                   \
    FILE *__wrap_##name(const char *path, const char *mode);           \
    FILE *__wrap_##name(const char *path, const char *mode)            \
    {                                                                  \
        reads_format(path, HERE);                                      \
        reads_format(mode, HERE);                                      \
        if (strpbrk(mode, "wa+") != NULL) {                            \
            pass_through(#name, HERE, (const void *)__real_##name, 0); \
        }                                                              \
        FILE *stream = __real_##name(path, mode);                      \
        note_opened(stream, -1);                                       \
        return stream;                                                 \
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
        reads_format(path, HERE);                                                    \
        if ((flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0) { \
            pass_through(#name, HERE, (const void *)__real_##name, 0);               \
        }                                                                            \
        const int descriptor = __real_##name(path, flags, mode);                     \
        note_opened(NULL, descriptor);                                               \
        return descriptor;                                                           \
    }
OPENS(open)
OPENS(open64)
