/*
 * check_builds.c - does the program compile and link, plainly and with TSan, to something that can
 * be judged?
 *
 * make has tried, and kept what the compiler and the linker said. A program that could not be built
 * is not there (make removes the one of an earlier source first). One that compiles is looked at
 * before it is linked: see integrity.h.
 */
#include "verify/integrity.h"

#include "common/words.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_SAID = 1 << 16 };

/* Adds what stands in a log, as far as it fits. */
static void add_log(const char *path, char said[static MOST_SAID])
{
    const size_t length = strlen(said);
    FILE *log = fopen(path, "r");
    if (log != NULL) {
        said[length + fread(said + length, 1, MOST_SAID - 1 - length, log)] = '\0';
        fclose(log);
    }
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
    const struct built *const built = &subject->built;
    char *said = calloc(1, MOST_SAID);
    if (said == NULL) {
        finding_set(finding, UNABLE, "machine", "out of memory");
        return;
    }
    /* Both builds say the same of the same source; the second is told only what the first isn't. */
    add_log(built->plain.log, said);
    add_log(built->plain.link_log, said);
    if (said[0] == '\0') {
        add_log(built->tsan.log, said);
        add_log(built->tsan.link_log, said);
    }
    const size_t warnings = count_of(said, ": warning: ");
    struct refusal refusal = {0};
    if ((access(built->plain.object, R_OK) == 0 && access(built->tsan.object, R_OK) == 0) ||
        access(built->plain.program, X_OK) == 0) {
        integrity_judge(subject, &refusal);
    }
    if (refusal.reason != NULL) {
        finding_set(finding, strcmp(refusal.reason, "machine") == 0 ? UNABLE : FAILED,
                    refusal.reason, "%s", refusal.said);
    } else if (access(built->plain.program, X_OK) != 0 || access(built->tsan.program, X_OK) != 0) {
        finding_set(finding, FAILED, "does-not-build", "the compiler or the linker refuses it");
    } else if (warnings > 0) {
        finding_set(finding, PASSED, NULL, "with %zu warning%s", warnings, plural((long)warnings));
    } else {
        finding_set(finding, PASSED, NULL, "without a warning");
    }
    json_object_set_new(finding->evidence, "compiler", json_string(said));
    free(said);
}
