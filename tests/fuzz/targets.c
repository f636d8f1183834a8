/* targets.c - the table of targets, and what they have in common; see targets.h. */
#include "targets.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TARGETS(use)                                                                      \
    use(schedule) use(trace) use(events) use(result) use(archive) use(layout) use(tables) \
        use(program) use(plan) use(code)
#define NAME(target) #target " "
#define ENTRY(target) {#target, fuzz_##target},

const char fuzz_target_names[] = TARGETS(NAME);

static const struct {
    const char *name;
    fuzz_target *target;
} targets[] = {TARGETS(ENTRY)};

fuzz_target *fuzz_target_named(const char *name)
{
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        if (strcmp(targets[i].name, name) == 0) {
            return targets[i].target;
        }
    }
    return NULL;
}

char *fuzz_text(const uint8_t *bytes, size_t length)
{
    char *text = strndup(length > 0 ? (const char *)bytes : "", length);
    if (text == NULL) {
        abort();
    }
    return text;
}

static int file = -1;

const char *fuzz_file_open(const uint8_t *bytes, size_t length)
{
    static char path[64];
    file = memfd_create("fuzzed", MFD_CLOEXEC);
    if (file < 0 || (length > 0 && write(file, bytes, length) != (ssize_t)length)) {
        abort();
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return path;
}

void fuzz_file_close(void)
{
    close(file);
    file = -1;
}

FILE *fuzz_nowhere(void)
{
    static FILE *nowhere;
    if (nowhere == NULL && (nowhere = fopen("/dev/null", "w")) == NULL) {
        abort();
    }
    return nowhere;
}
