/* fuzz_tables.c - weights and overrides, as a teacher types them. */
#include "targets.h"

#include "grade/overrides.h"
#include "grade/weights.h"

#include <stdlib.h>

static void ask(const struct weights *weights)
{
    json_t *facts = json_object();
    (void)weights_most(weights, "01-counter");
    (void)weights_points(weights, "01-counter", facts);
    (void)weights_due(weights, "01-counter");
    (void)weights_late(weights, "01-counter");
    (void)weights_grace(weights);
    (void)weights_visibility(weights, "01-counter");
    (void)weights_tags(weights, "01-counter");
    (void)weights_unit(weights);
    json_decref(facts);
}

void fuzz_tables(const uint8_t *bytes, size_t length)
{
    char *error = NULL;
    const char *path = fuzz_file_open(bytes, length);
    struct weights *weights = weights_read(path, &error);
    if (weights != NULL) {
        ask(weights);
        weights_release(weights);
    }
    free(error);
    error = NULL;
    struct overrides *overrides = overrides_read(path, &error);
    if (overrides != NULL) {
        (void)overrides_find(overrides, "anna", "17", "01-counter");
        overrides_release(overrides);
    }
    free(error);
    fuzz_file_close();
}
