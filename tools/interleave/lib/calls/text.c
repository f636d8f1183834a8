/*
 * text.c - functions of the C library that read and write memory which they are given: the library
 * isn't instrumented, so what they access is told here, as if it stood in the program.
 */
#include "calls/text.h"

#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

/* -- memory and strings: one name, the real one's type, what it reads and writes -- */

TAKES_OVER_KEPT(int, memcmp, (const void *one, const void *other, size_t size), (one, other, size),
                (reads(one, size, HERE), reads(other, size, HERE)))
TAKES_OVER_KEPT(void *, memchr, (const void *from, int byte, size_t size), (from, byte, size),
                reads_up_to_byte(from, byte, size, HERE))
TAKES_OVER_KEPT(size_t, strlen, (const char *text), (text), reads_text(text, HERE))
TAKES_OVER_KEPT(size_t, strnlen, (const char *text, size_t most), (text, most),
                reads_text_up_to(text, most, HERE))
TAKES_OVER_KEPT(int, strcmp, (const char *one, const char *other), (one, other),
                (reads_text(one, HERE), reads_text(other, HERE)))
TAKES_OVER_KEPT(int, strcasecmp, (const char *one, const char *other), (one, other),
                (reads_text(one, HERE), reads_text(other, HERE)))
TAKES_OVER_KEPT(int, strncmp, (const char *one, const char *other, size_t most), (one, other, most),
                (reads_text_up_to(one, most, HERE), reads_text_up_to(other, most, HERE)))
TAKES_OVER_KEPT(int, strncasecmp, (const char *one, const char *other, size_t most),
                (one, other, most),
                (reads_text_up_to(one, most, HERE), reads_text_up_to(other, most, HERE)))
TAKES_OVER_KEPT(char *, strchr, (const char *text, int byte), (text, byte), reads_text(text, HERE))
TAKES_OVER_KEPT(char *, strrchr, (const char *text, int byte), (text, byte), reads_text(text, HERE))
TAKES_OVER_KEPT(char *, strstr, (const char *text, const char *part), (text, part),
                (reads_text(text, HERE), reads_text(part, HERE)))
TAKES_OVER_KEPT(size_t, strspn, (const char *text, const char *bytes), (text, bytes),
                reads_text(text, HERE))
TAKES_OVER_KEPT(size_t, strcspn, (const char *text, const char *bytes), (text, bytes),
                reads_text(text, HERE))
TAKES_OVER_KEPT(char *, strpbrk, (const char *text, const char *bytes), (text, bytes),
                reads_text(text, HERE))
TAKES_OVER_KEPT(char *, strcpy, (char *to, const char *from), (to, from),
                (reads_text(from, HERE), writes(to, strlen(from) + 1, HERE)))
TAKES_OVER_KEPT(char *, stpcpy, (char *to, const char *from), (to, from),
                (reads_text(from, HERE), writes(to, strlen(from) + 1, HERE)))
TAKES_OVER_KEPT(char *, strncpy, (char *to, const char *from, size_t size), (to, from, size),
                (reads_text_up_to(from, size, HERE), writes(to, size, HERE)))
TAKES_OVER_KEPT(char *, strcat, (char *to, const char *from), (to, from),
                (reads_text(from, HERE), reads_text(to, HERE),
                 writes(to + strlen(to), strlen(from) + 1, HERE)))
TAKES_OVER_KEPT(char *, strncat, (char *to, const char *from, size_t most), (to, from, most),
                (reads_text_up_to(from, most, HERE), reads_text(to, HERE),
                 writes(to + strlen(to), strnlen(from, most) + 1, HERE)))
/* -- what the C library has beside, of memory and strings -- */

TAKES_OVER(int, bcmp, (const void *one, const void *other, size_t size), (one, other, size),
           (reads(one, size, HERE), reads(other, size, HERE)))
TAKES_OVER(void, bcopy, (const void *from, void *to, size_t size), (from, to, size),
           (reads(from, size, HERE), writes(to, size, HERE)))
TAKES_OVER(void, bzero, (void *to, size_t size), (to, size), writes(to, size, HERE))
TAKES_OVER(void, explicit_bzero, (void *to, size_t size), (to, size), writes(to, size, HERE))
TAKES_OVER(void *, mempcpy, (void *to, const void *from, size_t size), (to, from, size),
           (reads(from, size, HERE), writes(to, size, HERE)))
