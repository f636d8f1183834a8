/* wide.c - wide characters of the C library, and those of several bytes; see touches.h. */
#include "calls/hidden.h"
#include "calls/text.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>
#include <wchar.h>
#include <wctype.h>

#define WIDE(count) ((count) * sizeof(wchar_t))

/* -- memory and texts of wide characters -- */

TAKES_OVER(wchar_t *, wmemcpy, (wchar_t * to, const wchar_t *from, size_t count), (to, from, count),
           (reads(from, WIDE(count), HERE), writes(to, WIDE(count), HERE)))
TAKES_OVER(wchar_t *, wmemmove, (wchar_t * to, const wchar_t *from, size_t count),
           (to, from, count), (reads(from, WIDE(count), HERE), writes(to, WIDE(count), HERE)))
TAKES_OVER(wchar_t *, wmempcpy, (wchar_t * to, const wchar_t *from, size_t count),
           (to, from, count), (reads(from, WIDE(count), HERE), writes(to, WIDE(count), HERE)))
TAKES_OVER(wchar_t *, wmemset, (wchar_t * to, wchar_t wide, size_t count), (to, wide, count),
           writes(to, WIDE(count), HERE))
TAKES_OVER(int, wmemcmp, (const wchar_t *one, const wchar_t *other, size_t count),
           (one, other, count), (reads(one, WIDE(count), HERE), reads(other, WIDE(count), HERE)))
TAKES_OVER(wchar_t *, wmemchr, (const wchar_t *from, wchar_t wide, size_t count),
           (from, wide, count), reads(from, WIDE(count), HERE))

TAKES_OVER(size_t, wcslen, (const wchar_t *text), (text), reads_wide_text(text, HERE))
TAKES_OVER(size_t, wcsnlen, (const wchar_t *text, size_t most), (text, most),
           reads_wide_text_up_to(text, most, HERE))
TAKES_OVER(wchar_t *, wcschr, (const wchar_t *text, wchar_t wide), (text, wide),
           reads_wide_text(text, HERE))
TAKES_OVER(wchar_t *, wcschrnul, (const wchar_t *text, wchar_t wide), (text, wide),
           reads_wide_text(text, HERE))
TAKES_OVER(wchar_t *, wcsrchr, (const wchar_t *text, wchar_t wide), (text, wide),
           reads_wide_text(text, HERE))
TAKES_OVER(int, wcswidth, (const wchar_t *text, size_t most), (text, most),
           reads_wide_text_up_to(text, most, HERE))

#define READS_BOTH (reads_wide_text(one, HERE), reads_wide_text(other, HERE))
#define READS_TWO(result, name) \
    TAKES_OVER(result, name, (const wchar_t *one, const wchar_t *other), (one, other), READS_BOTH)
#define COMPARES(name)                                                             \
    TAKES_OVER(int, name, (const wchar_t *one, const wchar_t *other, size_t most), \
               (one, other, most),                                                 \
               (reads_wide_text_up_to(one, most, HERE), reads_wide_text_up_to(other, most, HERE)))
READS_TWO(int, wcscmp)
READS_TWO(int, wcscoll)
READS_TWO(int, wcscasecmp)
READS_TWO(wchar_t *, wcsstr)
READS_TWO(wchar_t *, wcswcs)
READS_TWO(wchar_t *, wcspbrk)
READS_TWO(size_t, wcsspn)
READS_TWO(size_t, wcscspn)
COMPARES(wcsncmp)
COMPARES(wcsncasecmp)
TAKES_OVER(int, wcscoll_l, (const wchar_t *one, const wchar_t *other, locale_t locale),
           (one, other, locale), READS_BOTH)
TAKES_OVER(int, wcscasecmp_l, (const wchar_t *one, const wchar_t *other, locale_t locale),
           (one, other, locale), READS_BOTH)
TAKES_OVER(int, wcsncasecmp_l,
           (const wchar_t *one, const wchar_t *other, size_t most, locale_t locale),
           (one, other, most, locale),
           (reads_wide_text_up_to(one, most, HERE), reads_wide_text_up_to(other, most, HERE)))
SAME_AS(__wcscoll_l, wcscoll_l)
SAME_AS(__wcscasecmp_l, wcscasecmp_l)
SAME_AS(__wcsncasecmp_l, wcsncasecmp_l)

#define COPIES_TEXT \
    (reads_wide_text(from, HERE), looked_at() ? writes(to, WIDE(wcslen(from) + 1), HERE) : (void)0)
