/*
 * scan.c - scanf and its like. What they store is only known once they have read, and of a stream
 * that can't be done twice: so they store in memory of their own, and what came is told, then
 * copied to where the program wants it.
 */
#include "calls/hidden.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/input.h"
#include "world/world.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum {
    MOST_RESULTS = 24,
    MOST_TEXT = 1 << 20, /* of a word in a stream */
    NEVER_STORED = 0xff  /* where "%n" would have stored */
};

enum sort { NUMBER, TEXT, WIDE_TEXT, BYTES, WIDE_BYTES, ALLOCATED, ALLOCATED_WIDE };

/* What one conversion stores. */
struct result {
    enum sort sort;
    size_t size;  /* of a number, or how many bytes or wide characters "%5c" stores */
    bool counted; /* in what the call returns: "%n" isn't */
    void *to;     /* the program's */
    void *stored; /* our own */
};

struct results {
    struct result result[MOST_RESULTS];
    int count;
    bool understood;
};

/* Behind "%[...]": its first byte may be ']'. */
static const char *end_of_set(const char *at)
{
    at += *at == '^';
    at += *at == ']';
    while (*at != '\0' && *at != ']') {
        at++;
    }
    return *at != '\0' ? at + 1 : at;
}

static size_t size_of_integer(const char *length)
{
    if (strncmp(length, "hh", 2) == 0) {
        return sizeof(char);
    }
    return *length == 'h'                      ? sizeof(short)
           : *length != '\0' && *length != 'm' ? sizeof(long) /* l, ll, j, z, t, q, L */
                                               : sizeof(int);
}

static size_t size_of_floating(const char *length)
{
    return *length == 'L' ? sizeof(long double) : *length == 'l' ? sizeof(double) : sizeof(float);
}

/* Reads a conversion, behind its '%'; returns what is behind it. stores: whether it stores, then
 * *result says what. */
static const char *read_conversion(const char *at, bool *stores, struct result *result,
                                   bool *understood)
{
    char length[4] = "";
    size_t count = 0;
    bool allocates = false;
    *stores = *at != '*' && *at != '%';
    at += *at == '*';
    at += strspn(at, "'I");
    char *behind_width;
    const size_t width = strtoul(at, &behind_width, 10);
    at = behind_width;
    *understood = *understood && *at != '$';
    for (; *at != '\0' && strchr("hlqjztLm", *at) != NULL; at++) {
        allocates = allocates || *at == 'm';
        if (*at != 'm' && count < sizeof length - 1) {
            length[count++] = *at;
        }
    }
    const char letter = *at;
    const bool wide = letter == 'S' || letter == 'C' || length[0] == 'l';
    *result = (struct result){.counted = letter != 'n'};
    at += letter != '\0';
    if (letter == '[') {
        at = end_of_set(at);
    }
    if (letter == 's' || letter == 'S' || letter == '[' || letter == 'c' || letter == 'C') {
        const bool text = letter != 'c' && letter != 'C';
        result->sort = allocates ? (wide ? ALLOCATED_WIDE : ALLOCATED)
                       : text    ? (wide ? WIDE_TEXT : TEXT)
                                 : (wide ? WIDE_BYTES : BYTES);
        result->size = text ? width : width > 0 ? width : 1;
        *understood = *understood && (text || !allocates);
    } else if (letter != '\0' && strchr("aAeEfFgG", letter) != NULL) {
        result->size = size_of_floating(length);
    } else if (letter != '\0' && strchr("diouxXn", letter) != NULL) {
        result->size = size_of_integer(length);
    } else if (letter == 'p') {
        result->size = sizeof(void *);
    } else if (letter != '%') {
        *understood = false;
    }
    return at;
}

static void read_conversions(const char *format, va_list arguments, struct results *all)
{
    *all = (struct results){.understood = true};
    for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at, '%')) {
        struct result result;
        bool stores;
        at = read_conversion(at + 1, &stores, &result, &all->understood);
        if (stores) {
            all->understood = all->understood && all->count < MOST_RESULTS;
            if (!all->understood) {
                return;
            }
            result.to = va_arg(arguments, void *);
            all->result[all->count++] = result;
        }
    }
}

