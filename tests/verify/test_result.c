/* test_result.c - a result is written whole, and read only as long as it is about today's source.
 */
#include "kit/result.h"

#include "common/hash.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/racetrack-test-result-XXXXXX";
static char source[64], path[64];

static void write_text(const char *file, const char *text)
{
    FILE *stream = fopen(file, "w");
    cr_assert_not_null(stream);
    fputs(text, stream);
    fclose(stream);
}

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(source, sizeof source, "%s/counter.c", folder);
    snprintf(path, sizeof path, "%s/result.json", folder);
    write_text(source, "abc");
}

static void remove_folder(void)
{
    remove(source);
    remove(path);
    rmdir(folder);
}

TestSuite(result, .init = make_folder, .fini = remove_folder);

static json_t *result_about(const char *file)
{
    char hash[HASH_SIZE];
    cr_assert_eq(hash_file(file, hash), 0);
    return json_pack("{s:s, s:{s:s, s:s}}", "verdict", "fixed", "source", "path", file, "sha256",
                     hash);
}

Test(result, the_hash_is_sha256)
{
    char hash[HASH_SIZE];
    /* FIPS 180-4's first example, "abc". */
    cr_assert_eq(hash_file(source, hash), 0);
    cr_expect_str_eq(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

Test(result, the_hash_of_a_missing_file_is_an_error)
{
    char hash[HASH_SIZE];
    cr_expect_eq(hash_file("/nowhere/counter.c", hash), ENOENT);
    cr_expect_eq(hash_file(folder, hash), EIO);
}

Test(result, what_is_written_is_read)
{
    json_t *result = result_about(source);
    cr_assert_eq(result_write(path, result), 0);
    json_t *read = result_read(path, source);
    cr_expect(json_equal(result, read));
    json_decref(read);
    json_decref(result);
}

Test(result, an_edit_makes_it_stale)
{
    json_t *result = result_about(source);
    cr_assert_eq(result_write(path, result), 0);
    write_text(source, "abd");
    cr_expect_null(result_read(path, source));
    write_text(source, "abc");
    json_t *read = result_read(path, source);
    cr_expect_not_null(read);
    json_decref(read);
    json_decref(result);
}

Test(result, garbage_is_no_result)
{
    static const char *const texts[] = {
        "", "{", "[]", "null", "{\"source\": 1}", "{\"source\": {\"sha256\": 7}}", "\xff\xfe"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        write_text(path, texts[i]);
        cr_expect_null(result_read(path, source), "%s", texts[i]);
    }
}

Test(result, where_it_cannot_be_written_nothing_is_left)
{
    json_t *result = result_about(source);
    cr_expect_eq(result_write("/nowhere/result.json", result), ENOENT);
    cr_assert_eq(mkdir(path, 0700), 0);
    cr_expect_neq(result_write(path, result), 0);
    cr_assert_eq(rmdir(path), 0);
    remove(source);
    cr_expect_eq(rmdir(folder), 0, "a draft was left behind");
    json_decref(result);
}
