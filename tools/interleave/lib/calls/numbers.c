/*
 * numbers.c - functions of the C library that make numbers of text and the other way round, and
 * those of mathematics that have a second result, which goes where a pointer says.
 */
#include "calls/hidden.h"
#include "memory/memory.h"
#include "memory/touches.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* -- numbers of text -- */

TAKES_OVER(int, atoi, (const char *text), (text), reads_text(text, HERE))
TAKES_OVER(long, atol, (const char *text), (text), reads_text(text, HERE))
TAKES_OVER(long long, atoll, (const char *text), (text), reads_text(text, HERE))
TAKES_OVER(double, atof, (const char *text), (text), reads_text(text, HERE))
TAKES_OVER(long, a64l, (const char *text), (text), reads_text_up_to(text, 6, HERE))

#define READS_TEXT (reads_text(text, HERE), writes(end, sizeof *end, HERE))
#define INTEGER(result, name)                                                             \
    TAKES_OVER(result, name, (const char *text, char **end, int base), (text, end, base), \
               READS_TEXT)
#define LOCAL_INTEGER(result, name)                                                     \
    TAKES_OVER(result, name, (const char *text, char **end, int base, locale_t locale), \
               (text, end, base, locale), READS_TEXT)
/* What strtol and the others were called by in old headers. */
#define GROUPED_INTEGER(result, name)                                               \
    TAKES_OVER(result, name, (const char *text, char **end, int base, int grouped), \
               (text, end, base, grouped), READS_TEXT)
#define FLOATING(result, name) \
    TAKES_OVER(result, name, (const char *text, char **end), (text, end), READS_TEXT)
#define LOCAL_FLOATING(result, name)                                                               \
    TAKES_OVER(result, name, (const char *text, char **end, locale_t locale), (text, end, locale), \
               READS_TEXT)
#define GROUPED_FLOATING(result, name)                                                          \
    TAKES_OVER(result, name, (const char *text, char **end, int grouped), (text, end, grouped), \
               READS_TEXT)

INTEGER(long, strtol)
INTEGER(unsigned long, strtoul)
INTEGER(long long, strtoll)
INTEGER(unsigned long long, strtoull)
INTEGER(long long, strtoq)
INTEGER(unsigned long long, strtouq)
INTEGER(intmax_t, strtoimax)
INTEGER(uintmax_t, strtoumax)
INTEGER(long, __isoc23_strtol)
INTEGER(unsigned long, __isoc23_strtoul)
INTEGER(long long, __isoc23_strtoll)
INTEGER(unsigned long long, __isoc23_strtoull)
INTEGER(intmax_t, __isoc23_strtoimax)
INTEGER(uintmax_t, __isoc23_strtoumax)
LOCAL_INTEGER(long, strtol_l)
LOCAL_INTEGER(unsigned long, strtoul_l)
LOCAL_INTEGER(long long, strtoll_l)
LOCAL_INTEGER(unsigned long long, strtoull_l)
LOCAL_INTEGER(long, __isoc23_strtol_l)
LOCAL_INTEGER(unsigned long, __isoc23_strtoul_l)
LOCAL_INTEGER(long long, __isoc23_strtoll_l)
LOCAL_INTEGER(unsigned long long, __isoc23_strtoull_l)
SAME_AS(__strtol_l, strtol_l)
SAME_AS(__strtoul_l, strtoul_l)
SAME_AS(__strtoll_l, strtoll_l)
SAME_AS(__strtoull_l, strtoull_l)
GROUPED_INTEGER(long, __strtol_internal)
GROUPED_INTEGER(unsigned long, __strtoul_internal)
GROUPED_INTEGER(long long, __strtoll_internal)
GROUPED_INTEGER(unsigned long long, __strtoull_internal)

FLOATING(double, strtod)
FLOATING(float, strtof)
FLOATING(long double, strtold)
LOCAL_FLOATING(double, strtod_l)
LOCAL_FLOATING(float, strtof_l)
LOCAL_FLOATING(long double, strtold_l)
SAME_AS(__strtod_l, strtod_l)
SAME_AS(__strtof_l, strtof_l)
SAME_AS(__strtold_l, strtold_l)
SAME_AS(strtof32, strtof)
SAME_AS(strtof64, strtod)
SAME_AS(strtof32x, strtod)
SAME_AS(strtof32_l, strtof_l)
SAME_AS(strtof64_l, strtod_l)
SAME_AS(strtof32x_l, strtod_l)
GROUPED_FLOATING(double, __strtod_internal)
GROUPED_FLOATING(float, __strtof_internal)
GROUPED_FLOATING(long double, __strtold_internal)

/* -- text of numbers -- */

#define PRINTS_NUMBER(type, name)                                                       \
    TAKES_OVER_THEN(int, name, (char *to, size_t size, const char *format, type value), \
                    (to, size, format, value), reads_text(format, HERE),                \
                    size > 0 ? wrote_text(to, HERE) : (void)0)
PRINTS_NUMBER(double, strfromd)
PRINTS_NUMBER(float, strfromf)
PRINTS_NUMBER(long double, strfroml)
SAME_AS(strfromf32, strfromf)
SAME_AS(strfromf64, strfromd)
SAME_AS(strfromf32x, strfromd)

TAKES_OVER_THEN(char *, gcvt, (double value, int digits, char *to), (value, digits, to), (void)0,
                wrote_text(to, HERE))
