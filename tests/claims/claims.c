/* claims.c - reads the kit's claims and holds them against results; see claims.h. */
#include "claims.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKS = 4 }; /* builds, total, race-free, every-interleaving */

__attribute__((format(printf, 1, 2))) static char *message(const char *format, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0) {
        abort();
    }
    va_end(arguments);
    return text;
}

static struct expectation *add_expectation(struct claim *claim)
{
    if (claim->expected == MOST_EXPECTATIONS) {
        return NULL;
    }
    struct expectation *expectation = &claim->expectations[claim->expected++];
    *expectation = (struct expectation){0};
    return expectation;
}

/* "| total | failed: wrong-total |", "| race-free | failed: data-race, `a@1:R vs a@2:W` |" */
static void read_table_row(const char *line, struct claim *claim)
{
    struct expectation found = {0};
    char verdict[CLAIM_TEXT];
    if (sscanf(line, "| %31[a-z-] | %255[^|]|", found.check, verdict) != 2 ||
        (strncmp(verdict, "passed", 6) != 0 &&
         sscanf(verdict, "failed: %63[a-z-], `%95[^`]`", found.reason, found.pair) < 1)) {
        return;
    }
    struct expectation *expectation = add_expectation(claim);
    if (expectation != NULL) {
        *expectation = found;
    }
}

/* " * Caught by total: wrong-total", " * Refused by total as no-threads", " * Refused as
 * forges-result", " * Remarked by still-concurrent: a thread sleeps"
 */
static void read_caught_by(const char *line, struct claim *claim)
{
    struct expectation found = {.check = "builds"};
    if (sscanf(line, " * Refused as %63[a-z-]", found.reason) == 1 ||
        sscanf(line, " * Refused by %31[a-z-] as %63[a-z-]", found.check, found.reason) == 2 ||
        sscanf(line, " * Caught by %31[a-z-]: %63[a-z-]", found.check, found.reason) == 2 ||
        sscanf(line, " * Remarked by %31[a-z-]: %95[^\n]", found.check, found.remark) == 2) {
        struct expectation *expectation = add_expectation(claim);
        if (expectation != NULL) {
            *expectation = found;
        }
    }
}

static char *read_lines(const char *path, void (*read_line)(const char *, struct claim *),
                        struct claim *claim)
{
    char line[1024];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return message("%s: %s", path, strerror(errno));
    }
    while (fgets(line, sizeof line, file) != NULL) {
        read_line(line, claim);
    }
    fclose(file);
    return claim->expected > 0 ? NULL : message("%s: says nothing of what verify must find", path);
}

static char *read_claim(struct claim *claim)
{
    char readme[CLAIM_TEXT + 32];
    if (strncmp(claim->source, "solutions/", 10) == 0 ||
        strncmp(claim->source, "tests/cheats/honest/", 20) == 0) {
        claim->kind = FIX;
        free(read_lines(claim->source, read_caught_by, claim)); /* most have no remark */
        return NULL;
    }
    if (strncmp(claim->source, "exercises/", 10) == 0) {
        claim->kind = RACY;
        snprintf(readme, sizeof readme, "exercises/%s/README.md", claim->exercise);
        char *error = read_lines(readme, read_table_row, claim);
        /* A row that could not be read would otherwise just not be claimed. */
        return error != NULL || claim->expected >= CHECKS
                   ? error
                   : message("%s: its table must tell of %d checks", readme, CHECKS);
    }
    claim->kind = CAUGHT;
    return read_lines(claim->source, read_caught_by, claim);
}

char *claims_load(const char *list, struct claim **claims, size_t *count)
{
    FILE *file = fopen(list, "r");
    char *error = NULL;
    struct claim claim;
    *claims = NULL;
    *count = 0;
    if (file == NULL) {
        return message("%s: %s", list, strerror(errno));
    }
    while (error == NULL) {
        claim = (struct claim){0};
        if (fscanf(file, "%255s %255s %255s", claim.exercise, claim.source, claim.built) != 3) {
            break;
        }
        struct claim *grown = realloc(*claims, (*count + 1) * sizeof **claims);
        if (grown == NULL) {
            abort();
        }
        error = read_claim(&claim);
        *claims = grown;
        (*claims)[(*count)++] = claim;
    }
    fclose(file);
    return error != NULL || *count > 0 ? error : message("%s: names no program", list);
}

static const json_t *check_named(const json_t *result, const char *name)
{
    size_t i;
    json_t *check;
    json_array_foreach(json_object_get(result, "checks"), i, check)
    {
        if (strcmp(json_string_value(json_object_get(check, "name")), name) == 0) {
            return check;
        }
    }
    return NULL;
}

