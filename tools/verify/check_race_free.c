/*
 * check_race_free.c - does TSan, over a run that goes to its end, report nothing?
 */
#include "verify/verify.h"

#include "tsan-report/report.h"
#include "tsan-report/watched.h"

#include <stdlib.h>
#include <string.h>

/* Judges a run in which nothing was reported. */
static void judge_silence(const struct outcome *outcome, struct finding *finding)
{
    char words[200];
    no_total_in_words(outcome, &usual_limits, words, sizeof words);
    switch (watched_ending(outcome)) {
    case WATCHED_TO_THE_END:
        finding_set(finding, PASSED, NULL, "ThreadSanitizer reports nothing");
        break;
    case NOT_WATCHED:
        finding_set(finding, UNABLE, "machine", "ThreadSanitizer can't run here: the program %s",
                    words);
        break;
    case ENDED_TOO_SOON:
        finding_set(finding, FAILED, ending_reason(outcome), "under TSan, the program %s", words);
        break;
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
    /* They stand in an order of their own, so what is told first is the same in every run. */
    const json_t *first = json_array_get(reports, 0);
    json_object_set_new(finding->evidence, "reports", reports);
    finding_set(finding, FAILED, json_string_value(json_object_get(first, "kind")), "%s",
                json_string_value(json_object_get(first, "headline")));
}

void check_race_free(const struct subject *subject, struct finding *finding)
{
    char *program = path_in(subject->built, "tsan");
    const char *const arguments[] = {program, NULL};
    struct outcome outcome;
    const int error = run_watched(arguments, NULL, &outcome);
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
