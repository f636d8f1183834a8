/*
 * messages.c - functions that print to a descriptor, or a message to standard error, and may end
 * the program then. What they print is kept out of the way, as all that explored programs print;
 * see library.c.
 */
#include "calls/hidden.h"
#include "calls/text.h"
#include "memory/touches.h"
#include "world/world.h"

#include <err.h>
#include <error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void __wrap_exit(int status);

static void prints(const char *format, va_list arguments, const void *pc)
{
    if (format != NULL) {
        library_prints(stderr, format, arguments, pc);
    } else {
        engine_event();
    }
}

TAKES_OVER_WITH(int, vdprintf, (int descriptor, const char *format, va_list arguments))
{
    return library_prints_to(descriptor, format, arguments, HERE);
}

TAKES_OVER_WITH(int, dprintf, (int descriptor, const char *format, ...))
{
    va_list arguments;
    va_start(arguments, format);
    const int length = library_prints_to(descriptor, format, arguments, HERE);
    va_end(arguments);
    return length;
}

TAKES_OVER_WITH(int, __vdprintf_chk,
                (int descriptor, int flag, const char *format, va_list arguments))
{
    (void)flag;
    return library_prints_to(descriptor, format, arguments, HERE);
}

TAKES_OVER_WITH(int, __dprintf_chk, (int descriptor, int flag, const char *format, ...))
{
    va_list arguments;
    (void)flag;
    va_start(arguments, format);
    const int length = library_prints_to(descriptor, format, arguments, HERE);
    va_end(arguments);
    return length;
}

#define WARNS(name, vname)                                                \
    TAKES_OVER_WITH(void, vname, (const char *format, va_list arguments)) \
    {                                                                     \
        if (looked_at()) {                                                \
            prints(format, arguments, HERE);                              \
        } else {                                                          \
            __real_##vname(format, arguments);                            \
        }                                                                 \
    }                                                                     \
    TAKES_OVER_WITH(void, name, (const char *format, ...))                \
    {                                                                     \
        va_list arguments;                                                \
        va_start(arguments, format);                                      \
        if (looked_at()) {                                                \
            prints(format, arguments, HERE);                              \
        } else {                                                          \
            __real_##vname(format, arguments);                            \
        }                                                                 \
        va_end(arguments);                                                \
    }
WARNS(warn, vwarn)
WARNS(warnx, vwarnx)

#define ENDS(name, vname)                                                             \
    TAKES_OVER_WITH(void, vname, (int status, const char *format, va_list arguments)) \
    {                                                                                 \
        if (looked_at()) {                                                            \
            prints(format, arguments, HERE);                                          \
            __wrap_exit(status);                                                      \
        }                                                                             \
        __real_##vname(status, format, arguments);                                    \
    }                                                                                 \
    TAKES_OVER_WITH(void, name, (int status, const char *format, ...))                \
    {                                                                                 \
        va_list arguments;                                                            \
        va_start(arguments, format);                                                  \
        if (looked_at()) {                                                            \
            prints(format, arguments, HERE);                                          \
            __wrap_exit(status);                                                      \
        }                                                                             \
        __real_##vname(status, format, arguments);                                    \
        va_end(arguments);                                                            \
    }
ENDS(err, verr)
ENDS(errx, verrx)

/* It counts the messages, too. */
TAKES_OVER_WITH(void, error, (int status, int number, const char *format, ...))
{
    va_list arguments;
    va_start(arguments, format);
    if (looked_at()) {
        hidden_step(HIDDEN_ERRORS, HERE);
        prints(format, arguments, HERE);
        if (status != 0) {
            __wrap_exit(status);
        }
    } else {
        char text[1024];
        vsnprintf(text, sizeof text, format, arguments);
        __real_error(status, number, "%s", text);
    }
    va_end(arguments);
}
