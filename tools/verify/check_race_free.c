/*
 * check_race_free.c - does TSan, over a run that goes to its end, report nothing?
 */
#include "verify/verify.h"

#include "common/fields.h"
#include "common/words.h"
#include "tsan-report/report.h"
#include "tsan-report/watched.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Whoever has waited for an end that never came does not wait as long again. */
static struct limits limits_for(const struct subject *subject)
{
    enum { ENOUGH = 10 };
    struct limits limits = usual_limits;
    if (subject->hangs) {
        limits.processor_seconds = ENOUGH;
    }
    return limits;
}

/* Judges a run in which nothing was reported. */
static void judge_silence(const char *program, const struct outcome *outcome,
                          const struct limits *limits, struct finding *finding)
{
    char words[800];
    struct reported_total reported;
    watched_in_words(program, outcome, limits, words, sizeof words);
    switch (watched_ending(outcome)) {
    case WATCHED_TO_THE_END:
        if (events_total(outcome, &reported) && reported.reports > 0) {
            finding_set(finding, FAILED, "silences-tsan",
                        "the program suppressed a report of ThreadSanitizer's");
            break;
        }
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

/* Judges what was reported, or what the program wrote in a report's place. A join that is missing
 * is told before it: what was reported may only come of that. */
static void judge_reports(const char *program, const struct outcome *outcome, const json_t *raw,
                          struct finding *finding)
{
    struct reported_total reported = {0};
    char left[64];
    events_total(outcome, &reported);
    json_t *reports = NULL;
    char *error = NULL, more[64] = "", number[GROUPED_SIZE];
    const int code = reports_resolve(program, raw, &reports, &error);
    if (code != 0) {
        finding_set(finding, code == EINVAL ? FAILED : UNABLE,
                    code == EINVAL ? "forged-report" : "machine", "%s",
                    error != NULL ? error : "out of memory");
        free(error);
        return;
    }
    const long left_out = (long)reports_left_out(raw);
    if (left_out > 0) {
        snprintf(more, sizeof more, ", and %s more report%s", grouped(left_out, number),
                 plural(left_out));
    }
    /* They stand in an order of their own, so what is told first is the same in every run. */
    const json_t *first = json_array_get(reports, 0);
    json_object_set_new(finding->evidence, "reports", reports);
    finding_set(finding, FAILED, json_string_value(json_object_get(first, "kind")), "%s%s%s",
                left_in_words(&reported, left, sizeof left),
                json_string_value(json_object_get(first, "headline")), more);
}

/* Runs it once under TSan; arguments: its own, or none for the case that is watched. */
static void run_once(const struct subject *subject, const char *const *arguments,
                     struct finding *finding)
{
    const struct limits limits = limits_for(subject);
    struct outcome outcome;
    const int error = run_watched(arguments, NULL, subject->sandbox, &limits, &outcome);
    if (error != 0) {
        finding_set(finding, UNABLE, "machine", "%s: %s", arguments[0], strerror(error));
        return;
    }
    json_t *raw = events_named(&outcome, "report");
    if (!events_proven(&outcome, "total")) {
        finding_set(finding, FAILED, "forges-result", "under TSan, it forges a total");
    } else if (json_array_size(raw) > 0) {
        judge_reports(arguments[0], &outcome, raw, finding);
    } else {
        judge_silence(arguments[0], &outcome, &limits, finding);
    }
    json_object_set_new(finding->evidence, "seconds", json_real(outcome.clock_seconds));
    json_decref(raw);
    outcome_release(&outcome);
}

/* A single thread races with nobody: where no more are watched, silence means little. Then so many
 * as the full case has are watched, too. */
static void run_with_all_threads(const struct subject *subject, const char *program,
                                 struct finding *finding)
{
    const json_t *watched = json_object_get(subject->contract, "watched");
    const long all = number_in(json_object_get(subject->contract, "full"), "threads");
    if (number_in(watched, "threads") < 2 && all >= 2 && !subject->hangs) {
        char threads[24], work[24];
        snprintf(threads, sizeof threads, "%ld", all);
        snprintf(work, sizeof work, "%ld", number_in(watched, "work"));
        const char *const arguments[] = {program, threads, work, NULL};
        run_once(subject, arguments, finding);
    }
}

void check_race_free(const struct subject *subject, struct finding *finding)
{
    const char *const program = subject->built.tsan.program;
    const char *const arguments[] = {program, NULL};
    run_once(subject, arguments, finding);
    if (finding->status == PASSED) {
        run_with_all_threads(subject, program, finding);
    }
}
