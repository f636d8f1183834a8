/*
 * test_tables.c - the two tables of files in tools/interleave/README.md: each file of the explorer
 * is in one row, and each row names files that are there.
 *
 *     | file in lib | what it is |       names below tools/interleave/lib
 *     | file | what it is |              names below tools/interleave
 *     | engine/spin, dead | … |          spin.c, spin.h, dead.c and dead.h in engine
 *     | trace/names, _blocks | … |       names_blocks as well
 *     | search/random/ | … |             all that is in that folder
 *     | calls/glibc.def | … |            this file alone
 *
 * This process runs in the project's top folder.
 */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define EXPLORER "tools/interleave/"

enum { LINE = 1024, NAME = 128, MOST_FILES = 400 };

struct files {
    glob_t found;
    int rows[MOST_FILES]; /* in how many rows each is */
};

static void list_files(struct files *files)
{
    static const char *const patterns[] = {
        "*.h",          "command/*.[ch]", "trace/*.[ch]", "story/*.[ch]",   "lib/*.c",
        "lib/*/*.[ch]", "lib/*/*/*.[ch]", "lib/*/*.def",  "stepping/*.[ch]"};
    *files = (struct files){0};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char pattern[NAME];
        snprintf(pattern, sizeof pattern, EXPLORER "%s", patterns[i]);
        cr_assert_eq(glob(pattern, i > 0 ? GLOB_APPEND : 0, NULL, &files->found), 0, "%s", pattern);
    }
    cr_assert_leq(files->found.gl_pathc, MOST_FILES);
}

/* Is the file meant? wanted: its path, the path without .c or .h, or its folder with a slash. */
static bool is_meant(const char *path, const char *wanted)
{
    const size_t length = strlen(wanted);
    if (strncmp(path, wanted, length) != 0) {
        return false;
    }
    const char *rest = path + length;
    return wanted[length - 1] == '/' ? strchr(rest, '/') == NULL
                                     : *rest == '\0' || (*rest == '.' && strlen(rest) == 2);
}

static void count(struct files *files, const char *wanted)
{
    for (size_t i = 0; i < files->found.gl_pathc; i++) {
        files->rows[i] += is_meant(files->found.gl_pathv[i], wanted);
    }
}

static bool is_there(const struct files *files, const char *wanted)
{
    glob_t others;
    char pattern[LINE + 2];
    for (size_t i = 0; i < files->found.gl_pathc; i++) {
        if (is_meant(files->found.gl_pathv[i], wanted)) {
            return true;
        }
    }
    snprintf(pattern, sizeof pattern, "%s*", wanted); /* the page's, which aren't C */
    const bool there = glob(pattern, 0, NULL, &others) == 0;
    globfree(&others);
    return there;
}

/* Takes a row's first cell, which is changed: "engine/spin, dead, endless". */
static void take_cell(struct files *files, const char *root, char *cell)
{
    char folder[NAME] = "", first[NAME] = "", wanted[LINE];
    for (char *rest = cell, *name; (name = strtok_r(rest, ",", &rest)) != NULL;) {
        name += strspn(name, " `");
        name[strcspn(name, "`")] = '\0';
        char *slash = strrchr(name, '/');
        if (slash != NULL) {
            snprintf(folder, sizeof folder, "%.*s", (int)(slash + 1 - name), name);
            name = slash + 1;
        }
        snprintf(wanted, sizeof wanted, EXPLORER "%s%s%s%s", root, folder,
                 name[0] == '_' ? first : "", name);
        if (first[0] == '\0') {
            snprintf(first, sizeof first, "%s", name);
        }
        cr_expect(is_there(files, wanted), "there is no %s", wanted);
        count(files, wanted);
    }
}

/* What the names of a table that begins with this line are below; NULL: it is no table of files. */
static const char *root_of(const char *line)
{
    return strncmp(line, "| file in lib |", 15) == 0 ? "lib/"
           : strncmp(line, "| file |", 8) == 0       ? ""
                                                     : NULL;
}

Test(tables, each_file_of_the_explorer_is_in_one_row)
{
    struct files files;
    char line[LINE];
    const char *root = NULL;
    FILE *readme = fopen(EXPLORER "README.md", "r");
    cr_assert_not_null(readme);
    list_files(&files);
    while (fgets(line, sizeof line, readme) != NULL) {
        if (root_of(line) != NULL) {
            root = root_of(line);
        } else if (line[0] != '|') {
            root = NULL;
        } else if (root != NULL && strncmp(line, "| ---", 5) != 0) {
            char *end = strstr(line + 2, " |");
            cr_assert_not_null(end, "%s", line);
            *end = '\0';
            take_cell(&files, root, line + 2);
        }
    }
    fclose(readme);
    for (size_t i = 0; i < files.found.gl_pathc; i++) {
        cr_expect_eq(files.rows[i], 1, "%s is in %d rows of " EXPLORER "README.md",
                     files.found.gl_pathv[i], files.rows[i]);
    }
    globfree(&files.found);
}

Test(tables, a_name_means_its_files_alone)
{
    cr_expect(is_meant("a/engine/spin.c", "a/engine/spin"));
    cr_expect(is_meant("a/engine/spin.h", "a/engine/spin"));
    cr_expect(is_meant("a/engine/spin.h", "a/engine/spin.h"));
    cr_expect(is_meant("a/random/pct.c", "a/random/"));
    cr_expect(!is_meant("a/engine/spinning.c", "a/engine/spin"));
    cr_expect(!is_meant("a/engine/spin.c", "a/engine/spin.h"));
    cr_expect(!is_meant("a/calls/glibc.def", "a/calls/glibc"));
    cr_expect(!is_meant("a/random/deep/pct.c", "a/random/"));
}