#define COPIES_UP_TO (reads_wide_text_up_to(from, count, HERE), writes(to, WIDE(count), HERE))
#define ADDS_TEXT(length)       \
    (reads_wide_text(to, HERE), \
     looked_at() ? writes(to + wcslen(to), WIDE((length) + 1), HERE) : (void)0)
TAKES_OVER(wchar_t *, wcscpy, (wchar_t * to, const wchar_t *from), (to, from), COPIES_TEXT)
TAKES_OVER(wchar_t *, wcpcpy, (wchar_t * to, const wchar_t *from), (to, from), COPIES_TEXT)
TAKES_OVER(wchar_t *, wcsncpy, (wchar_t * to, const wchar_t *from, size_t count), (to, from, count),
           COPIES_UP_TO)
TAKES_OVER(wchar_t *, wcpncpy, (wchar_t * to, const wchar_t *from, size_t count), (to, from, count),
           COPIES_UP_TO)
TAKES_OVER(wchar_t *, wcscat, (wchar_t * to, const wchar_t *from), (to, from),
           (reads_wide_text(from, HERE), ADDS_TEXT(wcslen(from))))
TAKES_OVER(wchar_t *, wcsncat, (wchar_t * to, const wchar_t *from, size_t count), (to, from, count),
           (reads_wide_text_up_to(from, count, HERE), ADDS_TEXT(wcsnlen(from, count))))

/* In the explored heap, as malloc would. */
void *__wrap_malloc(size_t size);
TAKES_OVER_WITH(wchar_t *, wcsdup, (const wchar_t *text))
{
    if (!looked_at()) {
        return __real_wcsdup(text);
    }
    const size_t size = WIDE(wcslen(text) + 1);
    wchar_t *copy = __wrap_malloc(size);
    if (copy != NULL) {
        reads(text, size, HERE);
        writes(copy, size, HERE);
        __real_memcpy(copy, text, size);
    }
    return copy;
}

size_t __real_wcsxfrm(wchar_t *, const wchar_t *, size_t);
size_t __real_wcsxfrm_l(wchar_t *, const wchar_t *, size_t, locale_t);
static size_t transformed(size_t length, size_t count)
{
    return WIDE(length < count ? length + 1 : count);
}
TAKES_OVER(size_t, wcsxfrm, (wchar_t * to, const wchar_t *from, size_t count), (to, from, count),
           (reads_wide_text(from, HERE),
            looked_at() ? writes(to, transformed(__real_wcsxfrm(NULL, from, 0), count), HERE)
                        : (void)0))
TAKES_OVER(size_t, wcsxfrm_l, (wchar_t * to, const wchar_t *from, size_t count, locale_t locale),
           (to, from, count, locale),
           (reads_wide_text(from, HERE),
            looked_at()
                ? writes(to, transformed(__real_wcsxfrm_l(NULL, from, 0, locale), count), HERE)
                : (void)0))
SAME_AS(__wcsxfrm_l, wcsxfrm_l)

/* Where it goes on stands in rest; the text gets an end behind each word. */
static void cuts(wchar_t *text, wchar_t *const *rest, const void *pc)
{
    if (looked_at()) {
        const wchar_t *from = text;
        if (text == NULL) {
            reads(rest, sizeof *rest, pc);
            from = *rest;
        }
        if (from != NULL) {
            memory_range((uintptr_t)from, WIDE(wcslen(from) + 1), true, pc);
        }
        memory_range((uintptr_t)rest, sizeof *rest, true, pc);
    }
}
TAKES_OVER(wchar_t *, wcstok, (wchar_t * text, const wchar_t *separators, wchar_t **rest),
           (text, separators, rest), (reads_wide_text(separators, HERE), cuts(text, rest, HERE)))

/* -- numbers -- */

#define READS_NUMBER (reads_wide_text(text, HERE), writes(end, sizeof *end, HERE))
#define INTEGER(result, name)                                                                   \
    TAKES_OVER(result, name, (const wchar_t *text, wchar_t **end, int base), (text, end, base), \
               READS_NUMBER)
#define LOCAL_INTEGER(result, name)                                                           \
    TAKES_OVER(result, name, (const wchar_t *text, wchar_t **end, int base, locale_t locale), \
               (text, end, base, locale), READS_NUMBER)
#define FLOATING(result, name) \
    TAKES_OVER(result, name, (const wchar_t *text, wchar_t **end), (text, end), READS_NUMBER)