/* Memory for what is stored: text is at most as long as what is read, or as its width. */
static bool make_room(struct results *all, size_t longest)
{
    bool made = true;
    for (int i = 0; i < all->count; i++) {
        struct result *one = &all->result[i];
        const bool text = one->sort == TEXT || one->sort == WIDE_TEXT;
        const size_t count = !text ? one->size : one->size > 0 ? one->size + 1 : longest + 1;
        one->stored = __real_calloc(count + 16, sizeof(wchar_t));
        made = made && one->stored != NULL;
        if (one->stored != NULL && !one->counted) {
            __real_memset(one->stored, NEVER_STORED, sizeof(long));
        }
    }
    return made;
}

static void release_room(const struct results *all)
{
    for (int i = 0; i < all->count; i++) {
        __real_free(all->result[i].stored);
    }
}

void *__wrap_malloc(size_t size);

/* Tells of one store, and makes it. */
static void store(const struct result *one, const void *pc)
{
    const void *from = one->stored;
    size_t size = one->size;
    if (one->sort == ALLOCATED || one->sort == ALLOCATED_WIDE) {
        void *theirs = *(void **)one->stored;
        size = one->sort == ALLOCATED ? strlen(theirs) + 1 : (wcslen(theirs) + 1) * sizeof(wchar_t);
        void *ours = __wrap_malloc(size);
        if (ours != NULL) {
            writes(ours, size, pc);
            __real_memcpy(ours, theirs, size);
        }
        __real_free(theirs);
        writes(one->to, sizeof ours, pc);
        *(void **)one->to = ours;
        return;
    }
    if (one->sort == TEXT) {
        size = strlen(from) + 1;
    } else if (one->sort == WIDE_TEXT) {
        size = (wcslen(from) + 1) * sizeof(wchar_t);
    } else if (one->sort == WIDE_BYTES) {
        size *= sizeof(wchar_t);
    }
    writes(one->to, size, pc);
    __real_memcpy(one->to, from, size);
}

/* A call of the C library with as many places as there can be. */
#define ALL_PLACES(p)                                                                          \
    p[0].stored, p[1].stored, p[2].stored, p[3].stored, p[4].stored, p[5].stored, p[6].stored, \
        p[7].stored, p[8].stored, p[9].stored, p[10].stored, p[11].stored, p[12].stored,       \
        p[13].stored, p[14].stored, p[15].stored, p[16].stored, p[17].stored, p[18].stored,    \
        p[19].stored, p[20].stored, p[21].stored, p[22].stored, p[23].stored

/* The count that the call returns doesn't say whether it came to a "%n". */
static bool came_to(const struct result *one)
{
    return one->counted || *(const unsigned char *)one->stored != NEVER_STORED ||
           ((const unsigned char *)one->stored)[one->size - 1] != NEVER_STORED;
}

static void store_results(const struct results *all, int stored, const void *pc)
{
    for (int i = 0; i < all->count; i++) {
        const struct result *one = &all->result[i];
        if (one->counted && stored-- <= 0) {
            return;
        }
        if (came_to(one)) {
            store(one, pc);
        }
    }
}

typedef int (*scan_text)(const char *, const char *, ...);
typedef int (*scan_stream)(FILE *, const char *, ...);

/* In which of its two or three ways the C library reads a format: "%as" was "%ms" once, and C23
 * knows "0b1". */
int __real_vsscanf(const char *, const char *, va_list);
int __real_sscanf(const char *, const char *, ...);
int __real___isoc99_sscanf(const char *, const char *, ...) __attribute__((weak));
int __real___isoc23_sscanf(const char *, const char *, ...) __attribute__((weak));
int __real_fscanf(FILE *, const char *, ...);
int __real___isoc99_fscanf(FILE *, const char *, ...) __attribute__((weak));
int __real___isoc23_fscanf(FILE *, const char *, ...) __attribute__((weak));

static int from_text(scan_text scan, const char *text, const char *format, va_list arguments,
                     const void *pc)
{
    struct results all;
    read_conversions(format, arguments, &all);
    reads_text(text, pc);
    reads_format(format, pc);
    int stored = -1;
    if (make_room(&all, strlen(text))) {
        stored = scan(text, format, ALL_PLACES(all.result)); // NOLINT
        store_results(&all, stored, pc);
    }
    release_room(&all);
    return stored;
}

