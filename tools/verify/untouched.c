/* untouched.c - notices a change of what is run; see untouched.h. */
#include "verify/untouched.h"

static void look(const char *path, struct stat *seen)
{
    if (stat(path, seen) != 0) {
        *seen = (struct stat){0};
    }
}

void untouched_begin(const struct subject *subject, struct untouched *untouched)
{
    const struct built *const built = &subject->built;
    const char *const files[WATCHED_FILES] = {built->copy,         built->plain.program,
                                              built->tsan.program, built->explored,
                                              built->contract,     built->contract_json};
    for (int i = 0; i < WATCHED_FILES; i++) {
        untouched->paths[i] = files[i];
        look(files[i], &untouched->before[i]);
    }
}

const char *untouched_end(const struct untouched *untouched)
{
    for (int i = 0; i < WATCHED_FILES; i++) {
        const struct stat *before = &untouched->before[i];
        struct stat now;
        look(untouched->paths[i], &now);
        if (now.st_ino != before->st_ino || now.st_size != before->st_size ||
            now.st_ctim.tv_sec != before->st_ctim.tv_sec ||
            now.st_ctim.tv_nsec != before->st_ctim.tv_nsec) {
            return untouched->paths[i];
        }
    }
    return NULL;
}
