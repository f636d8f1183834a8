/* state.c - reads contract.json, result.json and the student's file; see state.h. */
#include "kit/state.h"

#include "common/text.h"
#include "common/words.h"
#include "kit/result.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Takes problem and remedy over. */
static struct standing trouble(int status, char *problem, char *remedy)
{
    return (struct standing){
        .state = STATE_TROUBLE, .problem = problem, .remedy = remedy, .status = status};
}

/* Something under build/ is no good; make can make all of it again. */
static struct standing build_trouble(const struct exercise_place *place, const char *path,
                                     int error)
{
    char *problem = error == EINVAL   ? text_format("%s is garbled", path)
                    : error == EISDIR ? text_format("%s is not a file", path)
                                      : text_format("%s can't be read: %s", path, strerror(error));
    return trouble(
        3, problem,
        text_format("rm -r build/%s && make verify EX=%s", place->folder, place->choice));
}

/*
 * Reads an object from a file that may not be there: then 0 and *object NULL. EINVAL: not JSON, or
 * not an object. EISDIR: not a file. Any other error number: it can't be read.
 */
static int read_object(const char *path, json_t **object)
{
    *object = NULL;
    switch (file_kind(path)) {
    case FILE_MISSING:
        return 0;
    case FILE_UNREADABLE:
        return errno;
    case FILE_OTHER:
        return EISDIR;
    default:
        *object = json_load_file(path, 0, NULL);
    }
    if (!json_is_object(*object)) {
        json_decref(*object);
        *object = NULL;
        return EINVAL;
    }
    return 0;
}

int exercise_to_read(const struct exercise_place *place, bool *to_read)
{
    json_t *contract;
    int error = read_object(place->contract, &contract);
    if (error == 0 && contract == NULL) {
        *to_read = file_kind(place->original) == FILE_MISSING;
    } else if (error == 0) {
        const json_t *told = json_object_get(contract, "to_read");
        *to_read = json_is_true(told);
        error = json_is_boolean(told) ? 0 : EINVAL;
    }
    json_decref(contract);
    return error;
}

/* The first check with that status; NULL if there is none. */
static const json_t *first_with_status(const json_t *result, const char *status)
{
    const json_t *checks = json_object_get(result, "checks");
    for (size_t i = 0; i < json_array_size(checks); i++) {
        const json_t *check = json_array_get(checks, i);
        const char *its_status = json_string_value(json_object_get(check, "status"));
        if (its_status != NULL && strcmp(its_status, status) == 0) {
            return check;
        }
    }
    return NULL;
}

static bool has_reason(const json_t *check, const char *reason)
{
    const char *its_reason = json_string_value(json_object_get(check, "reason"));
    return its_reason != NULL && strcmp(its_reason, reason) == 0;
}

/* "expected 2,000,000, actual 1,457,560", of the run that failed; NULL if it isn't told. */
static char *totals_of(const json_t *check)
{
    const json_t *runs = json_object_get(json_object_get(check, "evidence"), "runs");
    const size_t count = json_array_size(runs);
    const json_t *run = count > 0 ? json_array_get(runs, count - 1) : NULL;
    const json_t *expected = json_object_get(run, "expected");
    const json_t *total = json_object_get(run, "total");
    char want[GROUPED_SIZE], got[GROUPED_SIZE];
    if (!has_reason(check, "wrong-total") || !json_is_integer(expected) ||
        !json_is_integer(total)) {
        return NULL;
    }
    return text_format("expected %s, actual %s", grouped((long)json_integer_value(expected), want),
                       grouped((long)json_integer_value(total), got));
}

/* "total: …", as short as it can be told; NULL of no check. */
static char *detail_of_check(const json_t *check)
{
    const char *name = json_string_value(json_object_get(check, "name"));
    const char *summary = json_string_value(json_object_get(check, "summary"));
    if (name == NULL) {
        return NULL;
    }
    char *totals = totals_of(check);
    char *detail = text_format("%s: %s", name,
                               totals != NULL    ? totals
                               : summary != NULL ? summary
                                                 : "no details");
    free(totals);
    return detail;
}

