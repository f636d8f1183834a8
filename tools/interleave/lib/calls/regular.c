/*
 * regular.c - regular expressions (POSIX.1-2017, regcomp): what is compiled lies in memory of the C
 * library's own, which no other code touches; it is given back when the execution is over.
 */
#include "calls/text.h"
#include "memory/touches.h"
#include "world/world.h"

#include <regex.h>
#include <stdlib.h>

/* What is compiled and not freed yet. */
struct compiled {
    const regex_t *at; /* the program's */
    regex_t copy;
    struct compiled *next;
};
STATE static struct compiled *all_compiled = NULL;
STATE static uint32_t compiled_in = 0; /* execution */

int __real_regcomp(regex_t *, const char *, int);
void __real_regfree(regex_t *);

static void forget(struct compiled **link)
{
    struct compiled *one = *link;
    *link = one->next;
    __real_free(one);
}

/* Of earlier executions. */
static void free_left(void)
{
    while (compiled_in != engine.execution && all_compiled != NULL) {
        __real_regfree(&all_compiled->copy);
        forget(&all_compiled);
    }
    compiled_in = engine.execution;
}

static void keep(const regex_t *expression)
{
    struct compiled *one = __real_malloc(sizeof *one);
    if (one != NULL) {
        *one = (struct compiled){.at = expression, .copy = *expression, .next = all_compiled};
        all_compiled = one;
    }
}

TAKES_OVER_WITH(int, regcomp, (regex_t * expression, const char *pattern, int flags))
{
    reads_text(pattern, HERE);
    writes(expression, sizeof *expression, HERE);
    const int error = __real_regcomp(expression, pattern, flags);
    if (looked_at() && error == 0) {
        free_left();
        keep(expression);
    }
    return error;
}

TAKES_OVER_WITH(void, regfree, (regex_t * expression))
{
    writes(expression, sizeof *expression, HERE);
    struct compiled **link = &all_compiled;
    while (looked_at() && *link != NULL && (*link)->at != expression) {
        link = &(*link)->next;
    }
    if (looked_at() && *link != NULL) {
        forget(link);
    }
    __real_regfree(expression);
}

/* It fills in as many matches as are asked for, unless the expression was compiled without. */
TAKES_OVER(int, regexec,
           (const regex_t *expression, const char *text, size_t count, regmatch_t matches[],
            int flags),
           (expression, text, count, matches, flags),
           (reads(expression, sizeof *expression, HERE), reads_text(text, HERE),
            writes(matches, expression->no_sub ? 0 : count * sizeof *matches, HERE)))

TAKES_OVER_THEN(size_t, regerror, (int error, const regex_t *expression, char *to, size_t size),
                (error, expression, to, size), reads(expression, sizeof *expression, HERE),
                size > 0 ? wrote_text(to, HERE) : (void)0)
