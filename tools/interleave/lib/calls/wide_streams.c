/*
 * wide_streams.c - printing and reading wide characters, as library.c and streams.c have it for
 * narrow ones: what goes to standard output and error is kept out of the way; who reads first is a
 * step.
 */
#include "calls/hidden.h"
#include "calls/text.h"
#include "memory/touches.h"
#include "world/input.h"
#include "world/world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

enum { TEXT = 400 };

int __real_vfwprintf(FILE *, const wchar_t *, va_list);
int __real_vswprintf(wchar_t *, size_t, const wchar_t *, va_list);
wint_t __real_fputwc(wchar_t, FILE *);
int __real_fputws(const wchar_t *, FILE *);

static bool is_taken(const FILE *stream)
{
    return looked_at() && (stream == stdout || stream == stderr);
}

/* -- printing -- */

/* The texts among the arguments: conversions are the same as in a narrow format. */
static void reads_arguments(const wchar_t *format, va_list arguments, const void *pc)
{
    char narrow[TEXT];
    size_t length = 0;
    reads_wide_text(format, pc);
    for (; format[length] != L'\0'; length++) {
        if (length == TEXT - 1) {
            engine_uncontrolled("a wide format that is so long");
            return;
        }
        narrow[length] = format[length] > 0 && format[length] < 128 ? (char)format[length] : '?';
    }
    narrow[length] = '\0';
    text_reads_arguments(narrow, arguments, pc);
}

static void tell(const wchar_t *text, const void *pc)
{
    char narrow[TEXT];
    const size_t length = wcstombs(narrow, text, TEXT - 1);
    narrow[length == (size_t)-1 ? 0 : length] = '\0';
    library_tells(narrow, pc);
}

static int prints(FILE *stream, const wchar_t *format, va_list arguments, const void *pc)
{
    if (looked_at()) {
        reads_arguments(format, arguments, pc);
    }
    if (!is_taken(stream)) {
        return __real_vfwprintf(stream, format, arguments);
    }
    wchar_t text[TEXT];
    const int length = __real_vswprintf(text, TEXT, format, arguments);
    tell(length < 0 ? L"" : text, pc);
    return length;
}

static int prints_into(wchar_t *to, size_t size, const wchar_t *format, va_list arguments,
                       const void *pc)
{
    if (looked_at()) {
        reads_arguments(format, arguments, pc);
    }
    const int length = __real_vswprintf(to, size, format, arguments);
    writes(to, (length < 0 ? size : (size_t)length + 1) * sizeof *to, pc);
    return length;
}

/* A function with its arguments behind it, and one with a list of them. */
#define WITH_ARGUMENTS(name, vname, before, made)                                   \
    TAKES_OVER_WITH(int, vname, (before, const wchar_t *format, va_list arguments)) \
    {                                                                               \
        return made;                                                                \
    }                                                                               \
    TAKES_OVER_WITH(int, name, (before, const wchar_t *format, ...))                \
    {                                                                               \
        va_list arguments;                                                          \
        va_start(arguments, format);                                                \
        const int length = made;                                                    \
        va_end(arguments);                                                          \
        return length;                                                              \
    }
#define LIST(...) __VA_ARGS__
#define UNUSED __attribute__((unused))

TAKES_OVER_WITH(int, vwprintf, (const wchar_t *format, va_list arguments))
{
    return prints(stdout, format, arguments, HERE);
}

TAKES_OVER_WITH(int, wprintf, (const wchar_t *format, ...))
{
    va_list arguments;
    va_start(arguments, format);
    const int length = prints(stdout, format, arguments, HERE);
    va_end(arguments);
    return length;
}

WITH_ARGUMENTS(__wprintf_chk, __vwprintf_chk, UNUSED int flag,
               prints(stdout, format, arguments, HERE))
WITH_ARGUMENTS(fwprintf, vfwprintf, FILE *stream, prints(stream, format, arguments, HERE))
WITH_ARGUMENTS(__fwprintf_chk, __vfwprintf_chk, LIST(FILE *stream, UNUSED int flag),
               prints(stream, format, arguments, HERE))
WITH_ARGUMENTS(swprintf, vswprintf, LIST(wchar_t *to, size_t size),
               prints_into(to, size, format, arguments, HERE))
WITH_ARGUMENTS(__swprintf_chk, __vswprintf_chk,
               LIST(wchar_t *to, size_t size, UNUSED int flag, UNUSED size_t room),
               prints_into(to, size, format, arguments, HERE))

static wint_t puts_one(wchar_t wide, FILE *stream, const void *pc)
{
    if (!is_taken(stream)) {
        return __real_fputwc(wide, stream);
    }
    tell((const wchar_t[]){wide, L'\0'}, pc);
    return (wint_t)wide;
}

#define PUTS_ONE(name)                                           \
    TAKES_OVER_WITH(wint_t, name, (wchar_t wide, FILE * stream)) \
    {                                                            \
        return puts_one(wide, stream, HERE);                     \
    }
PUTS_ONE(fputwc)
PUTS_ONE(putwc)
PUTS_ONE(fputwc_unlocked)
PUTS_ONE(putwc_unlocked)
#define PUTS_OUT(name)                            \
    TAKES_OVER_WITH(wint_t, name, (wchar_t wide)) \
    {                                             \
        return puts_one(wide, stdout, HERE);      \
    }
PUTS_OUT(putwchar)
PUTS_OUT(putwchar_unlocked)

#define PUTS_TEXT(name)                                             \
    TAKES_OVER_WITH(int, name, (const wchar_t *text, FILE *stream)) \
    {                                                               \
        reads_wide_text(text, HERE);                                \
        if (!is_taken(stream)) {                                    \
            return __real_fputws(text, stream);                     \
        }                                                           \
        tell(text, HERE);                                           \
        return 1;                                                   \
    }
PUTS_TEXT(fputws)
PUTS_TEXT(fputws_unlocked)

/* -- reading -- */

#define GETS_ONE(name) TAKES_OVER(wint_t, name, (FILE * stream), (stream), reads_stream(HERE))
GETS_ONE(fgetwc)
GETS_ONE(getwc)
GETS_ONE(fgetwc_unlocked)
GETS_ONE(getwc_unlocked)
TAKES_OVER(wint_t, getwchar, (void), (), reads_stream(HERE))
TAKES_OVER(wint_t, getwchar_unlocked, (void), (), reads_stream(HERE))
TAKES_OVER(wint_t, ungetwc, (wint_t wide, FILE *stream), (wide, stream), reads_stream(HERE))

#define GETS_LINE(name)                                                                          \
    TAKES_OVER_THEN(wchar_t *, name, (wchar_t * to, int size, FILE *stream), (to, size, stream), \
                    reads_stream(HERE), outcome != NULL ? wrote_wide_text(to, HERE) : (void)0)
GETS_LINE(fgetws)
GETS_LINE(fgetws_unlocked)
