/*
 * environment.c - what the C library keeps for the whole process and lets a program change: the
 * environment, the locale, how far getopt is, and a few places where it leaves what it returns. To
 * read and to change it is to access a variable; what an execution changed is put back before the
 * next.
 */
#include "calls/environment.h"

#include "calls/hidden.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/world.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* -- the environment (C17 7.22.4.6p2, and POSIX of setenv: they need not avoid data races) -- */

STATE static char **variables = NULL; /* as they were, with the NULL behind */
STATE static char **variables_copy = NULL;
STATE static size_t variable_count = 0;
STATE static bool variables_changed = false;

/* Where the variable stands in the list that environ points to, or else its end; NULL: there is no
 * list. */
static char **entry_of(const char *name)
{
    const size_t length = strcspn(name, "=");
    char **entry = environ;
    while (entry != NULL && *entry != NULL &&
           (strncmp(*entry, name, length) != 0 || (*entry)[length] != '=')) {
        entry++;
    }
    return entry;
}

/* A program may look at environ and the list by itself, and keep what getenv has returned: that
 * may be overwritten (POSIX.1-2017, getenv). None of it is an event, as its place in the list is
 * not the program's. name: of the one variable that changes, or NULL: all do. */
static void changes_environment(const char *name, const void *pc)
{
    if (!looked_at()) {
        return;
    }
    char **const entry = name != NULL ? entry_of(name) : NULL;
    engine_event();
    variables_changed = true;
    hidden_write(HIDDEN_ENVIRONMENT, pc);
    memory_leave((uintptr_t)&environ, sizeof environ, pc);
    if (entry != NULL) {
        memory_leave((uintptr_t)entry, sizeof *entry, pc);
        if (*entry != NULL && !touches_own(*entry)) {
            memory_leave((uintptr_t)*entry, strlen(*entry) + 1, pc);
        }
    }
}

static void changes_variable(const char *name, const void *pc)
{
    reads_text(name, pc);
    changes_environment(name, pc);
}

/* What of it is the program's own memory is read: the variable environ, the list and the texts that
 * the program has put there. */
static void looks_up(const char *name, const void *pc)
{
    if (!looked_at()) {
        return;
    }
    hidden_read(HIDDEN_ENVIRONMENT, pc);
    reads_text(name, pc);
    reads_if_own(&environ, sizeof environ, pc);
    for (char **each = environ; each != NULL && *each != NULL; each++) {
        reads_if_own(each, sizeof *each, pc);
        reads_format(*each, pc);
    }
}
TAKES_OVER(char *, getenv, (const char *name), (name), looks_up(name, HERE))
TAKES_OVER(char *, secure_getenv, (const char *name), (name), looks_up(name, HERE))
TAKES_OVER(int, setenv, (const char *name, const char *value, int replaces),
           (name, value, replaces), (reads_text(value, HERE), changes_variable(name, HERE)))
TAKES_OVER(int, unsetenv, (const char *name), (name), changes_variable(name, HERE))
TAKES_OVER(int, clearenv, (void), (), changes_environment(NULL, HERE))
/* The text itself becomes part of it. */
TAKES_OVER(int, putenv, (char *text), (text), changes_variable(text, HERE))

static void remember_variables(void)
{
    size_t count = 0;
    while (environ != NULL && environ[count] != NULL) {
        count++;
    }
    __real_free(variables_copy);
    variables = environ;
    variable_count = environ != NULL ? count + 1 : 0;
    variables_copy = __real_malloc((count + 1) * sizeof *environ);
    if (variables_copy == NULL) {
        variable_count = 0;
    } else if (variable_count > 0) {
        __real_memcpy(variables_copy, environ, variable_count * sizeof *environ);
    }
}

static void restore_variables(void)
{
    if (variables_changed) {
        variables_changed = false;
        environ = variables;
        if (variable_count > 0) {
            __real_memcpy(environ, variables_copy, variable_count * sizeof *environ);
        }
    }
}

/* -- the locale (C17 7.11.1.1p5: a data race with what depends on it) -- */

STATE static char *locale_name = NULL;
STATE static bool locale_changed = false;

TAKES_OVER_WITH(char *, setlocale, (int category, const char *name))
{
    if (looked_at()) {
        engine_event();
        if (name == NULL) {
            hidden_read(HIDDEN_LOCALE, HERE);
        } else {
            hidden_write(HIDDEN_LOCALE, HERE);
            reads_text(name, HERE);
            locale_changed = true;
            if (!engine.alone) { /* which calls depend on it, nobody tells */
                engine_uncontrolled("setlocale while other threads run");
            }
        }
    }
    return __real_setlocale(category, name);
}

