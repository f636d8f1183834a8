/*
 * dates.c - times and dates of the C library. Those that return a pointer have one place for it,
 * which all threads share (C17 7.27.3p1); where the time zone is looked up, the environment is
 * read.
 */
#include "calls/hidden.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

#include <locale.h>
#include <string.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <time.h>
#include <wchar.h>

/* tzname, daylight and timezone are set from the environment by tzset and all that is to work as if
 * it called that (POSIX.1-2017, tzset). This C library's localtime_r sets tzname, too. */
static void sets_zone_names(const void *pc)
{
    if (looked_at()) {
        memory_change_inside((uintptr_t)tzname, sizeof tzname, pc);
    }
}

static void sets_zone(const void *pc)
{
    hidden_read(HIDDEN_ENVIRONMENT, pc);
    sets_zone_names(pc);
    if (looked_at()) {
        memory_change_inside((uintptr_t)&daylight, sizeof daylight, pc);
        memory_change_inside((uintptr_t)&timezone, sizeof timezone, pc);
    }
}

#define READS_ZONE hidden_read(HIDDEN_ENVIRONMENT, HERE)

/* What they return points to the one place where all of them write. */
#define RETURNS_ITS_OWN(result, name, type, zone, size)        \
    TAKES_OVER_WITH(result, name, (type given))                \
    {                                                          \
        if (!looked_at()) {                                    \
            return __real_##name(given);                       \
        }                                                      \
        reads(given, sizeof *given, HERE);                     \
        zone;                                                  \
        result const own = __real_##name(given);               \
        writes(own, own != NULL ? size : 0, HERE);             \
        return __real_##name(given); /* others came between */ \
    }
RETURNS_ITS_OWN(struct tm *, localtime, const time_t *, sets_zone(HERE), sizeof(struct tm))
RETURNS_ITS_OWN(struct tm *, gmtime, const time_t *, READS_ZONE, sizeof(struct tm))
RETURNS_ITS_OWN(char *, asctime, const struct tm *, READS_ZONE, strlen(own) + 1)
RETURNS_ITS_OWN(char *, ctime, const time_t *, sets_zone(HERE), strlen(own) + 1)

TAKES_OVER(struct tm *, localtime_r, (const time_t *time, struct tm *to), (time, to),
           (reads(time, sizeof *time, HERE), sets_zone_names(HERE), writes(to, sizeof *to, HERE)))
TAKES_OVER(struct tm *, gmtime_r, (const time_t *time, struct tm *to), (time, to),
           (reads(time, sizeof *time, HERE), writes(to, sizeof *to, HERE)))
SAME_AS(__gmtime_r, gmtime_r)

/* "Thu Nov 16 18:22:48 1986\n": at least 26 bytes, and never more in years that have four digits.
 */
enum { DATE_TEXT = 26 };
TAKES_OVER(char *, asctime_r, (const struct tm *date, char *to), (date, to),
           (reads(date, sizeof *date, HERE), writes(to, DATE_TEXT, HERE)))
TAKES_OVER(char *, ctime_r, (const time_t *time, char *to), (time, to),
           (reads(time, sizeof *time, HERE), sets_zone_names(HERE), writes(to, DATE_TEXT, HERE)))

/* They bring all members into their range. */
#define NORMALISES(name, zone)                           \
    TAKES_OVER(time_t, name, (struct tm * date), (date), \
               (zone, reads(date, sizeof *date, HERE), writes(date, sizeof *date, HERE)))
NORMALISES(mktime, sets_zone(HERE))
NORMALISES(timelocal, sets_zone(HERE))
NORMALISES(timegm, READS_ZONE)
TAKES_OVER(void, tzset, (void), (), sets_zone(HERE))

/* How long the text becomes is known once it is made. */
size_t __real_strftime(char *, size_t, const char *, const struct tm *);
static void tells_date(char *to, size_t size, const char *format, const struct tm *date,
                       const void *pc)
{
    if (looked_at()) {
        char *copy = __real_malloc(size + 1);
        const size_t length = copy != NULL ? __real_strftime(copy, size, format, date) : 0;
        __real_free(copy);
        sets_zone(pc);
        reads_format(format, pc);
        reads(date, sizeof *date, pc);
        writes(to, length > 0 ? length + 1 : size > 0, pc);
    }
}
TAKES_OVER(size_t, strftime, (char *to, size_t size, const char *format, const struct tm *date),
           (to, size, format, date), tells_date(to, size, format, date, HERE))
TAKES_OVER(size_t, strftime_l,
           (char *to, size_t size, const char *format, const struct tm *date, locale_t locale),
           (to, size, format, date, locale), tells_date(to, size, format, date, HERE))
SAME_AS(__strftime_l, strftime_l)

#define WIDE_DATE (sets_zone(HERE), reads_wide_text(format, HERE), reads(date, sizeof *date, HERE))
TAKES_OVER_THEN(size_t, wcsftime,
                (wchar_t * to, size_t size, const wchar_t *format, const struct tm *date),
                (to, size, format, date), WIDE_DATE,
                outcome > 0 ? wrote_wide_text(to, HERE) : (void)0)
TAKES_OVER_THEN(size_t, wcsftime_l,
                (wchar_t * to, size_t size, const wchar_t *format, const struct tm *date,
                 locale_t locale),
                (to, size, format, date, locale), WIDE_DATE,
                outcome > 0 ? wrote_wide_text(to, HERE) : (void)0)
SAME_AS(__wcsftime_l, wcsftime_l)

/* What isn't in the text stays as it was: which members are written, only the format says. */
#define READS_DATE \
    (reads_text(text, HERE), reads_format(format, HERE), writes(to, sizeof *to, HERE))
TAKES_OVER(char *, strptime, (const char *text, const char *format, struct tm *to),
           (text, format, to), READS_DATE)
TAKES_OVER(char *, strptime_l,
           (const char *text, const char *format, struct tm *to, locale_t locale),
           (text, format, to, locale), READS_DATE)

TAKES_OVER(int, clock_getres, (clockid_t clock, struct timespec *to), (clock, to),
           writes(to, sizeof *to, HERE))
TAKES_OVER(int, timespec_getres, (struct timespec * to, int base), (to, base),
           writes(to, sizeof *to, HERE))
