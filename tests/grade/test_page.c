/*
 * test_page.c - the class page: its data as the page itself reads them, fingerprints, and what is
 * kept of earlier gradings. `make page-tried` opens the page in a browser.
 */
#include "shell.h"

#include "../../tools/grade/similar.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(page, .init = shell_begin, .fini = shell_end);

/* The data in the page, as JSON.parse gets them. The caller releases them. */
static json_t *data_of(const char *id)
{
    static char line[4 << 20];
    char path[300], head[100];
    json_t *data = NULL;
    snprintf(path, sizeof path, "%s/r/class.html", getenv("T"));
    snprintf(head, sizeof head, "<script type=\"application/json\" id=\"%s\">", id);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    while (data == NULL && fgets(line, sizeof line, file) != NULL) {
        char *end = strstr(line, "</script>");
        if (strncmp(line, head, strlen(head)) == 0 && end != NULL) {
            *end = '\0';
            cr_expect_null(strchr(line + strlen(head), '<'), "a < could end the element");
            data = json_loads(line + strlen(head), 0, NULL);
        }
    }
    fclose(file);
    cr_assert_not_null(data, "%s", id);
    return data;
}

/* What is packed in the page, as gzip unpacks it. The caller releases it. */
static json_t *evidence_of(const char *id)
{
    char path[300];
    shell_must("sed -n 's|^<script type=\"text/plain\" id=\"%s\">\\(.*\\)</script>$|\\1|p' "
               "$T/r/class.html | "
               "base64 -d | gzip -dc >$T/%s",
               id, id);
    snprintf(path, sizeof path, "%s/%s", getenv("T"), id);
    json_t *evidence = json_load_file(path, 0, NULL);
    cr_assert_not_null(evidence, "%s", id);
    return evidence;
}

static const json_t *at(const json_t *data, const char *key, size_t index)
{
    return json_array_get(json_object_get(data, key), index);
}

/* What came from outside can neither end the element that it stands in nor ask for anything. */
Test(page, holds_hostile_names_as_data)
{
    shell_must(
        "say race \"$T/s/<!--<script>/counter.c\"; echo '</script><b>' >>\"$T/s/<!--<script>/"
        "counter.c\"; $GRADE_IT $T/s");
    json_t *data = data_of("data"), *evidence = evidence_of("evidence-0");
    cr_expect_str_eq(json_string_value(json_object_get(at(data, "students", 0), "name")),
                     "<!--<script>");
    const char *source = json_string_value(json_array_get(json_array_get(evidence, 0), 3));
    cr_expect_not_null(strstr(source, "</script><b>"), "%s", source);
    json_decref(data);
    json_decref(evidence);
    cr_expect_neq(shell("grep -E 'https?://|src=|href=|url\\(' $T/r/class.html"), 0, "%s",
                  shell_said);
}

/* A cell's evidence is the story that feedback and platforms tell; what is equal is kept once. */
Test(page, cells_have_their_evidence)
{
    shell_must("say race $T/s/anna/counter.c; say race $T/s/ben/counter.c; say fixed "
               "$T/s/ben/wrong_lock.c; "
               "$GRADE_IT $T/s");
    json_t *data = data_of("data"), *evidence = evidence_of("evidence-0");
    const json_t *cell = at(at(data, "students", 0), "cells", 0);
    cr_expect_str_eq(json_string_value(json_array_get(cell, 0)), "N");
    cr_expect_eq(json_array_size(evidence), 1, "the two are equal");
    const char *story = json_string_value(json_array_get(json_array_get(evidence, 0), 1));
    cr_expect_not_null(strstr(story, "Lost update: count 1"), "%s", story);
    cr_expect_eq(json_integer_value(json_array_get(at(at(data, "students", 1), "cells", 1), 2)),
                 -1);
    json_decref(data);
    json_decref(evidence);
}

/* Those that fail in the same way are one wrong fix; another reason is another one, and so is
 * another exercise. */
Test(page, wrong_fixes_are_put_together)
{
    shell_must(
        "for i in 1 2 3; do say race $T/s/s$i/counter.c $i; done; say race $T/s/s1/wrong_lock.c; "
        "say stuck $T/s/s4/counter.c; say fixed $T/s/s5/counter.c; $GRADE_IT $T/s");
    json_t *data = data_of("data");
    cr_expect_eq(json_array_size(json_object_get(data, "fixes")), 3);
    const json_t *first = at(data, "fixes", 0);
    cr_expect_eq(json_array_size(json_object_get(first, "students")), 3);
    cr_expect_str_eq(json_string_value(json_object_get(first, "name")), "lost update");
    cr_expect_eq(json_array_size(json_object_get(first, "steps")), 5);
    json_decref(data);
}

