/*
 * test_claims.c - each claim that the kit makes about its own programs, held against verify.
 *
 * VERIFY names the program verify, CLAIMS the list of programs that make has built. Each program
 * is a case of its own; this process runs in the project's top folder.
 */
#include "claims.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static struct claim *claims;
static size_t count;

ParameterizedTestParameters(claims, verify_finds_what_is_claimed)
{
    char *error = claims_load(getenv("CLAIMS"), &claims, &count);
    if (error != NULL) {
        fprintf(stderr, "%s\n", error);
        exit(1);
    }
    return cr_make_param_array(struct claim, claims, count, NULL);
}

ParameterizedTest(struct claim *claim, claims, verify_finds_what_is_claimed)
{
    char result_path[CLAIM_TEXT + 32];
    struct verify_call call;
    pid_t child;
    int status;
    snprintf(result_path, sizeof result_path, "%s/claimed.json", claim->built);
    remove(result_path);
    claim_call(claim, getenv("VERIFY"), result_path, &call);
    cr_assert_eq(posix_spawn(&child, call.arguments[0], NULL, NULL, call.arguments, environ), 0);
    cr_assert_eq(waitpid(child, &status, 0), child);
    json_t *result = json_load_file(result_path, 0, NULL);
    char *difference = claim_compare(claim, result);
    const int claimed = claim_status(result);
    json_decref(result);
    cr_assert_null(difference, "%s", difference);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == claimed, "%s: verify ended with %d",
              claim->source, status);
}
