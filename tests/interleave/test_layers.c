/*
 * test_layers.c - the explorer's library is in layers: what an object file refers to is defined in
 * its own folder or in one below, and so is what a source includes. LAYERS_SYMBOLS names a file
 * with the symbols of all objects, as `nm -A -P` writes them; LAYERS_ROOT is the folder that they
 * are in, and LAYERS_SOURCES that of the sources.
 *
 *     core <- world <- engine <- memory <- calls
 *                                memory <- search        explore.c and program.c see all
 *
 * The two upper ones, calls and search, don't see each other.
 */
#include <criterion/criterion.h>
#include <glob.h>
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

/* Counts the arrows that point upwards, and tells each. */
static int count_upward(struct symbols *symbols)
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
        if (!may_see(from, to)) {
            count++;
            fprintf(stderr, "%s.c refers to %s, which is in %s.c: %s doesn't see %s\n",
                    symbol->object, symbol->name, definition->object, from, to);
        }
    }
    return count;
}

static int upward_in(const char *text)
{
    FILE *input = fmemopen((char *)text, strlen(text), "r");
    cr_assert_not_null(input);
    struct symbols symbols = read_symbols(input, "out");
    const int count = count_upward(&symbols);
    fclose(input);
    free(symbols.all);
    return count;
}

Test(layers, no_arrow_points_upwards)
{
    const char *path = getenv("LAYERS_SYMBOLS"), *root = getenv("LAYERS_ROOT");
    cr_assert(path != NULL && root != NULL);
    FILE *input = fopen(path, "r");
    cr_assert_not_null(input, "%s", path);
    struct symbols symbols = read_symbols(input, root);
    fclose(input);
    cr_assert_gt(symbols.count, 1000);
    cr_assert_lt(symbols.count, MOST_SYMBOLS);
    cr_expect_eq(count_upward(&symbols), 0);
    free(symbols.all);
}

Test(layers, an_upward_arrow_is_seen)
{
    cr_expect_eq(upward_in("out/memory/cells.o: cell_make T 0 8\n"
                           "out/engine/spin.o: cell_make U         \n"),
                 1);
    cr_expect_eq(upward_in("out/search/proof/races.o: races_note T 0 8\n"
                           "out/calls/locks.o: races_note U         \n"),
                 1);
    cr_expect_eq(upward_in("out/explore.o: interleave_explore T 0 8\n"
                           "out/search/tally.o: interleave_explore w         \n"),
                 1);
}

Test(layers, a_downward_arrow_is_none)
{
    cr_expect_eq(upward_in("out/engine/spin.o: spin_end T 0 8\n"
                           "out/memory/cells.o: spin_end U         \n"
                           "out/engine/engine.o: spin_end U         \n"
                           "out/program.o: spin_end U         \n"
                           "out/engine/engine.o: strlen U         \n"),
                 0);
}

/* The folder that a line includes from: "engine" of #include "engine/spin.h"; "" for any other. */
static void included_folder(const char *line, char *folder, size_t size)
{
    char path[LINE] = "";
    folder[0] = '\0';
    if (sscanf(line, "#include \"%1023[^\"]", path) == 1 && strchr(path, '/') != NULL) {
        folder_of(path, folder, size);
    }
}

static int count_upward_includes(const char *path, const char *root)
{
    char line[LINE], from[MOST_NAMES], to[MOST_NAMES];
    int count = 0;
    FILE *source = fopen(path, "r");
    cr_assert_not_null(source, "%s", path);
    folder_of(path + strlen(root) + 1, from, sizeof from);
    while (fgets(line, sizeof line, source) != NULL) {
        included_folder(line, to, sizeof to);
        if (to[0] != '\0' && !may_see(from, to)) {
            count++;
            fprintf(stderr, "%s: %s doesn't see this: %s", path, from, line);
        }
    }
    fclose(source);
    return count;
}

Test(layers, no_source_includes_upwards)
{
    const char *root = getenv("LAYERS_SOURCES");
    glob_t found = {0};
    int count = 0;
    cr_assert_not_null(root);
    for (int depth = 1; depth <= 3; depth++) {
        char pattern[LINE];
        snprintf(pattern, sizeof pattern, "%s%s/*.[ch]", root, &"/*/*"[2 * (3 - depth)]);
        glob(pattern, depth > 1 ? GLOB_APPEND : 0, NULL, &found);
    }
    cr_assert_gt(found.gl_pathc, 100);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        count += count_upward_includes(found.gl_pathv[i], root);
    }
    cr_expect_eq(count, 0);
    globfree(&found);
}

Test(layers, what_a_line_includes_is_known)
{
    char folder[MOST_NAMES];
    included_folder("#include \"search/proof/races.h\"\n", folder, sizeof folder);
    cr_expect_str_eq(folder, "search");
    included_folder("#include \"interleave.h\"\n", folder, sizeof folder);
    cr_expect_str_eq(folder, "");
    included_folder("#include <sys/mman.h>\n", folder, sizeof folder);
    cr_expect_str_eq(folder, "");
    cr_expect(!may_see("memory", "search"));
    cr_expect(may_see("search", "memory"));
}
