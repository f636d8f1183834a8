/*
 * text.c - functions of the C library that read and write memory which they are given: the library
 * isn't instrumented, so what they access is told here, as if it stood in the program.
 */
#include "text.h"

#include "memory.h"
#include "world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <wchar.h>

#define HERE __builtin_return_address(0)

static bool looked_at(void)
{
    return explored() && engine.active;
}

static void reads(const void *start, size_t size, const void *pc)
{
    if (looked_at()) {
        memory_range((uintptr_t)start, size, false, pc);
    }
}

static void writes(void *start, size_t size, const void *pc)
{
    if (looked_at()) {
        memory_range((uintptr_t)start, size, true, pc);
    }
}

static void reads_text(const char *text, const void *pc)
{
    if (looked_at()) {
        memory_range((uintptr_t)text, strlen(text) + 1, false, pc);
    }
}

static void reads_text_up_to(const char *text, size_t most, const void *pc)
{
    if (looked_at()) {
        const size_t length = strnlen(text, most);
        memory_range((uintptr_t)text, length < most ? length + 1 : most, false, pc);
    }
}

/* C17 7.24.5.1p2: nothing after the byte that is looked for. */
static void reads_up_to(const void *from, int byte, size_t size, const void *pc)
{
    if (looked_at()) {
        const char *found = memchr(from, byte, size);
        memory_range((uintptr_t)from,
                     found != NULL ? (size_t)(found - (const char *)from) + 1 : size, false, pc);
    }
}

/* -- memory and strings: one name, the real one's type, what it reads and writes -- */

/* Weak: what this version of the C library doesn't have, no program calls. */

#define TAKES_OVER(result, name, parameters, arguments, accesses) \
    result __real_##name parameters __attribute__((weak));        \
    result __wrap_##name parameters;                              \
    result __wrap_##name parameters                               \
    {                                                             \
        accesses;                                                 \
        return __real_##name arguments;                           \
    }

TAKES_OVER(int, memcmp, (const void *one, const void *other, size_t size), (one, other, size),
           (reads(one, size, HERE), reads(other, size, HERE)))
TAKES_OVER(void *, memchr, (const void *from, int byte, size_t size), (from, byte, size),
           reads_up_to(from, byte, size, HERE))
TAKES_OVER(size_t, strlen, (const char *text), (text), reads_text(text, HERE))
TAKES_OVER(size_t, strnlen, (const char *text, size_t most), (text, most),
           reads_text_up_to(text, most, HERE))
TAKES_OVER(int, strcmp, (const char *one, const char *other), (one, other),
           (reads_text(one, HERE), reads_text(other, HERE)))
TAKES_OVER(int, strcasecmp, (const char *one, const char *other), (one, other),
           (reads_text(one, HERE), reads_text(other, HERE)))
TAKES_OVER(int, strncmp, (const char *one, const char *other, size_t most), (one, other, most),
           (reads_text_up_to(one, most, HERE), reads_text_up_to(other, most, HERE)))
TAKES_OVER(int, strncasecmp, (const char *one, const char *other, size_t most), (one, other, most),
           (reads_text_up_to(one, most, HERE), reads_text_up_to(other, most, HERE)))
TAKES_OVER(char *, strchr, (const char *text, int byte), (text, byte), reads_text(text, HERE))
TAKES_OVER(char *, strrchr, (const char *text, int byte), (text, byte), reads_text(text, HERE))
TAKES_OVER(char *, strstr, (const char *text, const char *part), (text, part),
           (reads_text(text, HERE), reads_text(part, HERE)))
TAKES_OVER(size_t, strspn, (const char *text, const char *bytes), (text, bytes),
           reads_text(text, HERE))
TAKES_OVER(size_t, strcspn, (const char *text, const char *bytes), (text, bytes),
           reads_text(text, HERE))
TAKES_OVER(char *, strpbrk, (const char *text, const char *bytes), (text, bytes),
           reads_text(text, HERE))
TAKES_OVER(char *, strcpy, (char *to, const char *from), (to, from),
           (reads_text(from, HERE), writes(to, strlen(from) + 1, HERE)))
TAKES_OVER(char *, stpcpy, (char *to, const char *from), (to, from),
           (reads_text(from, HERE), writes(to, strlen(from) + 1, HERE)))
TAKES_OVER(char *, strncpy, (char *to, const char *from, size_t size), (to, from, size),
           (reads_text_up_to(from, size, HERE), writes(to, size, HERE)))
TAKES_OVER(char *, strcat, (char *to, const char *from), (to, from),
           (reads_text(from, HERE), reads_text(to, HERE),
            writes(to + strlen(to), strlen(from) + 1, HERE)))
TAKES_OVER(char *, strncat, (char *to, const char *from, size_t most), (to, from, most),
           (reads_text_up_to(from, most, HERE), reads_text(to, HERE),
            writes(to + strlen(to), strnlen(from, most) + 1, HERE)))
TAKES_OVER(int, atoi, (const char *text), (text), reads_text(text, HERE))
TAKES_OVER(long, atol, (const char *text), (text), reads_text(text, HERE))
TAKES_OVER(double, atof, (const char *text), (text), reads_text(text, HERE))