TAKES_OVER_THEN(char *, qgcvt, (long double value, int digits, char *to), (value, digits, to),
                (void)0, wrote_text(to, HERE))

#define DIGITS_INTO(type, name)                                                                \
    TAKES_OVER_THEN(                                                                           \
        int, name, (type value, int digits, int *point, int *negative, char *to, size_t size), \
        (value, digits, point, negative, to, size),                                            \
        (writes(point, sizeof *point, HERE), writes(negative, sizeof *negative, HERE)),        \
        outcome == 0 ? wrote_text(to, HERE) : (void)0)
DIGITS_INTO(double, ecvt_r)
DIGITS_INTO(double, fcvt_r)
DIGITS_INTO(long double, qecvt_r)
DIGITS_INTO(long double, qfcvt_r)

/* These have one place for what they make, which all threads share. */
#define DIGITS(type, name)                                                             \
    TAKES_OVER(char *, name, (type value, int digits, int *point, int *negative),      \
               (value, digits, point, negative),                                       \
               (hidden_write(HIDDEN_DIGITS, HERE), writes(point, sizeof *point, HERE), \
                writes(negative, sizeof *negative, HERE)))
DIGITS(double, ecvt)
DIGITS(double, fcvt)
DIGITS(long double, qecvt)
DIGITS(long double, qfcvt)
TAKES_OVER(char *, l64a, (long value), (value), hidden_write(HIDDEN_DIGITS, HERE))

/* -- mathematics -- */

/* In all types that there are: _Float64 is a double in memory, and so are the others another. */
#define FOR_ALL_TYPES(of, name)                                                              \
    of(double, name) of(float, name##f) of(long double, name##l) SAME_AS(name##f32, name##f) \
        SAME_AS(name##f64, name) SAME_AS(name##f32x, name) SAME_AS(name##f64x, name##l)

#define FRACTION(type, name)                                               \
    TAKES_OVER(type, name, (type value, int *exponent), (value, exponent), \
               writes(exponent, sizeof *exponent, HERE))
#define WHOLE_PART(type, name)                                         \
    TAKES_OVER(type, name, (type value, type * whole), (value, whole), \
               writes(whole, sizeof *whole, HERE))
#define QUOTIENT(type, name)                                                            \
    TAKES_OVER(type, name, (type value, type by, int *quotient), (value, by, quotient), \
               writes(quotient, sizeof *quotient, HERE))
#define SINE_AND_COSINE(type, name)                                                         \
    TAKES_OVER(void, name, (type value, type * sine, type * cosine), (value, sine, cosine), \
               (writes(sine, sizeof *sine, HERE), writes(cosine, sizeof *cosine, HERE)))
#define CANONICAL(type, name)                                        \
    TAKES_OVER(int, name, (type * to, const type *from), (to, from), \
               (reads(from, sizeof *from, HERE), writes(to, sizeof *to, HERE)))
#define READS_ONE(type, name) \
    TAKES_OVER(type, name, (const type *from), (from), reads(from, sizeof *from, HERE))
#define SETS_ONE(type, name) \
    TAKES_OVER(int, name, (type * to, type value), (to, value), writes(to, sizeof *to, HERE))
#define ORDERS_TWO(type, name)                                                \
    TAKES_OVER(int, name, (const type *one, const type *other), (one, other), \
               (reads(one, sizeof *one, HERE), reads(other, sizeof *other, HERE)))
#define NAMED(type, name) TAKES_OVER(type, name, (const char *text), (text), reads_text(text, HERE))
/* Its sign is left in a variable of the C library, which is there if the program is linked with
 * libm.
 */
extern int signgam __attribute__((weak));
#define SETS_SIGN(type, name) \
    TAKES_OVER(type, name, (type value), (value), writes(&signgam, sizeof signgam, HERE))

FOR_ALL_TYPES(FRACTION, frexp)
WHOLE_PART(double, modf)
WHOLE_PART(float, modff)
WHOLE_PART(long double, modfl)
SAME_AS(modff32, modff)
SAME_AS(modff64, modf)
SAME_AS(modff32x, modf)
SAME_AS(modff64x, modfl)
FOR_ALL_TYPES(QUOTIENT, remquo)
FOR_ALL_TYPES(SINE_AND_COSINE, sincos)
FOR_ALL_TYPES(CANONICAL, canonicalize)
FOR_ALL_TYPES(READS_ONE, getpayload)
FOR_ALL_TYPES(SETS_ONE, setpayload)
FOR_ALL_TYPES(SETS_ONE, setpayloadsig)
FOR_ALL_TYPES(ORDERS_TWO, totalorder)
FOR_ALL_TYPES(ORDERS_TWO, totalordermag)
FOR_ALL_TYPES(NAMED, nan)
FRACTION(double, lgamma_r)
FRACTION(float, lgammaf_r)
FRACTION(long double, lgammal_r)
SAME_AS(lgammaf32_r, lgammaf_r)
SAME_AS(lgammaf64_r, lgamma_r)
SAME_AS(lgammaf32x_r, lgamma_r)
SAME_AS(lgammaf64x_r, lgammal_r)
SETS_SIGN(double, lgamma)
SETS_SIGN(float, lgammaf)
SETS_SIGN(long double, lgammal)
SETS_SIGN(double, gamma)
SETS_SIGN(float, gammaf)
SETS_SIGN(long double, gammal)
