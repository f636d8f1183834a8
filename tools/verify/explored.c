/* explored.c - see explored.h. */
#include "verify/explored.h"

#include "run/events.h"

#include <stdlib.h>
#include <string.h>

struct explored_case explored_small(const struct subject *subject)
{
    const json_t *small = json_object_get(subject->contract, "small");
    return (struct explored_case){.threads =
                                      (long)json_integer_value(json_object_get(small, "threads")),
                                  .work = (long)json_integer_value(json_object_get(small, "work"))};
}

const char *explored_reason(const char *failure)
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

/* The one thing that was told of a run, if it can be believed; else the finding says why not. */
static json_t *take(const struct outcome *outcome, struct finding *finding)
{
    char words[200];
    json_t *explored = NULL;
    json_t *told = events_named(outcome, "explored");
    if (!events_proven(outcome, "explored")) {
        finding_set(finding, FAILED, "forges-result", "it forges the explorer's result");
    } else if (outcome->ending == ENDED_EXIT && json_array_size(told) == 1) {
        explored = json_incref(json_array_get(told, 0));
        json_object_del(explored,
                        "proof"); /* of this run alone; all else is the same in the next */
    } else {
        const char *reason = ending_reason(outcome);
        finding_set(finding, strcmp(reason, "machine") == 0 ? UNABLE : FAILED, reason,
                    "under the explorer, the program %s",
                    outcome_in_words(outcome, &usual_limits, words, sizeof words));
    }
    json_decref(told);
    return explored;
}

json_t *explored_tell(const struct subject *subject, const char *options, struct explored_case load,
                      struct finding *finding)
{
    char threads[24], work[24], variable[128];
    const char *const program = subject->built.explored;
    snprintf(threads, sizeof threads, "%ld", load.threads);
    snprintf(work, sizeof work, "%ld", load.work);
    snprintf(variable, sizeof variable, "INTERLEAVE=%s", options);
    const char *const arguments[] = {program, threads, work, NULL};
    const char *const variables[] = {variable, NULL};
    const struct command command = {
        .arguments = arguments, .variables = variables, .sandbox = subject->sandbox};
    struct limits limits = usual_limits;
    struct outcome outcome;
    json_t *explored = NULL;
    limits.processors = processors_here(); /* among which a long proof is divided */
    const int error = run_program(&command, &limits, &outcome);
    if (error != 0) {
        finding_set(finding, UNABLE, "machine", "%s: %s", program, strerror(error));
    } else {
        explored = take(&outcome, finding);
        outcome_release(&outcome);
    }
    return explored;
}
