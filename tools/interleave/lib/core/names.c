/* names.c - see names.h. */
#include "core/names.h"

#include "core/set.h"
#include "core/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "M" is the main thread; the others go from A on, past M, then from a on. */
const char *thread_name(int thread)
{
    static const char letters[] = "MABCDEFGHIJKLNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    STATE static char names[4][8] = {{0}};
    STATE static int turn = 0;
    turn = (turn + 1) % 4;
    if (thread < (int)sizeof letters - 1) {
        snprintf(names[turn], sizeof names[turn], "%c", letters[thread]);
    } else {
        snprintf(names[turn], sizeof names[turn], "(%d)", thread);
    }
    return names[turn];
}

int thread_named(const char *text, const char **end)
{
    static const char letters[] = "MABCDEFGHIJKLNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const char *at = *text != '\0' ? strchr(letters, *text) : NULL;
    if (at != NULL) {
        *end = text + 1;
        return (int)(at - letters);
    }
    if (*text == '(') {
        char *stop;
        const long number = strtol(text + 1, &stop, 10);
        if (stop != text + 1 && *stop == ')' && number >= 0 && number < MAX_THREADS) {
            *end = stop + 1;
            return (int)number;
        }
    }
    return -1;
}
