/*
 * touches.h - what functions of the C library read and write of the program's memory is told here,
 * as if it stood in the program: the library isn't instrumented.
 */
#ifndef TOUCHES_H
#define TOUCHES_H

#include "engine/engine.h"

#include <stddef.h>
#include <wchar.h>

/* Where the program calls. */
#define HERE __builtin_return_address(0)

/* Whether the call comes from a thread under exploration, and not from its comparison function that
 * the explorer itself calls. */
static inline bool looked_at(void)
{
    return explored() && engine.active;
}

/* The same of a call of which all that it changes is put back; see memory/back.h. */
static inline bool looked_at_reversibly(void)
{
    return explored_reversibly() && engine.active;
}

/* The running thread, if it is explored, is about to read or write size bytes; pc is its call. NULL
 * is touched by nobody. */
void reads(const void *start, size_t size, const void *pc);
void writes(void *start, size_t size, const void *pc);

/* The same for a text with its end, and for at most so many bytes of it. */
void reads_text(const char *text, const void *pc);
void reads_text_up_to(const char *text, size_t most, const void *pc);
void reads_wide_text(const wchar_t *text, const void *pc);
void reads_wide_text_up_to(const wchar_t *text, size_t most, const void *pc);

/* The same for the format of a call, a path or a name, which is nearly always a literal that nobody
 * can write: then it is no event. */
void reads_format(const char *format, const void *pc);

/* Whether it is memory of the program's: a global, in the heap, or on a thread's stack. */
bool touches_own(const void *start);

/* Memory that may be the program's: no event, if it is the C library's, or a constant. */
void reads_if_own(const void *start, size_t size, const void *pc);

/* Up to the byte that is looked for (C17 7.24.5.1p2: and nothing after it). */
void reads_up_to_byte(const void *from, int byte, size_t size, const void *pc);

/* What a call has just written there: a text with its end. */
void wrote_text(char *text, const void *pc);
void wrote_wide_text(wchar_t *text, const void *pc);

/*
 * Takes a function over: tells what it reads and writes, then calls it. Its own name may be one
 * that the program, too, gives a function, with other parameters: that one is called at once, and
 * nothing is told, as it tells that itself. A version of the C library may not have the function:
 * then no program calls it.
 */
#define TAKES_OVER(result, name, parameters, arguments, before)                                 \
    OWN_FIRST(name)                                                                             \
    result __real_##name parameters __attribute__((weak));                                      \
    __attribute__((used)) result model_##name parameters __attribute__((visibility("hidden"))); \
    result model_##name parameters                                                              \
    {                                                                                           \
        before;                                                                                 \
        return __real_##name arguments;                                                         \
    }

/* The same of a function that changes nothing but memory which is told here. */
#define TAKES_OVER_KEPT(result, name, parameters, arguments, before)                            \
    OWN_FIRST_KEPT(name)                                                                        \
    result __real_##name parameters __attribute__((weak));                                      \
    __attribute__((used)) result model_##name parameters __attribute__((visibility("hidden"))); \
    result model_##name parameters                                                              \
    {                                                                                           \
        before;                                                                                 \
        return __real_##name arguments;                                                         \
    }

/* The same for what is known only afterwards; outcome is what the call returned. */
#define TAKES_OVER_THEN(result, name, parameters, arguments, before, after)                     \
    OWN_FIRST(name)                                                                             \
    result __real_##name parameters __attribute__((weak));                                      \
    __attribute__((used)) result model_##name parameters __attribute__((visibility("hidden"))); \
    result model_##name parameters                                                              \
    {                                                                                           \
        before;                                                                                 \
        result const outcome = __real_##name arguments;                                         \
        after;                                                                                  \
        return outcome;                                                                         \
    }

/* Takes it over with a function of its own; it calls __real_name itself where it needs that. */
#define TAKES_OVER_WITH(result, name, parameters)                                               \
    OWN_FIRST(name)                                                                             \
    result __real_##name parameters __attribute__((weak));                                      \
    __attribute__((used)) result model_##name parameters __attribute__((visibility("hidden"))); \
    result model_##name parameters

/* The same where the function says by itself what isn't kept: explored. */
#define TAKES_OVER_WITH_KEPT(result, name, parameters)                                          \
    OWN_FIRST_KEPT(name)                                                                        \
    result __real_##name parameters __attribute__((weak));                                      \
    __attribute__((used)) result model_##name parameters __attribute__((visibility("hidden"))); \
    result model_##name parameters

#if defined(__x86_64__)
#define NOT_KEPT "movb $1, irreversible(%rip)\n"
#define JUMP "jmp "
#define OWN_FIRST_AND(name, does)                                                                \
    __asm__(".text\n.globl __wrap_" #name "\n.type __wrap_" #name                                \
            ", @function\n.weak __real_" #name "\n__wrap_" #name ":\n" does "movq __real_" #name \
            "@GOTPCREL(%rip), %r11\n"                                                            \
            "leaq __executable_start(%rip), %r10\n"                                              \
            "cmpq %r10, %r11\njb model_" #name "\n"                                              \
            "leaq etext(%rip), %r10\n"                                                           \
            "cmpq %r10, %r11\njae model_" #name "\n"                                             \
            "jmp *%r11\n.size __wrap_" #name ", .-__wrap_" #name "\n");
#elif defined(__aarch64__)
#define NOT_KEPT "adrp x16, irreversible\nmov w17, #1\nstrb w17, [x16, :lo12:irreversible]\n"
#define JUMP "b "
#define OWN_FIRST_AND(name, does)                                                              \
    __asm__(".text\n.globl __wrap_" #name "\n.type __wrap_" #name                              \
            ", %function\n.weak __real_" #name "\n__wrap_" #name ":\n" does                    \
            "adrp x16, :got:__real_" #name "\nldr x16, [x16, :got_lo12:__real_" #name          \
            "]\nadrp x17, __executable_start\nadd x17, x17, :lo12:__executable_start\n"        \
            "cmp x16, x17\nb.lo model_" #name "\nadrp x17, etext\nadd x17, x17, :lo12:etext\n" \
            "cmp x16, x17\nb.hs model_" #name "\nbr x16\n"                                     \
            ".size __wrap_" #name ", .-__wrap_" #name "\n");
#else
#error "written for x86-64 and aarch64"
#endif

/* What it changes beside the program's memory isn't known; or there is nothing: see back.h. */
#define OWN_FIRST(name) OWN_FIRST_AND(name, NOT_KEPT)
#define OWN_FIRST_KEPT(name) OWN_FIRST_AND(name, "")

/* Another name of a function that is taken over in the same file. */
#define SAME_AS(alias, name) ALSO_CALLED(alias, model_##name)
#define ALSO_CALLED(alias, model) \
    __asm__(".text\n.globl __wrap_" #alias "\n__wrap_" #alias ":\n" NOT_KEPT JUMP #model "\n");

#endif
