/*
 * test_words.c - the kit's own words: no page, message or name says what words.txt lists.
 *
 * This process runs in the project's top folder.
 */
#include "words.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ENTRIES = 200, MOST_TEXT = 1 << 20 };

/* What is read, and how much of it. */
static const struct {
    const char *files;
    enum words_scope scope;
} read_files[] = {
    {"*.md", WORDS_ALL},
    {"exercises/*.md", WORDS_ALL},
    {"exercises/*/*.[ch]", WORDS_ALL},
    {"exercises/*/*.md", WORDS_ALL},
    {"solutions/*.md", WORDS_ALL},
    {"solutions/*/*.[ch]", WORDS_ALL},
    {"solutions/*/*.md", WORDS_ALL},
    {"tests/README.md", WORDS_ALL},
    {"tools/*/*.md", WORDS_ALL},
    {"tools/*/*.1", WORDS_ALL},
    {"tools/*/*.sh", WORDS_ALL},
    {"tools/*/*.mk", WORDS_ALL},
    {"tools/interleave/*.h", WORDS_ALL},
    {"tools/*/*.[ch]", WORDS_LITERALS},
    {"tools/interleave/*/*.[ch]", WORDS_LITERALS},
    {"tools/interleave/lib/*/*.[ch]", WORDS_LITERALS},
    {"tools/interleave/lib/*/*/*.[ch]", WORDS_LITERALS},
    {"tools/*/*.[ch]", WORDS_NAMES},
    {"tools/interleave/*/*.[ch]", WORDS_NAMES},
    {"tools/interleave/lib/*/*.[ch]", WORDS_NAMES},
    {"tools/interleave/lib/*/*/*.[ch]", WORDS_NAMES},
};

static struct words_entry entries[MOST_ENTRIES];
static size_t entry_count;

static void read_list(void)
{
    char line[512];
    FILE *file = fopen("tests/rules/words.txt", "r");
    cr_assert_not_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        cr_assert_lt(entry_count, MOST_ENTRIES);
        const int read = words_read(line, &entries[entry_count]);
        cr_assert_geq(read, 0, "words.txt: not an entry: %s", line);
        entry_count += (size_t)read;
    }
    fclose(file);
    cr_assert_gt(entry_count, 0);
}

static void look_for_entries(const char *path, const char *text, enum words_scope scope)
{
    for (size_t i = 0; i < entry_count; i++) {
        if ((entries[i].scope == WORDS_NAMES) != (scope == WORDS_NAMES)) {
            continue;
        }
        size_t position = 0;
        for (long line; (line = words_find(text, &entries[i], &position)) != 0;) {
            cr_expect(0, "%s:%ld: \"%s\"; write: %s", path, line, entries[i].pattern,
                      entries[i].instead);
        }
    }
}

static void look_into(const char *path, enum words_scope scope)
{
    static char text[MOST_TEXT];
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    const size_t length = fread(text, 1, sizeof text - 1, file);
    cr_assert_lt(length, sizeof text - 1, "%s is too long for this test", path);
    text[length] = '\0';
    fclose(file);
    words_blank(text, scope);
    look_for_entries(path, text, scope);
}

Test(words, only_those_that_the_kit_uses)
{
    read_list();
    for (size_t i = 0; i < sizeof read_files / sizeof *read_files; i++) {
        glob_t found;
        cr_assert_eq(glob(read_files[i].files, 0, NULL, &found), 0, "there is no %s",
                     read_files[i].files);
        for (size_t j = 0; j < found.gl_pathc; j++) {
            look_into(found.gl_pathv[j], read_files[i].scope);
        }
        globfree(&found);
    }
}

/* The line on which the word is found in the text, read in this scope. */
static long line_with(const char *list_line, const char *source, enum words_scope scope)
{
    char text[512];
    struct words_entry entry;
    size_t position = 0;
    snprintf(text, sizeof text, "%s", source);
    cr_assert_eq(words_read(list_line, &entry), 1);
    words_blank(text, scope);
    const long line = words_find(text, &entry, &position);
    words_release(&entry);
    return line;
}

Test(words, a_phrase_is_found_across_lines)
{
    cr_expect_eq(line_with("put aside\tpreempted\n", "a\nit is Put\n  aside", WORDS_ALL), 2);
    cr_expect_eq(line_with("put aside\tpreempted\n", "/*\n * is put\n * aside", WORDS_ALL), 2);
    cr_expect_eq(line_with("put aside\tpreempted\n", "\"x put \"\n\"aside\"", WORDS_LITERALS), 1);
    cr_expect_eq(line_with("dear\texpensive\n", "it is \"dear\"", WORDS_ALL), 1);
}

Test(words, a_part_of_a_word_is_not_the_word)
{
    cr_expect_eq(line_with("dear\texpensive\n", "endear, dearly, dear_me", WORDS_ALL), 0);
}

Test(words, comments_literals_and_names_are_told_apart)
{
    const char *source =
        "/* dear */ int cheap = 0; // dear\nchar *s = \"cheap\\\"dear\", c = '\"';\n"
        "int dear;";
    cr_expect_eq(line_with("dear\texpensive\n", source, WORDS_ALL), 1);
    cr_expect_eq(line_with("dear\texpensive\n", source, WORDS_LITERALS), 2);
    cr_expect_eq(line_with("name:dear\texpensive\n", source, WORDS_NAMES), 3);
    cr_expect_eq(line_with("dear\texpensive\n", "printf(\"a\\ndear\")", WORDS_LITERALS), 1);
}

Test(words, a_list_has_entries_comments_and_nothing_else)
{
    struct words_entry entry;
    cr_expect_eq(words_read("# a comment\n", &entry), 0);
    cr_expect_eq(words_read("\n", &entry), 0);
    cr_expect_eq(words_read("a word without another\n", &entry), -1);
    cr_expect_eq(words_read("no (expression\tan expression\n", &entry), -1);
    cr_expect_eq(words_read("name:hasty\t\tshort_patience\n", &entry), 1);
    cr_expect_eq(entry.scope, WORDS_NAMES);
    cr_expect_str_eq(entry.pattern, "hasty");
    cr_expect_str_eq(entry.instead, "short_patience");
    words_release(&entry);
}
