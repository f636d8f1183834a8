/*
 * check_interleavings.c - is the small case right in every interleaving? The program is explored
 * (tools/interleave): the same objects that TSan watched, with the explorer behind them.
 *
 * A case that is too large to be seen whole within the time passes with what was seen; only a
 * schedule that fails makes the check fail.
 */
#include "verify/verify.h"

#include "run/events.h"
#include "run/words.h"

#include <stdlib.h>
#include <string.h>

static const char explore_for[] = "INTERLEAVE=mode=auto;seconds=10;outcome=1";

/* "data race": the reason is its name with hyphens, as verify's reasons are. */
static const char *reason_of(const char *failure)
{
    static const struct {
        const char *failure, *reason;
    } reasons[] = {
        {"wrong result", "wrong-total"},
        {"data race", "data-race"},
        {"deadlock", "deadlock"},
        {"lost wake-up", "lost-wake-up"},
        {"livelock", "livelock"},
        {"crash", "crash"},
        {"failed assertion", "failed-assertion"},
        {"use after free", "use-after-free"},
        {"mutex misuse", "mutex-misuse"},
        {"thread leak", "thread-leak"},
    };
    for (size_t i = 0; failure != NULL && i < sizeof reasons / sizeof *reasons; i++) {
        if (strcmp(failure, reasons[i].failure) == 0) {
            return reasons[i].reason;
        }
    }
    return "crash";
}

/* In how many executions it failed in the way that the verdict is about. */
static long count_of(const json_t *explored, const char *failure)
{
    size_t i;
    const json_t *found;
    json_array_foreach(json_object_get(explored, "found"), i, found)
    {
        const char *name = json_string_value(json_object_get(found, "failure"));
        if (name != NULL && failure != NULL && strcmp(name, failure) == 0) {
            return (long)json_integer_value(json_object_get(found, "count"));
        }
    }
    return 0;
}

static void judge_explored(const json_t *explored, struct finding *finding)
{
    char executions[GROUPED_SIZE], failing[GROUPED_SIZE];
    const char *verdict = json_string_value(json_object_get(explored, "verdict"));
    const char *message = json_string_value(json_object_get(explored, "message"));
    const long seen = (long)json_integer_value(json_object_get(explored, "executions"));
    const char *failure = json_string_value(json_object_get(explored, "failure"));
    if (verdict == NULL || message == NULL) {
        finding_set(finding, FAILED, "crash", "what the explorer told of it makes no sense");
    } else if (strcmp(verdict, "failed") == 0 && count_of(explored, failure) == 0) {
        finding_set(finding, FAILED, reason_of(failure), "%s The simplest such schedule is %s",
                    message, json_string_value(json_object_get(explored, "schedule")));
    } else if (strcmp(verdict, "failed") == 0) {
        finding_set(finding, FAILED, reason_of(failure),
                    "%s So end %s of %s schedules; the simplest is %s", message,
                    grouped(count_of(explored, failure), failing), grouped(seen, executions),
                    json_string_value(json_object_get(explored, "schedule")));
    } else if (strcmp(verdict, "proved") == 0) {
        finding_set(finding, PASSED, NULL, "all are right: proved in %s %s",
                    grouped(seen, executions), seen == 1 ? "execution" : "executions");
    } else if (strcmp(verdict, "bounded") == 0) {
        finding_set(finding, PASSED, NULL, "%s", message);
    } else if (json_is_string(json_object_get(explored, "uncontrolled"))) {
        finding_set(finding, FAILED, "uncontrolled", "%s", message);
    } else {
        finding_set(finding, UNABLE, "machine", "%s", message);
    }
    json_object_set(finding->evidence, "explored", (json_t *)explored);
}

void check_interleavings(const struct subject *subject, struct finding *finding)
{
    char threads[24], work[24], words[200];
    const json_t *small = json_object_get(subject->contract, "small");
    char *program = path_in(subject->built, "explored");
    snprintf(threads, sizeof threads, "%lld",
             (long long)json_integer_value(json_object_get(small, "threads")));
    snprintf(work, sizeof work, "%lld",
             (long long)json_integer_value(json_object_get(small, "work")));
    const char *const arguments[] = {program, threads, work, NULL};
    const char *const variables[] = {explore_for, NULL};
    const struct command command = {
        .arguments = arguments, .variables = variables, .sandbox = subject->sandbox};
    struct outcome outcome;
    const int error = run_program(&command, &usual_limits, &outcome);
    if (error != 0) {
        finding_set(finding, UNABLE, "machine", "%s: %s", program, strerror(error));
        free(program);
        return;
    }
    json_t *told = events_named(&outcome, "explored");
    if (outcome.ending == ENDED_EXIT && json_array_size(told) == 1) {
        judge_explored(json_array_get(told, 0), finding);
        if (finding->status == FAILED) {
            json_object_set_new(finding->evidence, "steps",
                                failing_steps(subject, arguments, json_array_get(told, 0)));
        }
    } else {
        const char *reason = ending_reason(&outcome);
        finding_set(finding, strcmp(reason, "machine") == 0 ? UNABLE : FAILED, reason,
                    "under the explorer, the program %s",
                    outcome_in_words(&outcome, &usual_limits, words, sizeof words));
    }
    json_decref(told);
    outcome_release(&outcome);
    free(program);
}