static int from_stream(scan_stream scan, FILE *stream, const char *format, va_list arguments,
                       const void *pc)
{
    struct results all;
    read_conversions(format, arguments, &all);
    engine_event();
    input_used();
    hidden_step(HIDDEN_STREAMS, pc);
    reads_format(format, pc);
    int stored = -1;
    if (make_room(&all, MOST_TEXT)) {
        stored = scan(stream, format, ALL_PLACES(all.result)); // NOLINT
        store_results(&all, stored, pc);
    }
    release_room(&all);
    return stored;
}

/* Can it be done like that? */
static bool is_understood(const char *format, va_list arguments)
{
    struct results all;
    va_list copy;
    va_copy(copy, arguments);
    read_conversions(format, copy, &all);
    va_end(copy);
    if (!all.understood) {
        engine_uncontrolled("a format of an unusual kind");
    }
    return all.understood;
}

#define SCANS_TEXT(name, vname)                                                            \
    TAKES_OVER_WITH(int, vname, (const char *text, const char *format, va_list arguments)) \
    {                                                                                      \
        return looked_at() && is_understood(format, arguments)                             \
                   ? from_text(__real_##name, text, format, arguments, HERE)               \
                   : __real_##vname(text, format, arguments);                              \
    }                                                                                      \
    OWN_FIRST(name)                                                                        \
    __attribute__((used, visibility("hidden"))) int model_##name(const char *text,         \
                                                                 const char *format, ...); \
    int model_##name(const char *text, const char *format, ...)                            \
    {                                                                                      \
        va_list arguments;                                                                 \
        va_start(arguments, format);                                                       \
        const int stored = looked_at() && is_understood(format, arguments)                 \
                               ? from_text(__real_##name, text, format, arguments, HERE)   \
                               : __real_##vname(text, format, arguments);                  \
        va_end(arguments);                                                                 \
        return stored;                                                                     \
    }
SCANS_TEXT(sscanf, vsscanf)
SCANS_TEXT(__isoc99_sscanf, __isoc99_vsscanf)
SCANS_TEXT(__isoc23_sscanf, __isoc23_vsscanf)

#define SCANS_STREAM(name, fname, vname, vfname)                                              \
    TAKES_OVER_WITH(int, vfname, (FILE * stream, const char *format, va_list arguments))      \
    {                                                                                         \
        return looked_at() && is_understood(format, arguments)                                \
                   ? from_stream(__real_##fname, stream, format, arguments, HERE)             \
                   : __real_##vfname(stream, format, arguments);                              \
    }                                                                                         \
    TAKES_OVER_WITH(int, vname, (const char *format, va_list arguments))                      \
    {                                                                                         \
        return looked_at() && is_understood(format, arguments)                                \
                   ? from_stream(__real_##fname, stdin, format, arguments, HERE)              \
                   : __real_##vname(format, arguments);                                       \
    }                                                                                         \
    OWN_FIRST(fname)                                                                          \
    __attribute__((used, visibility("hidden"))) int model_##fname(FILE *stream,               \
                                                                  const char *format, ...);   \
    int model_##fname(FILE *stream, const char *format, ...)                                  \
    {                                                                                         \
        va_list arguments;                                                                    \
        va_start(arguments, format);                                                          \
        const int stored = looked_at() && is_understood(format, arguments)                    \
                               ? from_stream(__real_##fname, stream, format, arguments, HERE) \
                               : __real_##vfname(stream, format, arguments);                  \
        va_end(arguments);                                                                    \
        return stored;                                                                        \
    }                                                                                         \
    TAKES_OVER_WITH(int, name, (const char *format, ...))                                     \
    {                                                                                         \
        va_list arguments;                                                                    \
        va_start(arguments, format);                                                          \
        const int stored = looked_at() && is_understood(format, arguments)                    \
                               ? from_stream(__real_##fname, stdin, format, arguments, HERE)  \
                               : __real_##vname(format, arguments);                           \
        va_end(arguments);                                                                    \
        return stored;                                                                        \
    }
SCANS_STREAM(scanf, fscanf, vscanf, vfscanf)
SCANS_STREAM(__isoc99_scanf, __isoc99_fscanf, __isoc99_vscanf, __isoc99_vfscanf)
SCANS_STREAM(__isoc23_scanf, __isoc23_fscanf, __isoc23_vscanf, __isoc23_vfscanf)
SAME_AS(__vsscanf, vsscanf)
SAME_AS(__vfscanf, vfscanf)