TAKES_OVER(void *, memmem, (const void *from, size_t size, const void *part, size_t length),
           (from, size, part, length), (reads(from, size, HERE), reads(part, length, HERE)))
TAKES_OVER(void *, memrchr, (const void *from, int byte, size_t size), (from, byte, size),
           reads(from, size, HERE))
TAKES_OVER(char *, stpncpy, (char *to, const char *from, size_t size), (to, from, size),
           (reads_text_up_to(from, size, HERE), writes(to, size, HERE)))

static void copies_to_byte(void *to, const void *from, int byte, size_t most, const void *pc)
{
    const char *end = memchr(from, byte, most);
    const size_t size = end != NULL ? (size_t)(end - (const char *)from) + 1 : most;
    reads(from, size, pc);
    writes(to, size, pc);
}
TAKES_OVER(void *, memccpy, (void *to, const void *from, int byte, size_t most),
           (to, from, byte, most), copies_to_byte(to, from, byte, most, HERE))

TAKES_OVER(int, __memcmpeq, (const void *one, const void *other, size_t size), (one, other, size),
           (reads(one, size, HERE), reads(other, size, HERE)))
TAKES_OVER(void *, rawmemchr, (const void *from, int byte), (from, byte),
           reads_up_to_byte(from, byte, PTRDIFF_MAX, HERE))
TAKES_OVER(char *, index, (const char *text, int byte), (text, byte), reads_text(text, HERE))
TAKES_OVER(char *, rindex, (const char *text, int byte), (text, byte), reads_text(text, HERE))
TAKES_OVER(char *, strchrnul, (const char *text, int byte), (text, byte), reads_text(text, HERE))
TAKES_OVER(char *, strcasestr, (const char *text, const char *part), (text, part),
           (reads_text(text, HERE), reads_text(part, HERE)))
TAKES_OVER(int, strcasecmp_l, (const char *one, const char *other, locale_t locale),
           (one, other, locale), (reads_text(one, HERE), reads_text(other, HERE)))
TAKES_OVER(int, strncasecmp_l, (const char *one, const char *other, size_t most, locale_t locale),
           (one, other, most, locale),
           (reads_text_up_to(one, most, HERE), reads_text_up_to(other, most, HERE)))
TAKES_OVER(int, strcoll, (const char *one, const char *other), (one, other),
           (reads_text(one, HERE), reads_text(other, HERE)))
TAKES_OVER(int, strcoll_l, (const char *one, const char *other, locale_t locale),
           (one, other, locale), (reads_text(one, HERE), reads_text(other, HERE)))
TAKES_OVER(int, strverscmp, (const char *one, const char *other), (one, other),
           (reads_text(one, HERE), reads_text(other, HERE)))
TAKES_OVER(void, swab, (const void *from, void *to, ssize_t size), (from, to, size),
           (reads(from, size > 0 ? (size_t)size & ~(size_t)1 : 0, HERE),
            writes(to, size > 0 ? (size_t)size & ~(size_t)1 : 0, HERE)))
TAKES_OVER(void *, memfrob, (void *to, size_t size), (to, size),
           (reads(to, size, HERE), writes(to, size, HERE)))
SAME_AS(__bzero, bzero)
SAME_AS(__mempcpy, mempcpy)
SAME_AS(__rawmemchr, rawmemchr)
SAME_AS(__stpcpy, stpcpy)
SAME_AS(__stpncpy, stpncpy)
SAME_AS(__strcasecmp, strcasecmp)
SAME_AS(__strcasestr, strcasestr)
SAME_AS(__strcasecmp_l, strcasecmp_l)
SAME_AS(__strncasecmp_l, strncasecmp_l)
SAME_AS(__strcoll_l, strcoll_l)
SAME_AS(__strverscmp, strverscmp)

/* What does not fit isn't made; its length is known first. */
size_t __real_strxfrm(char *, const char *, size_t);
static size_t transformed(size_t length, size_t size)
{
    return length < size ? length + 1 : size;
}
TAKES_OVER(size_t, strxfrm, (char *to, const char *from, size_t size), (to, from, size),
           (reads_text(from, HERE),
            writes(to, transformed(looked_at() ? __real_strxfrm(NULL, from, 0) : 0, size), HERE)))
