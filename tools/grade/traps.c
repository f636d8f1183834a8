/* traps.c - compares a program with known wrong fixes; see traps.h. */
#include "grade/traps.h"

#include "common/text.h"
#include "grade/similar.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TRAPS = 64, LEAST_ALIKE = 70 /* per cent of the changes of either */ };

struct trap {
    char *name;
    struct fingerprints changes;
};

struct traps {
    struct fingerprints original;
    struct trap list[MOST_TRAPS];
    size_t count;
};

/* "lock_around_the_loop" of its path. */
static char *name_of(const char *path)
{
    const char *base = strrchr(path, '/') + 1;
    return text_format("%.*s", (int)strlen(base) - 2, base);
}

struct traps *traps_read(const char *exercise)
{
    glob_t found;
    struct traps *traps = calloc(1, sizeof *traps);
    if (traps == NULL) {
        text_complain("grade", "out of memory", "the same once less is running");
        exit(3);
    }
    char *original = text_format("exercises/%s/original.c", exercise);
    char *pattern = text_format("tests/wrong-fixes/%s/*.c", exercise);
    traps->original = fingerprints_read(original);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc && traps->count < MOST_TRAPS; i++) {
            struct trap *trap = &traps->list[traps->count++];
            *trap = (struct trap){.name = name_of(found.gl_pathv[i]),
                                  .changes = fingerprints_read(found.gl_pathv[i])};
            fingerprints_leave_out(&trap->changes, &traps->original);
        }
        globfree(&found);
    }
    free(pattern);
    free(original);
    return traps;
}

void traps_release(struct traps *traps)
{
    for (size_t i = 0; i < traps->count; i++) {
        free(traps->list[i].name);
        fingerprints_release(&traps->list[i].changes);
    }
    fingerprints_release(&traps->original);
    free(traps);
}

const char *traps_name(const struct traps *traps, const char *path)
{
    int most = LEAST_ALIKE - 1;
    const char *name = "";
    struct fingerprints changes = fingerprints_read(path);
    fingerprints_leave_out(&changes, &traps->original);
    for (size_t i = 0; i < traps->count; i++) {
        const int share = fingerprints_share(&changes, &traps->list[i].changes);
        if (share > most) {
            most = share;
            name = traps->list[i].name;
        }
    }
    fingerprints_release(&changes);
    return name;
}
