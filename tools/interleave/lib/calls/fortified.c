/*
 * fortified.c - the functions that -D_FORTIFY_SOURCE calls in place of others: they do the same,
 * and know how much room there is. Debian, Fedora and Ubuntu build their packages so. If there
 * isn't room, the C library's own function ends the program.
 */
#include "calls/hidden.h"
#include "calls/text.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* -- memory and strings -- */

#define COPIES(name)                                                                 \
    TAKES_OVER(void *, name, (void *to, const void *from, size_t size, size_t room), \
               (to, from, size, room), (reads(from, size, HERE), writes(to, size, HERE)))
COPIES(__memcpy_chk)
COPIES(__memmove_chk)
COPIES(__mempcpy_chk)
TAKES_OVER(void *, __memset_chk, (void *to, int byte, size_t size, size_t room),
           (to, byte, size, room), writes(to, size, HERE))
TAKES_OVER(void, __explicit_bzero_chk, (void *to, size_t size, size_t room), (to, size, room),
           writes(to, size, HERE))

/* How long a text is, where that is to be known. */
static size_t length_of(const char *text)
{
    return looked_at() ? strlen(text) : 0;
}

static size_t length_up_to(const char *text, size_t most)
{
    return looked_at() ? strnlen(text, most) : 0;
}

#define COPIES_TEXT(name)                                                                 \
    TAKES_OVER(char *, name, (char *to, const char *from, size_t room), (to, from, room), \
               (reads_text(from, HERE), writes(to, length_of(from) + 1, HERE)))
#define COPIES_UP_TO(name)                                                           \
    TAKES_OVER(char *, name, (char *to, const char *from, size_t size, size_t room), \
               (to, from, size, room),                                               \
               (reads_text_up_to(from, size, HERE), writes(to, size, HERE)))
COPIES_TEXT(__strcpy_chk)
COPIES_TEXT(__stpcpy_chk)
COPIES_UP_TO(__strncpy_chk)
COPIES_UP_TO(__stpncpy_chk)
TAKES_OVER(char *, __strcat_chk, (char *to, const char *from, size_t room), (to, from, room),
           (reads_text(from, HERE), reads_text(to, HERE),
            writes(to + length_of(to), length_of(from) + 1, HERE)))
TAKES_OVER(char *, __strncat_chk, (char *to, const char *from, size_t most, size_t room),
           (to, from, most, room),
           (reads_text_up_to(from, most, HERE), reads_text(to, HERE),
            writes(to + length_of(to), length_up_to(from, most) + 1, HERE)))

/* -- the same of wide characters -- */

#define WIDE(count) ((count) * sizeof(wchar_t))

#define COPIES_WIDE(name)                                                                       \
    TAKES_OVER(wchar_t *, name, (wchar_t * to, const wchar_t *from, size_t count, size_t room), \
               (to, from, count, room),                                                         \
               (reads(from, WIDE(count), HERE), writes(to, WIDE(count), HERE)))
COPIES_WIDE(__wmemcpy_chk)
COPIES_WIDE(__wmemmove_chk)
COPIES_WIDE(__wmempcpy_chk)
TAKES_OVER(wchar_t *, __wmemset_chk, (wchar_t * to, wchar_t wide, size_t count, size_t room),
           (to, wide, count, room), writes(to, WIDE(count), HERE))

static size_t wide_length_of(const wchar_t *text)
{
    return looked_at() ? wcslen(text) : 0;
}

#define COPIES_WIDE_TEXT(name)                                                    \
    TAKES_OVER(wchar_t *, name, (wchar_t * to, const wchar_t *from, size_t room), \
               (to, from, room),                                                  \
               (reads_wide_text(from, HERE), writes(to, WIDE(wide_length_of(from) + 1), HERE)))
#define COPIES_WIDE_UP_TO(name)                                                                 \
    TAKES_OVER(wchar_t *, name, (wchar_t * to, const wchar_t *from, size_t count, size_t room), \
               (to, from, count, room),                                                         \
               (reads_wide_text_up_to(from, count, HERE), writes(to, WIDE(count), HERE)))
COPIES_WIDE_TEXT(__wcscpy_chk)
COPIES_WIDE_TEXT(__wcpcpy_chk)
COPIES_WIDE_UP_TO(__wcsncpy_chk)
COPIES_WIDE_UP_TO(__wcpncpy_chk)
TAKES_OVER(wchar_t *, __wcscat_chk, (wchar_t * to, const wchar_t *from, size_t room),
           (to, from, room),
           (reads_wide_text(from, HERE), reads_wide_text(to, HERE),
            writes(to + wide_length_of(to), WIDE(wide_length_of(from) + 1), HERE)))