#define NUMBER(result, name)                                                              \
    TAKES_OVER(result, name, (const char *text, char **end, int base), (text, end, base), \
               (reads_text(text, HERE), end != NULL ? writes(end, sizeof *end, HERE) : (void)0))
NUMBER(long, strtol)
NUMBER(unsigned long, strtoul)
NUMBER(long long, strtoll)
NUMBER(unsigned long long, strtoull)
NUMBER(long, __isoc23_strtol)
NUMBER(unsigned long, __isoc23_strtoul)
NUMBER(long long, __isoc23_strtoll)
NUMBER(unsigned long long, __isoc23_strtoull)
TAKES_OVER(double, strtod, (const char *text, char **end), (text, end),
           (reads_text(text, HERE), end != NULL ? writes(end, sizeof *end, HERE) : (void)0))

TAKES_OVER(long double, strtold, (const char *text, char **end), (text, end),
           (reads_text(text, HERE), end != NULL ? writes(end, sizeof *end, HERE) : (void)0))

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

#define WIDE(count) ((count) * sizeof(wchar_t))
TAKES_OVER(wchar_t *, wmemcpy, (wchar_t * to, const wchar_t *from, size_t count), (to, from, count),
           (reads(from, WIDE(count), HERE), writes(to, WIDE(count), HERE)))
TAKES_OVER(wchar_t *, wmemmove, (wchar_t * to, const wchar_t *from, size_t count),
           (to, from, count), (reads(from, WIDE(count), HERE), writes(to, WIDE(count), HERE)))
TAKES_OVER(wchar_t *, wmemset, (wchar_t * to, wchar_t wide, size_t count), (to, wide, count),
           writes(to, WIDE(count), HERE))

/* -- what keeps its state where the program says, and dates -- */

TAKES_OVER(int, rand_r, (unsigned *state), (state), writes(state, sizeof *state, HERE))
TAKES_OVER(double, erand48, (unsigned short state[3]), (state),
           writes(state, 3 * sizeof *state, HERE))
TAKES_OVER(long, nrand48, (unsigned short state[3]), (state),
           writes(state, 3 * sizeof *state, HERE))
TAKES_OVER(long, jrand48, (unsigned short state[3]), (state),
           writes(state, 3 * sizeof *state, HERE))
TAKES_OVER(struct tm *, localtime_r, (const time_t *time, struct tm *to), (time, to),
           (reads(time, sizeof *time, HERE), writes(to, sizeof *to, HERE)))
TAKES_OVER(struct tm *, gmtime_r, (const time_t *time, struct tm *to), (time, to),
           (reads(time, sizeof *time, HERE), writes(to, sizeof *to, HERE)))

/* How long the text becomes is known once it is made. */
size_t __real_strftime(char *, size_t, const char *, const struct tm *);
static void tells_date(char *to, size_t size, const char *format, const struct tm *date,
                       const void *pc)
{
    if (looked_at()) {
        char *copy = __real_malloc(size + 1);
        const size_t length = copy != NULL ? __real_strftime(copy, size, format, date) : 0;
        __real_free(copy);
        reads(date, sizeof *date, pc);
        writes(to, length > 0 ? length + 1 : size > 0, pc);
    }
}
TAKES_OVER(size_t, strftime, (char *to, size_t size, const char *format, const struct tm *date),
           (to, size, format, date), tells_date(to, size, format, date, HERE))

/* The program's own comparison tells what it reads; where things go is told at once. */
typedef int (*comparison)(const void *, const void *);
void __real_qsort(void *, size_t, size_t, comparison);
void __wrap_qsort(void *base, size_t count, size_t size, comparison compare);
void __wrap_qsort(void *base, size_t count, size_t size, comparison compare)
{
    reads(base, count * size, HERE);
    writes(base, count * size, HERE);
    __real_qsort(base, count, size, compare);
}

/* -- printing into memory -- */

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
    if (looked_at()) {
        va_list copy;
        va_copy(copy, arguments);
        reads_arguments(format, copy, pc);
        va_end(copy);
    }
}

int __real_vsnprintf(char *, size_t, const char *, va_list);

static int print_into(char *to, size_t size, const char *format, va_list arguments, const void *pc)
{
    if (looked_at()) {
        va_list copy;
        va_copy(copy, arguments);
        const int length = __real_vsnprintf(NULL, 0, format, copy);
        va_end(copy);
        text_reads_arguments(format, arguments, pc);
        if (length >= 0 && size > 0) {
            memory_range((uintptr_t)to, (size_t)length < size ? (size_t)length + 1 : size, true,
                         pc);
        }
    }
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

static int print_anew(char **to, const char *format, va_list arguments, const void *pc)
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
    return print_anew(to, format, arguments, HERE);
}

__attribute__((format(printf, 2, 3))) int __wrap_asprintf(char **to, const char *format, ...);
int __wrap_asprintf(char **to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = print_anew(to, format, arguments, HERE);
    va_end(arguments);
    return length;
}