TAKES_OVER(size_t, strxfrm_l, (char *to, const char *from, size_t size, locale_t locale),
           (to, from, size, locale),
           (reads_text(from, HERE),
            writes(to, transformed(looked_at() ? __real_strxfrm_l(NULL, from, 0, locale) : 0, size),
                   HERE)))
SAME_AS(__strxfrm_l, strxfrm_l)

/* Where it goes on stands in rest; the text gets an end behind each word. */
static void cuts(char *text, char *const *rest, const void *pc)
{
    if (looked_at()) {
        memory_range((uintptr_t)rest, sizeof *rest, text != NULL, pc);
        char *from = text != NULL ? text : *rest;
        if (from != NULL) {
            memory_range((uintptr_t)from, strlen(from) + 1, true, pc);
        }
        memory_range((uintptr_t)rest, sizeof *rest, true, pc);
    }
}
TAKES_OVER(char *, strtok_r, (char *text, const char *separators, char **rest),
           (text, separators, rest), cuts(text, rest, HERE))
TAKES_OVER(char *, strsep, (char **rest, const char *separators), (rest, separators),
           cuts(NULL, rest, HERE))
SAME_AS(__strtok_r, strtok_r)
SAME_AS(__strsep_g, strsep)

/* -- what says what an error or a signal is: in a place of each thread's own, if not constant -- */

TAKES_OVER_THEN(char *, strerror_r, (int error, char *to, size_t size), (error, to, size), (void)0,
                outcome == to ? wrote_text(to, HERE) : (void)0)
TAKES_OVER_THEN(int, __xpg_strerror_r, (int error, char *to, size_t size), (error, to, size),
                (void)0, size > 0 ? wrote_text(to, HERE) : (void)0)
SAME_AS(__strerror_r, strerror_r)

/* -- what the C library has of file names -- */

/* It may cut slashes off the end, and returns a place in the text. */
TAKES_OVER(char *, dirname, (char *path), (path),
           (reads_text(path, HERE), path != NULL ? writes(path, strlen(path) + 1, HERE) : (void)0))
TAKES_OVER(char *, __xpg_basename, (char *path), (path),
           (reads_text(path, HERE), path != NULL ? writes(path, strlen(path) + 1, HERE) : (void)0))
TAKES_OVER(char *, basename, (const char *path), (path), reads_text(path, HERE))

/* -- printing into memory -- */

int __real_vsnprintf(char *, size_t, const char *, va_list);

/* One conversion of a format: "%-*.3ls". */
struct conversion {
    char letter;      /* '\0': it isn't understood */
    int widths;       /* arguments that say how wide it is, */
    bool is_limited;  /* and, of a text, how much of it is read at most: */
    bool limit_given; /* by an argument */
    int limit;
    bool is_long, is_long_double;
};

/* Reads what stands behind a '%'; returns what is behind it. */
static const char *read_conversion(const char *at, struct conversion *conversion)
{
    char *end;
    *conversion = (struct conversion){.widths = 0};
    at += strspn(at, "-+ #0'I");
    if (*at == '*') {
        conversion->widths = 1;
        at++;
    } else {
        at += strspn(at, "0123456789");
    }
    if (*at == '.') {
        conversion->is_limited = true;
        conversion->limit_given = at[1] == '*';
        conversion->limit = conversion->limit_given ? 0 : (int)strtol(at + 1, &end, 10);
        at = conversion->limit_given ? at + 2 : end;
    }
    for (; *at != '\0' && strchr("hlqjztL", *at) != NULL; at++) {
        conversion->is_long = conversion->is_long || *at == 'l';
        conversion->is_long_double = conversion->is_long_double || *at == 'L';
    }
    conversion->letter = *at;
    return *at != '\0' ? at + 1 : at;
}

static void reads_as_text(const void *text, const struct conversion *conversion, const void *pc)
{
    const bool limited = conversion->is_limited && conversion->limit >= 0;
    const size_t most = limited ? (size_t)conversion->limit : SIZE_MAX;
    if (text != NULL && conversion->is_long) {
        const size_t length = limited ? wcsnlen(text, most) : wcslen(text);
        reads(text, (length + (length < most)) * sizeof(wchar_t), pc);
    } else if (text != NULL && limited) {
        reads_text_up_to(text, most, pc);
    } else if (text != NULL) {
        reads_text(text, pc);
    }
}

