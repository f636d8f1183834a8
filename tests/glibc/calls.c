/* calls.c - see calls.h. Compiled as a program that is explored, and so that each call stays one.
 */
/* A call whose result nobody looks at is one all the same. */
#include <sys/cdefs.h>
#undef __attribute_pure__
#define __attribute_pure__

#include "calls.h"

#include <err.h>
#include <error.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <locale.h>
#include <math.h>
#include <search.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio_ext.h>
#include <string.h>
#include <strings.h>
#include <uchar.h>
#include <unistd.h>
#include <wctype.h>

locale_t locale_of_calls;

/* -- what no header declares -- */

#undef basename
char *gnu_basename(const char *path) __asm__("basename");
int plain_sscanf(const char *text, const char *format, ...) __asm__("sscanf");
int plain_fscanf(FILE *stream, const char *format, ...) __asm__("fscanf");
int plain_scanf(const char *format, ...) __asm__("scanf");
int plain_vsscanf(const char *text, const char *format, va_list arguments) __asm__("vsscanf");
int plain_vfscanf(FILE *stream, const char *format, va_list arguments) __asm__("vfscanf");
int plain_vscanf(const char *format, va_list arguments) __asm__("vscanf");
#include "undeclared.h"

/* -- help for some calls -- */

static const struct option no_options[] = {{NULL, 0, NULL, 0}};
static char *const no_words[] = {NULL};

static int compare_bytes(const void *one, const void *other)
{
    return *(const char *)one - *(const char *)other;
}

static int compare_bytes_with(const void *one, const void *other, void *argument)
{
    (void)argument;
    return compare_bytes(one, other);
}

static void random_seed(struct memory *s)
{
    initstate_r(1, s->path, 128, &s->random);
    srandom_r(2, &s->random);
}

static void random_draw(struct memory *s)
{
    initstate_r(1, s->path, 128, &s->random);
    random_r(&s->random, &s->number);
}

enum taker {
    VSNPRINTF,
    VSPRINTF,
    VASPRINTF,
    VPRINTF,
    VWPRINTF,
    VWPRINTF_CHK,
    VFWPRINTF,
    VFWPRINTF_CHK,
    VSWPRINTF,
    VSWPRINTF_CHK,
    VFPRINTF,
    VSNPRINTF_CHK,
    VSPRINTF_CHK,
    VASPRINTF_CHK,
    VPRINTF_CHK,
    VFPRINTF_CHK,
    VDPRINTF,
    VDPRINTF_CHK,
    VWARN,
    VWARNX,
    VSSCANF,
    VSSCANF_TOO,
    VSSCANF_99,
    VFSCANF,
    VFSCANF_TOO,
    VFSCANF_99,
    VSCANF,
    VSCANF_99
};

