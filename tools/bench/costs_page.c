/* costs_page.c - the costs as a page for a browser; see costs.h. */
#include "bench/costs.h"

#include "common/hash.h"
#include "page/assets.h"
#include "page/document.h"
#include "version.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20 };

static json_t *milliseconds(double seconds)
{
    return isfinite(seconds) ? json_real(seconds * 1e3) : json_null();
}

static json_t *cost_json(const struct cost *cost)
{
    const bool failed = cost->failure[0] != '\0';
    return json_pack("{s:o, s:o, s:o, s:I, s:I, s:o}", "ms",
                     failed ? json_null() : milliseconds(series_median(&cost->times)), "least",
                     failed ? json_null() : milliseconds(series_least(&cost->times)), "most",
                     failed ? json_null() : milliseconds(series_most(&cost->times)), "right",
                     (json_int_t)cost->right, "runs", (json_int_t)cost->times.count, "failure",
                     document_text(cost->failure, strlen(cost->failure)));
}

/* Of the source that stands beside an exercise's program (exercise.mk); null if none does. */
static json_t *hash_of_source(const char *program)
{
    const char *slash = strrchr(program, '/');
    char *path = NULL, hash[HASH_SIZE];
    size_t length = 0;
    if (asprintf(&path, "%.*s/source", slash != NULL ? (int)(slash - program) : 1,
                 slash != NULL ? program : ".") < 0) {
        return json_null();
    }
    char *bytes = document_file(path, MOST_BYTES, &length);
    free(path);
    if (bytes == NULL) {
        return json_null();
    }
    hash_bytes(bytes, length, hash);
    free(bytes);
    return json_string(hash);
}

static json_t *variant_json(const struct variant *variant)
{
    json_t *costs = json_array();
    for (int column = 0; column < THREAD_COUNTS; column++) {
        json_array_append_new(costs, cost_json(&variant->costs[column]));
    }
    return json_pack("{s:o, s:o, s:o}", "name",
                     document_text(variant->name, (size_t)variant->name_length), "sha256",
                     hash_of_source(variant->program), "costs", costs);
}

static json_t *costs_json(const struct costs *costs, const char *title)
{
    const struct variant *reference = costs_reference(costs);
    json_t *threads = json_array(), *variants = json_array();
    for (int column = 0; column < THREAD_COUNTS; column++) {
        json_array_append_new(threads, json_integer(thread_counts[column]));
    }
    for (size_t i = 0; i < costs->count; i++) {
        json_array_append_new(variants, variant_json(&costs->variants[i]));
    }
    return json_pack("{s:s, s:o, s:I, s:o, s:I, s:I, s:i, s:b, s:o, s:o}", "version",
                     RACETRACK_VERSION, "title", document_text(title, strlen(title)), "work",
                     (json_int_t)costs->work, "unit",
                     document_text(costs->work_unit, strlen(costs->work_unit)), "rounds",
                     (json_int_t)costs->rounds, "cores", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN),
                     "reference", (int)(reference - costs->variants), "is_serial",
                     (int)cost_right_alone(reference), "threads", threads, "variants", variants);
}

int costs_page(const struct costs *costs, const char *title, const char *path)
{
    const struct document document = {
        .title = title, .css = page_costs_css, .body = page_costs_body, .script = page_costs_js};
    json_t *data = costs_json(costs, title);
    FILE *out = fopen(path, "w");
    int error = out == NULL ? errno : data == NULL ? ENOMEM : 0;
    if (out != NULL) {
        document_begin(out, &document);
        document_data(out, "data", data);
        document_end(out, &document);
        error = ferror(out) != 0 ? EIO : error;
        error = fclose(out) != 0 ? errno : error;
    }
    json_decref(data);
    return error;
}