/* Reads what a format says is text, and writes where it wants to be told how far it got. */
static void reads_arguments(const char *format, va_list arguments, const void *pc)
{
    struct conversion conversion;
    for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at, '%')) {
        at = read_conversion(at + 1, &conversion);
        if (conversion.widths > 0) {
            (void)va_arg(arguments, int);
        }
        if (conversion.limit_given) {
            conversion.limit = va_arg(arguments, int);
        }
        if (conversion.letter == 's') {
            reads_as_text(va_arg(arguments, const void *), &conversion, pc);
        } else if (conversion.letter == 'n') {
            writes(va_arg(arguments, void *), conversion.is_long ? sizeof(long) : sizeof(int), pc);
        } else if (conversion.letter != '\0' && strchr("aAeEfFgG", conversion.letter) != NULL) {
            if (conversion.is_long_double) { // NOLINT(bugprone-branch-clone)
                (void)va_arg(arguments, long double);
            } else {
                (void)va_arg(arguments, double);
            }
        } else if (conversion.letter != '\0' && strchr("diouxXcCp", conversion.letter) != NULL) {
            (void)va_arg(arguments, long); /* an int takes as much room, in both ways of calling */
        } else if (conversion.letter != '%' && conversion.letter != 'm') {
            engine_uncontrolled("a format of an unusual kind"); /* "%2$s" */
            return;
        }
    }
}

void text_reads_arguments(const char *format, va_list arguments, const void *pc)
{
    if (looked_at_reversibly()) {
        reads_format(format, pc);
        va_list copy;
        va_copy(copy, arguments);
        reads_arguments(format, copy, pc);
        va_end(copy);
    }
}

void text_prints_into(char *to, size_t size, const char *format, va_list arguments, const void *pc)
{
    if (looked_at_reversibly()) {
        va_list copy;
        va_copy(copy, arguments);
        const int length = __real_vsnprintf(NULL, 0, format, copy);
        va_end(copy);
        text_reads_arguments(format, arguments, pc);
        if (length >= 0 && size > 0) {
            writes(to, (size_t)length < size ? (size_t)length + 1 : size, pc);
        }
    }
}

static int print_into(char *to, size_t size, const char *format, va_list arguments, const void *pc)
{
    text_prints_into(to, size, format, arguments, pc);
    return __real_vsnprintf(to, size, format, arguments);
}

__attribute__((format(printf, 3, 0))) int __wrap_vsnprintf(char *to, size_t size,
                                                           const char *format, va_list arguments);
int __wrap_vsnprintf(char *to, size_t size, const char *format, va_list arguments)
{
    return print_into(to, size, format, arguments, HERE);
}

__attribute__((format(printf, 2, 0))) int __wrap_vsprintf(char *to, const char *format,
                                                          va_list arguments);
int __wrap_vsprintf(char *to, const char *format, va_list arguments)
{
    return print_into(to, INT32_MAX, format, arguments, HERE);
}

__attribute__((format(printf, 3, 4))) int __wrap_snprintf(char *to, size_t size, const char *format,
                                                          ...);
int __wrap_snprintf(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = print_into(to, size, format, arguments, HERE);
    va_end(arguments);
    return length;
}

__attribute__((format(printf, 2, 3))) int __wrap_sprintf(char *to, const char *format, ...);
int __wrap_sprintf(char *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = print_into(to, INT32_MAX, format, arguments, HERE);
    va_end(arguments);
    return length;
}

/* Into memory of its own, which is the explored program's as long as it is explored. */
void *__wrap_malloc(size_t size);

int text_prints_anew(char **to, const char *format, va_list arguments, const void *pc)
{
    va_list copy;
    va_copy(copy, arguments);
    const int length = __real_vsnprintf(NULL, 0, format, copy);
    va_end(copy);
    char *text = length < 0 ? NULL : __wrap_malloc((size_t)length + 1);
    if (text == NULL) {
        return -1;
    }
    writes(to, sizeof *to, pc);
    *to = text;
    return print_into(text, (size_t)length + 1, format, arguments, pc);
}

__attribute__((format(printf, 2, 0))) int __wrap_vasprintf(char **to, const char *format,
                                                           va_list arguments);
int __wrap_vasprintf(char **to, const char *format, va_list arguments)
{
    return text_prints_anew(to, format, arguments, HERE);
}

__attribute__((format(printf, 2, 3))) int __wrap_asprintf(char **to, const char *format, ...);
int __wrap_asprintf(char **to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = text_prints_anew(to, format, arguments, HERE);
    va_end(arguments);
    return length;
}
