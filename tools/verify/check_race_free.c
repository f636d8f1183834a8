/*
 * check_race_free.c - does TSan, over a run that goes to its end, report nothing?
 *
 * TSan's exit status is no verdict (the same 66 comes from a limit on memory, or from an address
 * space that it can't map), and neither is silence: the program must have told its total, and
 * the collector that it was there.
 */
#include "verify/verify.h"

#include "run/events.h"
#include "tsan-report/report.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES = 12, TSAN_REPORTED = 66 };

/* The report's text isn't wanted here, so TSan need not start a symbolizer for it. */
static const char *const quiet_tsan[] = {"TSAN_OPTIONS=symbolize=0", NULL};

/* Has the collector been there? It tells so before main. */
static bool tsan_started(const struct outcome *outcome)
{
    json_t *events = events_named(outcome, "tsan");
    const bool started = json_array_size(events) > 0;
    json_decref(events);
    return started;
}

/*
 * Runs it. An older TSan runtime can't start where address-space randomisation is high and can't
 * be switched off (in a container that forbids personality(2)); it may the next time.
 */
static int run_under_tsan(const char *program, struct outcome *outcome)
{
    const char *const arguments[] = {program, NULL};
    const struct command command = {.arguments = arguments, .variables = quiet_tsan};
    for (int left = TRIES;; left--) {
        const int error = run_program(&command, &usual_limits, outcome);
        if (error != 0 || left == 1 || tsan_started(outcome)) {
            return error;
        }
        outcome_release(outcome);
    }
}

/* Judges a run in which nothing was reported. */
static void judge_silence(const struct outcome *outcome, struct finding *finding)
{
    char words[200];
    long total;
    if (!tsan_started(outcome)) {
        finding_set(finding, UNABLE, "machine", "ThreadSanitizer can't start here: the program %s",
                    outcome_in_words(outcome, &usual_limits, words, sizeof words));
    } else if (outcome->ending != ENDED_EXIT || !events_total(outcome, &total)) {
        finding_set(finding, FAILED, ending_reason(outcome), "under TSan, the program %s",
                    outcome_in_words(outcome, &usual_limits, words, sizeof words));
    } else if (outcome->code == TSAN_REPORTED) {
        finding_set(finding, UNABLE, "machine", "ThreadSanitizer stopped without a report");
    } else {
        finding_set(finding, PASSED, NULL, "ThreadSanitizer reports nothing");
    }
}

static void judge_reports(const char *program, const json_t *raw, struct finding *finding)
{
    json_t *reports = NULL;
    char *error = NULL;
    if (reports_resolve(program, raw, &reports, &error) != 0) {
        finding_set(finding, UNABLE, "machine", "%s", error != NULL ? error : "out of memory");
        free(error);
        return;
    }
    const json_t *first = json_array_get(reports, 0);
    const size_t more = json_array_size(reports) - 1;
    finding_set(finding, FAILED, json_string_value(json_object_get(first, "kind")),
                more > 0 ? "%s (and %zu more)" : "%s",
                json_string_value(json_object_get(first, "headline")), more);
    json_object_set_new(finding->evidence, "reports", reports);
}

void check_race_free(const struct subject *subject, struct finding *finding)
{
    char *program = path_in(subject->built, "tsan");
    struct outcome outcome;
    const int error = run_under_tsan(program, &outcome);
    if (error != 0) {
        finding_set(finding, UNABLE, "machine", "%s: %s", program, strerror(error));
        free(program);
        return;
    }
    json_t *raw = events_named(&outcome, "report");
    if (json_array_size(raw) > 0) {
        judge_reports(program, raw, finding);
    } else {
        judge_silence(&outcome, finding);
    }
    json_object_set_new(finding->evidence, "seconds", json_real(outcome.clock_seconds));
    json_decref(raw);
    outcome_release(&outcome);
    free(program);
}