/* A known wrong fix is told by name, whatever its variables are called; another one is not. */
Test(page, a_known_wrong_fix_has_its_name)
{
    shell_must("mkdir -p $T/s/anna $T/s/ben; { echo '/* RESULT race */'; sed 's/guard/my_lock/g; "
               "s/seen/old/g' "
               "tests/wrong-fixes/01-counter/lock_around_the_loop.c; } >$T/s/anna/counter.c; "
               "say race $T/s/ben/counter.c; $GRADE_IT $T/s");
    json_t *data = data_of("data");
    cr_expect_eq(json_array_size(json_object_get(data, "fixes")), 2);
    const json_t *named = at(data, "fixes", 0), *other = at(data, "fixes", 1);
    if (json_integer_value(at(named, "students", 0)) != 0) {
        const json_t *first = named;
        named = other;
        other = first;
    }
    cr_expect_str_eq(json_string_value(json_object_get(named, "trap")), "lock_around_the_loop");
    cr_expect_str_eq(json_string_value(json_object_get(other, "trap")), "");
    json_decref(data);
}

#define HELPER(name, variable)                                                                   \
    "static int " name "(int " variable ") { for (int i = 0; i < " variable "; i++) { " variable \
    " += i * 3; if (" variable " > 7) { " variable " -= 2; } } while (" variable                 \
    " > 3) { " variable "--; } return " variable " ? " variable " : 1; }"

/* Renamed, and with other comments, it is still the same; what all have, and the original, is not
 * told. */
Test(page, alike_is_what_few_share)
{
    shell_must(
        "for i in 1 2 3 4 5 6 7 8; do mkdir -p $T/s/s$i; { echo '/* RESULT fixed '$i' */'; cat "
        "exercises/01-counter/original.c; echo 'static int common(int a) { int b = a * 2; if (b > "
        "4) { return b - a; } while (b < a) { b += 3; } return b ? a : b; }'; } "
        ">$T/s/s$i/counter.c; done; echo '%s' >>$T/s/s2/counter.c; echo '/* mine */ %s' "
        ">>$T/s/s7/counter.c; $GRADE_IT $T/s",
        HELPER("one", "a"), HELPER("other", "value"));
    json_t *data = data_of("data");
    const json_t *pairs = json_object_get(at(data, "exercises", 0), "alike");
    cr_expect_eq(json_array_size(pairs), 1, "%zu", json_array_size(pairs));
    cr_expect_eq(json_integer_value(json_object_get(json_array_get(pairs, 0), "a")), 1);
    cr_expect_eq(json_integer_value(json_object_get(json_array_get(pairs, 0), "b")), 6);
    json_decref(data);
}

/* A grading in which something has changed is one more; one in which nothing has is not. */
Test(page, earlier_gradings_are_kept)
{
    shell_must("say race $T/s/anna/counter.c; $GRADE_IT $T/s; $GRADE_IT $T/s");
    json_t *data = data_of("data");
    cr_expect_eq(json_array_size(json_object_get(data, "history")), 1);
    json_decref(data);
    shell_must("say fixed $T/s/anna/counter.c; $GRADE_IT $T/s");
    data = data_of("data");
    const json_t *last = json_object_get(at(data, "history", 1), "verdicts");
    cr_expect_str_eq(json_string_value(json_object_get(last, "anna\n")), "F--");
    json_decref(data);
}

static bool share(const char *one, const char *two)
{
    struct fingerprints a = fingerprints_of(one, strlen(one)),
                        b = fingerprints_of(two, strlen(two));
    bool shared = false;
    for (size_t i = 0; i < a.count; i++) {
        for (size_t j = 0; j < b.count; j++) {
            shared = shared || a.hashes[i] == b.hashes[j];
        }
    }
    fingerprints_release(&a);
    fingerprints_release(&b);
    return shared;
}

/* The guarantee of winnowing: a common run of K + W - 1 tokens always leaves a common fingerprint.
 */
Test(fingerprints, find_every_common_run_that_is_long_enough)
{
    static const char run[] = "a + b - c * d / e ; f = g [ h ] ;";
    for (size_t before = 0; before < 12; before++) {
        char one[400] = "", two[400] = "";
        for (size_t i = 0; i < before; i++) {
            strcat(one, "( x ) ");
            strcat(two, i % 2 == 0 ? "{ y ; " : "} ");
        }
        strcat(one, run);
        strcat(two, run);
        strcat(one, " while ( z ) ;");
        strcat(two, " if ( q ) return 0 ;");
        cr_expect(share(one, two), "%zu", before);
    }
    cr_expect(!share(run, "a - b + c / d * e ; f == g ( h ) , a - b + c / d * e ;"));
}

Test(fingerprints, do_not_see_names_numbers_strings_and_comments)
{
    static const char one[] = "/* one */ int total(int many) { return many + 7 * \"x\"[0] - 'c'; }";
    static const char two[] =
        "int sum(int n) // other\n{ return n + 1000 * \"long \\\" one\"[2] - '\\''; }";
    struct fingerprints a = fingerprints_of(one, strlen(one)),
                        b = fingerprints_of(two, strlen(two));
    cr_assert_eq(a.count, b.count);
    cr_expect(a.count > 0 && memcmp(a.hashes, b.hashes, a.count * sizeof *a.hashes) == 0);
    fingerprints_release(&a);
    fingerprints_release(&b);
}