TAKES_OVER(wchar_t *, __wcsncat_chk, (wchar_t * to, const wchar_t *from, size_t most, size_t room),
           (to, from, most, room),
           (reads_wide_text_up_to(from, most, HERE), reads_wide_text(to, HERE),
            looked_at() ? writes(to + wcslen(to), WIDE(wcsnlen(from, most) + 1), HERE) : (void)0))

#define MADE_WIDE \
    (outcome != SIZE_MAX ? writes(to, WIDE(outcome < count ? outcome + 1 : count), HERE) : (void)0)
#define MADE_BYTES \
    (outcome != SIZE_MAX ? writes(to, outcome < count ? outcome + 1 : count, HERE) : (void)0)
TAKES_OVER_THEN(size_t, __mbstowcs_chk, (wchar_t * to, const char *from, size_t count, size_t room),
                (to, from, count, room), reads_text(from, HERE), MADE_WIDE)
TAKES_OVER_THEN(size_t, __wcstombs_chk, (char *to, const wchar_t *from, size_t count, size_t room),
                (to, from, count, room), reads_wide_text(from, HERE), MADE_BYTES)
TAKES_OVER_THEN(int, __wctomb_chk, (char *to, wchar_t wide, size_t room), (to, wide, room),
                hidden_write(HIDDEN_SHIFT_WCTOMB, HERE),
                to != NULL && outcome > 0 ? writes(to, (size_t)outcome, HERE) : (void)0)

/* -- printing into memory; flag is how strict the C library is with "%n" -- */

TAKES_OVER_WITH(int, __vsnprintf_chk,
                (char *to, size_t size, int flag, size_t room, const char *format,
                 va_list arguments))
{
    text_prints_into(to, size, format, arguments, HERE);
    return __real___vsnprintf_chk(to, size, flag, room, format, arguments);
}

TAKES_OVER_WITH(int, __vsprintf_chk,
                (char *to, int flag, size_t room, const char *format, va_list arguments))
{
    text_prints_into(to, INT32_MAX, format, arguments, HERE);
    return __real___vsprintf_chk(to, flag, room, format, arguments);
}

TAKES_OVER_WITH(int, __snprintf_chk,
                (char *to, size_t size, int flag, size_t room, const char *format, ...))
{
    va_list arguments;
    va_start(arguments, format);
    text_prints_into(to, size, format, arguments, HERE);
    const int length = __real___vsnprintf_chk(to, size, flag, room, format, arguments);
    va_end(arguments);
    return length;
}

TAKES_OVER_WITH(int, __sprintf_chk, (char *to, int flag, size_t room, const char *format, ...))
{
    va_list arguments;
    va_start(arguments, format);
    text_prints_into(to, INT32_MAX, format, arguments, HERE);
    const int length = __real___vsprintf_chk(to, flag, room, format, arguments);
    va_end(arguments);
    return length;
}

TAKES_OVER_WITH(int, __vasprintf_chk, (char **to, int flag, const char *format, va_list arguments))
{
    (void)flag;
    return text_prints_anew(to, format, arguments, HERE);
}

TAKES_OVER_WITH(int, __asprintf_chk, (char **to, int flag, const char *format, ...))
{
    va_list arguments;
    (void)flag;
    va_start(arguments, format);
    const int length = text_prints_anew(to, format, arguments, HERE);
    va_end(arguments);
    return length;
}

/* -- printing to streams -- */

TAKES_OVER_WITH_KEPT(int, __vfprintf_chk,
                     (FILE * stream, int flag, const char *format, va_list arguments))
{
    (void)flag;
    return library_prints(stream, format, arguments, HERE);
}

TAKES_OVER_WITH_KEPT(int, __vprintf_chk, (int flag, const char *format, va_list arguments))
{
    (void)flag;
    return library_prints(stdout, format, arguments, HERE);
}

TAKES_OVER_WITH_KEPT(int, __fprintf_chk, (FILE * stream, int flag, const char *format, ...))
{
    va_list arguments;
    (void)flag;
    va_start(arguments, format);
    const int length = library_prints(stream, format, arguments, HERE);
    va_end(arguments);
    return length;
}

TAKES_OVER_WITH_KEPT(int, __printf_chk, (int flag, const char *format, ...))
{
    va_list arguments;
    (void)flag;
    va_start(arguments, format);
    const int length = library_prints(stdout, format, arguments, HERE);
    va_end(arguments);
    return length;
}
