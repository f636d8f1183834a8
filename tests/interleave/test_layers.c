/*
 * test_layers.c - the explorer's library is in layers: what an object file refers to is defined in
 * its own folder or in one below. LAYERS_SYMBOLS names a file with the symbols of all of them, as
 * `nm -A -P` writes them; LAYERS_ROOT is the folder that they are in.
 *
 *     core <- world <- engine <- memory <- calls
 *                                memory <- search        explore.c and program.c see all
 *
 * The two upper ones, calls and search, don't see each other.
 */
#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SYMBOLS = 40000, MOST_NAMES = 64, LINE = 1024 };

/* Each folder, and those that it sees beside itself. */
static const struct layer {
    const char *folder, *sees;
} layers[] = {
    {"core", ""},
    {"world", "core"},
    {"engine", "core world"},
    {"memory", "core world engine"},
    {"calls", "core world engine memory"},
    {"search", "core world engine memory"},
    {".", "core world engine memory calls search"}, /* explore.c, program.c */
};

/* Arrows that still point upwards. None may be added; one that is gone must be taken out. */
static const struct arrow {
    const char *from, *to;
} to_be_inverted[] = {
#include "layers_to_invert.h"
    {NULL, NULL},
};

struct symbol {
    char name[128], object[MOST_NAMES]; /* "engine/spin" */
    bool defined;
};

struct symbols {
    size_t count;
    struct symbol *all;
};

/* "build/interleave/search/proof/races.o:" under build/interleave is "search/proof/races". */
static bool object_named(const char *text, const char *root, char *name, size_t size)
{
    const size_t length = strlen(root);
    const char *end = strrchr(text, '.');
    if (strncmp(text, root, length) != 0 || text[length] != '/' || end == NULL) {
        return false;
    }
    text += length + 1;
    snprintf(name, size, "%.*s", (int)(end - text), text);
    return true;
}

/* All that objects have or need of each other: local symbols concern nobody. */
static struct symbols read_symbols(FILE *input, const char *root)
{
    struct symbols symbols = {0, calloc(MOST_SYMBOLS, sizeof *symbols.all)};
    char line[LINE], path[LINE], name[LINE], kind;
    cr_assert_not_null(symbols.all);
    while (fgets(line, sizeof line, input) != NULL && symbols.count < MOST_SYMBOLS) {
        struct symbol *symbol = &symbols.all[symbols.count];
        if (sscanf(line, "%1023s %1023s %c", path, name, &kind) != 3 ||
            strchr("UTDBRVCWw", kind) == NULL ||
            !object_named(path, root, symbol->object, sizeof symbol->object)) {
            continue;
        }
        snprintf(symbol->name, sizeof symbol->name, "%s", name);
        symbol->defined = kind != 'U' && kind != 'w';
        symbols.count++;
    }
    return symbols;
}

static int by_name(const void *one, const void *other)
{
    const struct symbol *const a = one, *const b = other;
    const int order = strcmp(a->name, b->name);
    return order != 0 ? order : (int)b->defined - (int)a->defined;
}

static void folder_of(const char *object, char *folder, size_t size)
{
    const char *end = strchr(object, '/');
    snprintf(folder, size, "%.*s", end != NULL ? (int)(end - object) : 1,
             end != NULL ? object : ".");
}

/* Whether what is in the one folder may refer to what is in the other. */
static bool may_see(const char *from, const char *to)
{
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        if (strcmp(layers[i].folder, from) == 0) {
            return strcmp(from, to) == 0 || strstr(layers[i].sees, to) != NULL;
        }
    }
    cr_assert_fail("%s is a folder without a layer", from);
    return false;
}

static size_t place_in_list(const struct arrow *list, const char *from, const char *to)
{
    size_t i = 0;
    while (list[i].from != NULL &&
           (strcmp(list[i].from, from) != 0 || strcmp(list[i].to, to) != 0)) {
        i++;
    }
    return i;
}

