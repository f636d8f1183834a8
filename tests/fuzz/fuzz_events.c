/* fuzz_events.c - what a student's program writes to its events' descriptor, and TSan's reports. */
#include "targets.h"

#include "run/events.h"
#include "tsan-report/report.h"

#include <stdlib.h>
#include <string.h>

static void resolve(const json_t *reports)
{
    json_t *resolved = NULL;
    char *error = NULL;
    if (reports_resolve(FUZZ_PROGRAM, reports, &resolved, &error) == 0) {
        reports_explain(resolved, fuzz_nowhere(), false);
        json_decref(resolved);
    }
    (void)reports_left_out(reports);
    free(error);
}

void fuzz_events(const uint8_t *bytes, size_t length)
{
    struct reported_total total;
    char *text = fuzz_text(bytes, length);
    struct outcome outcome = {.ending = ENDED_EXIT, .events = text, .events_length = strlen(text)};
    (void)events_total(&outcome, &total);
    (void)events_proven(&outcome, "total");
    json_t *reports = events_named(&outcome, "report");
    resolve(reports);
    json_decref(reports);
    free(text);
}