/* Is the pair among those reported? If not, the reported ones are told in seen. */
static bool has_pair(const json_t *check, const char *pair, char seen[static 512])
{
    size_t i, length = 0;
    const json_t *report;
    seen[0] = '\0';
    json_array_foreach(json_object_get(json_object_get(check, "evidence"), "reports"), i, report)
    {
        const char *told = json_string_value(json_object_get(report, "pair"));
        if (told != NULL && strcmp(told, pair) == 0) {
            return true;
        }
        if (told != NULL && length < 400) {
            length += (size_t)snprintf(seen + length, 512 - length, " %.90s;", told);
        }
    }
    return false;
}

static char *compare_check(const struct expectation *expectation, const json_t *result)
{
    char seen[512];
    const json_t *check = check_named(result, expectation->check);
    if (check == NULL) {
        return message("there is no check %s", expectation->check);
    }
    const char *status = json_string_value(json_object_get(check, "status"));
    const char *reason = json_string_value(json_object_get(check, "reason"));
    const char *summary = json_string_value(json_object_get(check, "summary"));
    const bool must_pass = expectation->reason[0] == '\0';
    if (strcmp(status, must_pass ? "passed" : "failed") != 0 ||
        (!must_pass && (reason == NULL || strcmp(reason, expectation->reason) != 0))) {
        return message("%s: claimed %s, but %s: %s (%s)", expectation->check,
                       must_pass ? "passed" : expectation->reason, status,
                       reason != NULL ? reason : "-", summary != NULL ? summary : "-");
    }
    if (expectation->remark[0] != '\0' && strstr(summary, expectation->remark) == NULL) {
        return message("%s: no remark that %s, but: %s", expectation->check, expectation->remark,
                       summary);
    }
    if (expectation->pair[0] != '\0' && !has_pair(check, expectation->pair, seen)) {
        return message("%s: claimed %s, reported%s", expectation->check, expectation->pair, seen);
    }
    return NULL;
}

/* A remark that the claim doesn't have; NULL: there is none. */
static const char *unclaimed_remark(const struct claim *claim, const json_t *result)
{
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(result, "checks"), i, check)
    {
        const char *name = json_string_value(json_object_get(check, "name"));
        const char *summary = json_string_value(json_object_get(check, "summary"));
        bool claimed = false;
        for (size_t j = 0; j < claim->expected; j++) {
            claimed = claimed || strcmp(claim->expectations[j].check, name) == 0;
        }
        if (!claimed && summary != NULL && strstr(summary, "remark: ") != NULL) {
            return summary;
        }
    }
    return NULL;
}

char *claim_compare(const struct claim *claim, const json_t *result)
{
    const char *verdict = json_string_value(json_object_get(result, "verdict"));
    char *error = NULL;
    if (verdict == NULL) {
        return message("%s: there is no result", claim->source);
    }
    if (claim->kind == FIX && strcmp(verdict, "fixed") != 0) {
        char *checks = json_dumps(json_object_get(result, "checks"), JSON_COMPACT);
        error = message("%s: %s: %.2000s", claim->source, verdict, checks);
        free(checks);
        return error;
    }
    if (claim->kind == FIX && unclaimed_remark(claim, result) != NULL) {
        return message("%s: %s", claim->source, unclaimed_remark(claim, result));
    }
    if (claim->kind != FIX && strcmp(verdict, "fixed") == 0) {
        return message("%s: verify calls it fixed", claim->source);
    }
    for (size_t i = 0; i < claim->expected && error == NULL; i++) {
        char *difference = compare_check(&claim->expectations[i], result);
        if (difference != NULL) {
            error = message("%s: %s", claim->source, difference);
            free(difference);
        }
    }
    return error;
}

int claim_status(const json_t *result)
{
    const char *verdict = json_string_value(json_object_get(result, "verdict"));
    if (verdict == NULL || strcmp(verdict, "unable") == 0) {
        return 3;
    }
    return strcmp(verdict, "not-fixed") == 0 ? 1 : 0;
}

bool claim_hangs(const struct claim *claim)
{
    for (size_t i = 0; i < claim->expected; i++) {
        if (strcmp(claim->expectations[i].check, "total") == 0 &&
            strcmp(claim->expectations[i].reason, "hang") == 0) {
            return true;
        }
    }
    return false;
}

void claim_call(const struct claim *claim, const char *verify, const char *result,
                struct verify_call *call)
{
    snprintf(call->texts[0], sizeof call->texts[0], "%s", verify);
    snprintf(call->texts[1], sizeof call->texts[1], "--manifest=%s/manifest", claim->built);
    snprintf(call->texts[2], sizeof call->texts[2], "--result=%s", result);
    snprintf(call->texts[3], sizeof call->texts[3], "--quiet");
    for (size_t i = 0; i < VERIFY_WORDS; i++) {
        call->arguments[i] = call->texts[i];
    }
    call->arguments[VERIFY_WORDS] = NULL;
}