/* What verify says of an exercise that is there to be fixed. */
static const struct verdict {
    const char *name;
    enum state state;
    const char *telling_status; /* of the check that is shown, or NULL */
} verdicts[] = {
    {"fixed", STATE_FIXED, NULL},
    {"not-fixed", STATE_NOT_FIXED, "failed"},
    {"to-read", STATE_NOT_FIXED, "failed"}, /* its contract said so when it was checked */
    {"unable", STATE_NO_VERDICT, "unable"},
};

/* The verdict of a result, or NULL: there is none that verify writes. */
static const struct verdict *verdict_of(const json_t *result)
{
    const char *format = json_string_value(json_object_get(result, "format"));
    const char *name = json_string_value(json_object_get(result, "verdict"));
    if (format == NULL || name == NULL || strcmp(format, "racetrack-result-1") != 0) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        if (strcmp(verdicts[i].name, name) == 0) {
            return &verdicts[i];
        }
    }
    return NULL;
}

/* No check has seen the source as it is: has it been edited? */
static struct standing unchecked(const struct exercise_place *place, bool checked_before)
{
    bool same = false;
    int error = EISDIR;
    switch (file_kind(place->original)) {
    case FILE_MISSING:
        error = ENOENT;
        break;
    case FILE_UNREADABLE:
        error = errno;
        break;
    case FILE_REGULAR:
        error = files_compare(place->source, place->original, &same);
        break;
    case FILE_OTHER:
        break;
    }
    if (error != 0) {
        return trouble(2, text_format("original.c can't be read: %s", strerror(error)),
                       text_format("git checkout -- %s", place->original));
    }
    const enum state edited = checked_before ? STATE_CHANGED : STATE_UNCHECKED;
    return (struct standing){.state = same ? STATE_UNTOUCHED : edited};
}

static struct standing from_result(const struct exercise_place *place)
{
    json_t *any;
    int error = read_object(place->result, &any);
    if (error == 0 && any != NULL && verdict_of(any) == NULL) {
        error = EINVAL;
    }
    const bool checked_before = any != NULL;
    json_decref(any);
    if (error != 0) {
        return build_trouble(place, place->result, error);
    }
    json_t *current = checked_before ? result_read(place->result, place->source) : NULL;
    const struct verdict *verdict = verdict_of(current);
    if (verdict == NULL) {
        json_decref(current);
        return unchecked(place, checked_before);
    }
    struct standing standing = {.state = verdict->state};
    if (verdict->telling_status != NULL) {
        const json_t *check = first_with_status(current, verdict->telling_status);
        standing.detail = detail_of_check(check);
        standing.builds = !has_reason(check, "does-not-build");
    }
    json_decref(current);
    return standing;
}

struct standing standing_read(const struct exercise_place *place)
{
    bool to_read = false;
    const int error = exercise_to_read(place, &to_read);
    if (error != 0) {
        return build_trouble(place, place->contract, error);
    }
    if (to_read) {
        return (struct standing){.state = STATE_TO_READ};
    }
    switch (file_kind(place->source)) {
    case FILE_MISSING:
        return trouble(2, text_format("%s.c is missing", place->stem),
                       text_format("make reset EX=%s", place->choice));
    case FILE_UNREADABLE:
        return trouble(2, text_format("%s.c can't be read: %s", place->stem, strerror(errno)),
                       text_format("chmod u+rw %s", place->source));
    case FILE_OTHER:
        return trouble(2, text_format("%s.c is not a file", place->stem),
                       text_format("mv %s %s.away && make reset EX=%s", place->source,
                                   place->source, place->choice));
    default:
        return from_result(place);
    }
}

void standing_release(struct standing *standing)
{
    free(standing->detail);
    free(standing->problem);
    free(standing->remedy);
    *standing = (struct standing){0};
}