/* To ask is harmless; what is set stays with the thread of the system's that lends its storage. */
TAKES_OVER_WITH(locale_t, uselocale, (locale_t locale))
{
    if (looked_at() && locale != (locale_t)0) {
        engine_event();
        engine_uncontrolled("uselocale");
    }
    return __real_uselocale(locale);
}
SAME_AS(__uselocale, uselocale)

/* One struct for all. */
TAKES_OVER(struct lconv *, localeconv, (void), (),
           (hidden_read(HIDDEN_LOCALE, HERE), hidden_write(HIDDEN_LOCALE, HERE)))

static void restore_locale(void)
{
    if (locale_changed) {
        locale_changed = false;
        __real_setlocale(LC_ALL, locale_name != NULL ? locale_name : "C");
    }
}

/* -- options: getopt goes on where it was -- */

static void reads_options(int argc, char *const *argv, const char *letters, const void *pc)
{
    if (looked_at()) {
        engine_event();
        hidden_read(HIDDEN_OPTIONS, pc);
        hidden_write(HIDDEN_OPTIONS, pc);
        reads(argv, (size_t)(argc > 0 ? argc : 0) * sizeof *argv, pc);
        reads_format(letters, pc);
        reads(&opterr, sizeof opterr, pc);
        writes(&optind, sizeof optind, pc);
        writes(&optarg, sizeof optarg, pc);
        writes(&optopt, sizeof optopt, pc);
    }
}
TAKES_OVER(int, getopt, (int argc, char *const *argv, const char *letters), (argc, argv, letters),
           reads_options(argc, argv, letters, HERE))
TAKES_OVER(int, __posix_getopt, (int argc, char *const *argv, const char *letters),
           (argc, argv, letters), reads_options(argc, argv, letters, HERE))
#define LONG_OPTIONS(name)                                                                    \
    TAKES_OVER(int, name,                                                                     \
               (int argc, char *const *argv, const char *letters, const struct option *words, \
                int *which),                                                                  \
               (argc, argv, letters, words, which), reads_options(argc, argv, letters, HERE))
LONG_OPTIONS(getopt_long)
LONG_OPTIONS(getopt_long_only)

/* It cuts the text, and leaves in *rest where it goes on. */
TAKES_OVER_WITH(int, getsubopt, (char **rest, char *const *words, char **value))
{
    if (looked_at()) {
        reads(rest, sizeof *rest, HERE);
        writes(*rest, strlen(*rest) + 1, HERE);
        writes(rest, sizeof *rest, HERE);
        writes(value, sizeof *value, HERE);
    }
    return __real_getsubopt(rest, words, value);
}

/* -- places of the C library in which it leaves what it returns -- */

#define LEAVES(name, parameter, argument) \
    TAKES_OVER(char *, name, (parameter), (argument), hidden_write(HIDDEN_NAMES, HERE))
LEAVES(ttyname, int descriptor, descriptor)
LEAVES(ptsname, int descriptor, descriptor)
TAKES_OVER(char *, getlogin, (void), (), hidden_write(HIDDEN_NAMES, HERE))

/* -- all of it -- */

/* Variables of the C library that a program, or a call, may have set. Where the program has a copy
 * of its own, that is among its globals. */
STATE static struct {
    int opterr;
    FILE *in, *out, *err;
} kept = {.in = NULL};

int environment_remember(void)
{
    const char *name = __real_setlocale(LC_ALL, NULL);
    remember_variables();
    __real_free(locale_name);
    locale_name = NULL;
    if (name != NULL) {
        locale_name = __real_malloc(strlen(name) + 1);
        if (locale_name != NULL) {
            __real_memcpy(locale_name, name, strlen(name) + 1);
        }
    }
    kept.opterr = opterr;
    kept.in = stdin;
    kept.out = stdout;
    kept.err = stderr;
    return variables_copy != NULL && (name == NULL || locale_name != NULL) ? 0 : ENOMEM;
}

void environment_restore(void)
{
    restore_variables();
    restore_locale();
    opterr = kept.opterr;
    stdin = kept.in;
    stdout = kept.out;
    stderr = kept.err;
}
