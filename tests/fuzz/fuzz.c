/* fuzz.c - libFuzzer's entry: FUZZ_TARGET names the target. */
#include "targets.h"

#include <stdlib.h>

static fuzz_target *target;

/* Called once. libFuzzer gives the declarations of both no header. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const char *name = getenv("FUZZ_TARGET");
    target = name != NULL ? fuzz_target_named(name) : NULL;
    if (target == NULL) {
        fprintf(stderr, "fuzz: FUZZ_TARGET must be one of: %s\n", fuzz_target_names);
        exit(2);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    target(bytes, length);
    return 0;
}