#define LOCAL_FLOATING(result, name)                                                \
    TAKES_OVER(result, name, (const wchar_t *text, wchar_t **end, locale_t locale), \
               (text, end, locale), READS_NUMBER)
INTEGER(long, wcstol)
INTEGER(unsigned long, wcstoul)
INTEGER(long long, wcstoll)
INTEGER(unsigned long long, wcstoull)
INTEGER(long long, wcstoq)
INTEGER(unsigned long long, wcstouq)
INTEGER(intmax_t, wcstoimax)
INTEGER(uintmax_t, wcstoumax)
INTEGER(long, __isoc23_wcstol)
INTEGER(unsigned long, __isoc23_wcstoul)
INTEGER(long long, __isoc23_wcstoll)
INTEGER(unsigned long long, __isoc23_wcstoull)
INTEGER(intmax_t, __isoc23_wcstoimax)
INTEGER(uintmax_t, __isoc23_wcstoumax)
LOCAL_INTEGER(long, wcstol_l)
LOCAL_INTEGER(unsigned long, wcstoul_l)
LOCAL_INTEGER(long long, wcstoll_l)
LOCAL_INTEGER(unsigned long long, wcstoull_l)
SAME_AS(__wcstol_l, wcstol_l)
SAME_AS(__wcstoul_l, wcstoul_l)
SAME_AS(__wcstoll_l, wcstoll_l)
SAME_AS(__wcstoull_l, wcstoull_l)
FLOATING(double, wcstod)
FLOATING(float, wcstof)
FLOATING(long double, wcstold)
LOCAL_FLOATING(double, wcstod_l)
LOCAL_FLOATING(float, wcstof_l)
LOCAL_FLOATING(long double, wcstold_l)
SAME_AS(__wcstod_l, wcstod_l)
SAME_AS(__wcstof_l, wcstof_l)
SAME_AS(__wcstold_l, wcstold_l)
SAME_AS(wcstof32, wcstof)
SAME_AS(wcstof64, wcstod)
SAME_AS(wcstof32x, wcstod)
SAME_AS(wcstof32_l, wcstof_l)
SAME_AS(wcstof64_l, wcstod_l)
SAME_AS(wcstof32x_l, wcstod_l)

/* -- characters of several bytes: how far one is, is kept for all threads if not in a state -- */

static void uses_state(mbstate_t *state, const void *pc)
{
    if (state == NULL) {
        hidden_read(HIDDEN_SHIFT, pc);
        hidden_write(HIDDEN_SHIFT, pc);
    } else {
        reads(state, sizeof *state, pc);
        writes(state, sizeof *state, pc);
    }
}

/* What a call read of at most so many bytes: as many as it says, or else all of them. */
static void read_bytes(const char *from, size_t most, size_t outcome, const void *pc)
{
    reads(from, outcome <= most ? (outcome > 0 ? outcome : 1) : most, pc);
}

TAKES_OVER_THEN(size_t, mbrlen, (const char *from, size_t most, mbstate_t *state),
                (from, most, state), uses_state(state, HERE),
                from != NULL ? read_bytes(from, most, outcome, HERE) : (void)0)
TAKES_OVER_THEN(size_t, mbrtowc, (wchar_t * to, const char *from, size_t most, mbstate_t *state),
                (to, from, most, state), (uses_state(state, HERE), writes(to, sizeof *to, HERE)),
                from != NULL ? read_bytes(from, most, outcome, HERE) : (void)0)
SAME_AS(__mbrlen, mbrlen)
SAME_AS(__mbrtowc, mbrtowc)
TAKES_OVER_THEN(size_t, mbrtoc16, (char16_t *to, const char *from, size_t most, mbstate_t *state),
                (to, from, most, state), (uses_state(state, HERE), writes(to, sizeof *to, HERE)),
                from != NULL ? read_bytes(from, most, outcome, HERE) : (void)0)
TAKES_OVER_THEN(size_t, mbrtoc32, (char32_t *to, const char *from, size_t most, mbstate_t *state),
                (to, from, most, state), (uses_state(state, HERE), writes(to, sizeof *to, HERE)),
                from != NULL ? read_bytes(from, most, outcome, HERE) : (void)0)

static void wrote_bytes(char *to, size_t outcome, const void *pc)
{
    writes(to, to != NULL && outcome <= MB_LEN_MAX ? outcome : 0, pc);
}
TAKES_OVER_THEN(size_t, wcrtomb, (char *to, wchar_t wide, mbstate_t *state), (to, wide, state),
                uses_state(state, HERE), wrote_bytes(to, outcome, HERE))
