/* fixture.c - made-up exercises and results; see fixture.h. */
#include "fixture.h"

#include "common/hash.h"
#include "kit/result.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

void exercise_make(const char *folder, const char *stem)
{
    char path[600];
    snprintf(path, sizeof path, "exercises/%s/original.c", folder);
    file_write(path, ORIGINAL);
    snprintf(path, sizeof path, "exercises/%s/%s.c", folder, stem);
    file_write(path, ORIGINAL);
    snprintf(path, sizeof path, "build/%s/contract.json", folder);
    file_write(path, "{\"to_read\": false}");
}

void result_make(const char *folder, const char *stem, const char *verdict, const char *status,
                 const char *summary)
{
    char path[600], source[600], hash[HASH_SIZE];
    snprintf(path, sizeof path, "build/%s/result.json", folder);
    snprintf(source, sizeof source, "exercises/%s/%s.c", folder, stem);
    cr_assert_eq(hash_file(source, hash), 0);
    json_t *result =
        json_pack("{s:s, s:{s:s}, s:s, s:[{s:s, s:s, s:s}, {s:s, s:s, s:s}]}", "format",
                  "racetrack-result-1", "source", "sha256", hash, "verdict", verdict, "checks",
                  "name", "builds", "status", "passed", "summary", "without a warning", "name",
                  "total", "status", status, "summary", summary);
    cr_assert_not_null(result);
    cr_assert_eq(result_write(path, result), 0);
    json_decref(result);
}

void result_failed(const char *folder, const char *stem, const char *check, const char *reason,
                   const char *summary)
{
    char path[600];
    result_make(folder, stem, "not-fixed", "passed", "");
    snprintf(path, sizeof path, "build/%s/result.json", folder);
    json_t *result = json_load_file(path, 0, NULL);
    json_array_insert_new(json_object_get(result, "checks"), 0,
                          json_pack("{s:s, s:s, s:s, s:s}", "name", check, "status", "failed",
                                    "reason", reason, "summary", summary));
    cr_assert_eq(result_write(path, result), 0);
    json_decref(result);
}

struct ran coach_run(const char *command, const char *exercise)
{
    const char *const arguments[] = {getenv("COACH"), command, exercise, NULL};
    return run_here(arguments);
}