/* Counts the upward arrows that the list doesn't have, and tells each; seen: those that it has. */
static int count_upward(struct symbols *symbols, const struct arrow *list, bool *seen)
{
    int count = 0;
    const struct symbol *definition = NULL;
    qsort(symbols->all, symbols->count, sizeof *symbols->all, by_name);
    for (size_t i = 0; i < symbols->count; i++) {
        const struct symbol *symbol = &symbols->all[i];
        char from[MOST_NAMES], to[MOST_NAMES];
        if (symbol->defined) {
            definition = symbol;
            continue;
        }
        if (definition == NULL || strcmp(definition->name, symbol->name) != 0) {
            continue; /* the C library's */
        }
        folder_of(symbol->object, from, sizeof from);
        folder_of(definition->object, to, sizeof to);
        if (may_see(from, to)) {
            continue;
        }
        const size_t at = place_in_list(list, symbol->object, definition->object);
        if (list[at].from != NULL) {
            seen[at] = true;
        } else {
            count++;
            fprintf(stderr, "%s.c refers to %s, which is in %s.c: %s doesn't see %s\n",
                    symbol->object, symbol->name, definition->object, from, to);
        }
    }
    return count;
}

static int upward_in(const char *text, const struct arrow *list)
{
    bool seen[MOST_NAMES] = {false};
    FILE *input = fmemopen((char *)text, strlen(text), "r");
    cr_assert_not_null(input);
    struct symbols symbols = read_symbols(input, "out");
    const int count = count_upward(&symbols, list, seen);
    fclose(input);
    free(symbols.all);
    return count;
}

Test(layers, no_arrow_points_upwards)
{
    enum { LISTED = sizeof to_be_inverted / sizeof *to_be_inverted };
    bool seen[LISTED] = {false};
    const char *path = getenv("LAYERS_SYMBOLS"), *root = getenv("LAYERS_ROOT");
    cr_assert(path != NULL && root != NULL);
    FILE *input = fopen(path, "r");
    cr_assert_not_null(input, "%s", path);
    struct symbols symbols = read_symbols(input, root);
    fclose(input);
    cr_assert_gt(symbols.count, 1000);
    cr_assert_lt(symbols.count, MOST_SYMBOLS);
    cr_expect_eq(count_upward(&symbols, to_be_inverted, seen), 0);
    for (size_t i = 0; to_be_inverted[i].from != NULL; i++) {
        cr_expect(seen[i], "%s.c no longer refers to %s.c: take that out of the list",
                  to_be_inverted[i].from, to_be_inverted[i].to);
    }
    free(symbols.all);
}

static const struct arrow none[] = {{NULL, NULL}};

Test(layers, an_upward_arrow_is_seen)
{
    cr_expect_eq(upward_in("out/memory/cells.o: cell_make T 0 8\n"
                           "out/engine/spin.o: cell_make U         \n",
                           none),
                 1);
    cr_expect_eq(upward_in("out/search/proof/races.o: races_note T 0 8\n"
                           "out/calls/locks.o: races_note U         \n",
                           none),
                 1);
    cr_expect_eq(upward_in("out/explore.o: interleave_explore T 0 8\n"
                           "out/search/tally.o: interleave_explore w         \n",
                           none),
                 1);
}

Test(layers, a_downward_arrow_is_none)
{
    cr_expect_eq(upward_in("out/engine/spin.o: spin_end T 0 8\n"
                           "out/memory/cells.o: spin_end U         \n"
                           "out/engine/engine.o: spin_end U         \n"
                           "out/program.o: spin_end U         \n"
                           "out/engine/engine.o: strlen U         \n",
                           none),
                 0);
}

Test(layers, a_listed_arrow_is_known)
{
    static const struct arrow list[] = {{"engine/spin", "memory/cells"}, {NULL, NULL}};
    cr_expect_eq(upward_in("out/memory/cells.o: cell_make T 0 8\n"
                           "out/engine/spin.o: cell_make U         \n",
                           list),
                 0);
    cr_expect_eq(upward_in("out/memory/cells.o: cell_make T 0 8\n"
                           "out/engine/record.o: cell_make U         \n",
                           list),
                 1);
}
