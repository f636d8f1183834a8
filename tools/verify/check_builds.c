/*
 * check_builds.c - does the program compile and link, plainly and with TSan?
 *
 * make has tried; what the compiler said stands in build.log, and a program that could not be
 * built is not there (make removes the one of an earlier source first).
 */
#include "verify/verify.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads the log whole, or the first MiB of it; the caller frees it. */
static char *read_log(const char *path)
{
    enum { MOST = 1 << 20 };
    char *text = calloc(1, MOST + 1);
    FILE *log = fopen(path, "r");
    if (text != NULL && log != NULL) {
        text[fread(text, 1, MOST, log)] = '\0';
    }
    if (log != NULL) {
        fclose(log);
    }
    return text;
}

static bool is_built(const struct subject *subject, const char *name)
{
    char *path = path_in(subject->built, name);
    const bool there = access(path, X_OK) == 0;
    free(path);
    return there;
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    while ((text = strstr(text, word)) != NULL) {
        text += strlen(word);
        count++;
    }
    return count;
}

void check_builds(const struct subject *subject, struct finding *finding)
{
    char *path = path_in(subject->built, "build.log");
    char *log = read_log(path);
    const char *said = log != NULL ? log : "";
    const size_t warnings = count_of(said, ": warning: ");
    if (!is_built(subject, "plain") || !is_built(subject, "tsan")) {
        finding_set(finding, FAILED, "does-not-build", "the compiler or the linker refuses it");
    } else if (warnings > 0) {
        finding_set(finding, PASSED, NULL, "with %zu warning%s",
                    warnings / 2 > 1 ? warnings / 2 : 1, warnings > 3 ? "s" : "");
    } else {
        finding_set(finding, PASSED, NULL, "without a warning");
    }
    json_object_set_new(finding->evidence, "compiler", json_string(said));
    free(log);
    free(path);
}