/* One argument, for those that take a list. */
static void with_arguments(enum taker taker, struct memory *s, ...)
{
    va_list arguments;
    va_start(arguments, s);
    switch (taker) {
    case VSNPRINTF:
        vsnprintf(s->to, 16, "%d", arguments);
        break;
    case VSPRINTF:
        vsprintf(s->to, "%d", arguments);
        break;
    case VASPRINTF:
        vasprintf(&s->rest, "%d", arguments);
        break;
    case VWPRINTF:
        vwprintf(L"%s", arguments);
        break;
    case VWPRINTF_CHK:
        __vwprintf_chk(1, L"%s", arguments);
        break;
    case VFWPRINTF:
        vfwprintf(stderr, L"%s", arguments);
        break;
    case VFWPRINTF_CHK:
        __vfwprintf_chk(stderr, 1, L"%s", arguments);
        break;
    case VSWPRINTF:
        vswprintf(s->wide_to, 16, L"%d", arguments);
        break;
    case VSWPRINTF_CHK:
        __vswprintf_chk(s->wide_to, 16, 1, 32, L"%d", arguments);
        break;
    case VPRINTF:
        vprintf("%s", arguments);
        break;
    case VFPRINTF:
        vfprintf(stderr, "%s", arguments);
        break;
    case VSNPRINTF_CHK:
        __vsnprintf_chk(s->to, 16, 1, 32, "%d", arguments);
        break;
    case VSPRINTF_CHK:
        __vsprintf_chk(s->to, 1, 32, "%d", arguments);
        break;
    case VASPRINTF_CHK:
        __vasprintf_chk(&s->rest, 1, "%d", arguments);
        break;
    case VPRINTF_CHK:
        __vprintf_chk(1, "%s", arguments);
        break;
    case VFPRINTF_CHK:
        __vfprintf_chk(stderr, 1, "%s", arguments);
        break;
    case VDPRINTF:
        vdprintf(1, "%s", arguments);
        break;
    case VDPRINTF_CHK:
        __vdprintf_chk(1, 1, "%s", arguments);
        break;
    case VWARN:
        vwarn("%s", arguments);
        break;
    case VWARNX:
        vwarnx("%s", arguments);
        break;
    case VSSCANF:
        plain_vsscanf(s->text, "%d", arguments);
        break;
    case VSSCANF_TOO:
        __vsscanf(s->text, "%d", arguments);
        break;
    case VSSCANF_99:
        __isoc99_vsscanf(s->text, "%d", arguments);
        break;
    case VFSCANF:
        plain_vfscanf(s->stream, "%n", arguments);
        break;
    case VFSCANF_TOO:
        __vfscanf(s->stream, "%n", arguments);
        break;
    case VFSCANF_99:
        __isoc99_vfscanf(s->stream, "%n", arguments);
        break;
    case VSCANF:
        plain_vscanf("%n", arguments);
        break;
    case VSCANF_99:
        __isoc99_vscanf("%n", arguments);
        break;
    }
    va_end(arguments);
}

void memory_fill(struct memory *s)
{
    memset(s, 0, sizeof *s);
    strcpy(s->text, "12 ab");
    strcpy(s->other, "34");
    wcscpy(s->wide, L"12 ab");
    wcscpy(s->wide_other, L"34");
    s->place = s->text;
    s->wide_place = s->wide;
    s->words[0] = s->text;
    s->link[0] = s->next_link;
    s->next_link[1] = s->link;
    s->room = 3;
    s->real = s->real_too = 1;
    s->single = s->single_too = 1;
    s->extended = s->extended_too = 1;
    s->date.tm_mday = 1;
    s->part = (struct iovec){s->to, 4};
    s->file = open("/etc/passwd", O_RDONLY);
    s->stream = fopen("/etc/passwd", "r");
    fgetpos(s->stream, &s->position);
    pthread_attr_init(&s->thread);
    pthread_mutexattr_init(&s->mutex);
    pthread_condattr_init(&s->condition);
    pthread_rwlockattr_init(&s->rwlock);
    pthread_barrierattr_init(&s->barrier);
    sigemptyset(&s->set);
    sigemptyset(&s->set_too);
    fegetenv(&s->environment);
    fegetmode(&s->modes);
    regcomp(&s->expression, "[0-9]+", REG_EXTENDED);
}

void memory_write(struct memory *s)
{
    s->text[1] = '3';
    s->text[0] = '2';
    s->wide[0] = L'2';
    s->single = 2;
    s->real = 2;
    memset(&s->extended, 0, sizeof s->extended);
    memset(&s->state, 0, sizeof s->state);
    memset(&s->position, 0, sizeof s->position);
    memset(&s->set, 0, sizeof s->set);
    fegetenv(&s->environment);
    fegetmode(&s->modes);
    s->exceptions = 0;
}

#define CALL(kind, name, call)                \
    static void call_##name(struct memory *s) \
    {                                         \
        (void)s;                              \
        (void)(call);                         \
    }
#include "calls.def"
#undef CALL

#define CALL(kind, name, call) {#name, kind, call_##name},
const struct call calls[] = {
#include "calls.def"
};
const size_t call_count = sizeof calls / sizeof *calls;
