/*
 * sorting.c - functions of the C library that sort and search with the program's own comparison,
 * which tells by itself what it reads; where elements go is told here.
 */
#include "calls/hidden.h"
#include "memory/memory.h"
#include "memory/touches.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

typedef int (*comparison)(const void *, const void *);
typedef int (*comparison_with)(const void *, const void *, void *);

TAKES_OVER(void, qsort, (void *base, size_t count, size_t size, comparison compare),
           (base, count, size, compare),
           (reads(base, count *size, HERE), writes(base, count *size, HERE)))
TAKES_OVER(void, qsort_r,
           (void *base, size_t count, size_t size, comparison_with compare, void *argument),
           (base, count, size, compare, argument),
           (reads(base, count *size, HERE), writes(base, count *size, HERE)))

/* They move nothing: only the comparison looks at elements. */
TAKES_OVER(void *, bsearch,
           (const void *key, const void *base, size_t count, size_t size, comparison compare),
           (key, base, count, size, compare), (void)0)
TAKES_OVER(void *, lfind,
           (const void *key, const void *base, size_t *count, size_t size, comparison compare),
           (key, base, count, size, compare), reads(count, sizeof *count, HERE))

/* What isn't found is added behind the others. */
TAKES_OVER_WITH(void *, lsearch,
                (const void *key, void *base, size_t *count, size_t size, comparison compare))
{
    if (!looked_at()) {
        return __real_lsearch(key, base, count, size, compare);
    }
    reads(count, sizeof *count, HERE);
    for (size_t i = 0; i < *count; i++) {
        char *element = (char *)base + i * size;
        if (compare(key, element) == 0) {
            return element;
        }
    }
    char *added = (char *)base + *count * size;
    reads(key, size, HERE);
    writes(added, size, HERE);
    memcpy(added, key, size);
    writes(count, sizeof *count, HERE);
    *count += 1;
    return added;
}

/* A queue: what begins with two pointers, forward and back. */
struct link {
    struct link *next, *before;
};

TAKES_OVER_WITH(void, insque, (void *element, void *behind))
{
    struct link *link = element, *before = behind;
    writes(link, sizeof *link, HERE);
    if (before != NULL) {
        reads(&before->next, sizeof before->next, HERE);
        writes(&before->next, sizeof before->next, HERE);
        if (looked_at() && before->next != NULL) {
            writes(&before->next->before, sizeof before->next->before, HERE);
        }
    }
    __real_insque(element, behind);
}

TAKES_OVER_WITH(void, remque, (void *element))
{
    struct link *link = element;
    reads(link, sizeof *link, HERE);
    if (looked_at() && link->next != NULL) {
        writes(&link->next->before, sizeof link->next->before, HERE);
    }
    if (looked_at() && link->before != NULL) {
        writes(&link->before->next, sizeof link->before->next, HERE);
    }
    __real_remque(element);
}