TAKES_OVER_THEN(size_t, c16rtomb, (char *to, char16_t wide, mbstate_t *state), (to, wide, state),
                uses_state(state, HERE), wrote_bytes(to, outcome, HERE))
TAKES_OVER_THEN(size_t, c32rtomb, (char *to, char32_t wide, mbstate_t *state), (to, wide, state),
                uses_state(state, HERE), wrote_bytes(to, outcome, HERE))
TAKES_OVER(int, mbsinit, (const mbstate_t *state), (state), reads(state, sizeof *state, HERE))

/* How far these are, each keeps by itself (glibc clears it in each call; POSIX.1-2024, 2.9.1: they
 * need not be thread-safe). */
TAKES_OVER_THEN(int, mblen, (const char *from, size_t most), (from, most),
                hidden_write(HIDDEN_SHIFT_MBLEN, HERE),
                from != NULL ? read_bytes(from, most, (size_t)outcome, HERE) : (void)0)
TAKES_OVER_THEN(int, mbtowc, (wchar_t * to, const char *from, size_t most), (to, from, most),
                (hidden_write(HIDDEN_SHIFT_MBTOWC, HERE),
                 from != NULL ? writes(to, sizeof *to, HERE) : (void)0),
                from != NULL ? read_bytes(from, most, (size_t)outcome, HERE) : (void)0)
TAKES_OVER_THEN(int, wctomb, (char *to, wchar_t wide), (to, wide),
                hidden_write(HIDDEN_SHIFT_WCTOMB, HERE), wrote_bytes(to, (size_t)outcome, HERE))

/* So many characters, and the end if it came. */
#define MADE_WIDE \
    (outcome != SIZE_MAX ? writes(to, WIDE(outcome < count ? outcome + 1 : count), HERE) : (void)0)
#define MADE_BYTES \
    (outcome != SIZE_MAX ? writes(to, outcome < count ? outcome + 1 : count, HERE) : (void)0)
TAKES_OVER_THEN(size_t, mbstowcs, (wchar_t * to, const char *from, size_t count), (to, from, count),
                reads_text(from, HERE), MADE_WIDE)
TAKES_OVER_THEN(size_t, wcstombs, (char *to, const wchar_t *from, size_t count), (to, from, count),
                reads_wide_text(from, HERE), MADE_BYTES)

#define BEGINS_TEXT(tell)                                      \
    (uses_state(state, HERE), reads(from, sizeof *from, HERE), \
     looked_at() && *from != NULL ? tell : (void)0,            \
     to != NULL ? writes(from, sizeof *from, HERE) : (void)0)
TAKES_OVER_THEN(size_t, mbsrtowcs,
                (wchar_t * to, const char **from, size_t count, mbstate_t *state),
                (to, from, count, state), BEGINS_TEXT(reads_text(*from, HERE)), MADE_WIDE)
TAKES_OVER_THEN(size_t, wcsrtombs, (char *to, const wchar_t **from, size_t count, mbstate_t *state),
                (to, from, count, state), BEGINS_TEXT(reads_wide_text(*from, HERE)), MADE_BYTES)
TAKES_OVER_THEN(size_t, mbsnrtowcs,
                (wchar_t * to, const char **from, size_t most, size_t count, mbstate_t *state),
                (to, from, most, count, state), BEGINS_TEXT(reads_text_up_to(*from, most, HERE)),
                MADE_WIDE)
TAKES_OVER_THEN(size_t, wcsnrtombs,
                (char *to, const wchar_t **from, size_t most, size_t count, mbstate_t *state),
                (to, from, most, count, state),
                BEGINS_TEXT(reads_wide_text_up_to(*from, most, HERE)), MADE_BYTES)

/* -- classes of characters, by name -- */

TAKES_OVER(wctype_t, wctype, (const char *name), (name), reads_text(name, HERE))
TAKES_OVER(wctrans_t, wctrans, (const char *name), (name), reads_text(name, HERE))
TAKES_OVER(wctype_t, wctype_l, (const char *name, locale_t locale), (name, locale),
           reads_text(name, HERE))
TAKES_OVER(wctrans_t, wctrans_l, (const char *name, locale_t locale), (name, locale),
           reads_text(name, HERE))
SAME_AS(__wctype_l, wctype_l)
SAME_AS(__wctrans_l, wctrans_l)
