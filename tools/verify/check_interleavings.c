/*
 * check_interleavings.c - is the small case right in every interleaving? The program is explored
 * (tools/interleave): the same objects that TSan watched, with the explorer behind them.
 *
 * A case that is too large to be seen whole within the time passes with what was seen; only a
 * schedule that fails makes the check fail. Or what leads outside: a counter in a temporary file or
 * in a pipe is right in every interleaving, as far as one can see.
 */
#include "verify/explored.h"

#include "common/words.h"
#include "interleave/story/cause.h"
#include "interleave/trace/explored.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char explore_for[] = "mode=auto;seconds=10;outcome=1;leaks=fail;memory=256";
/* What floods its output or its memory does so in each execution, and time would buy few of them.
 */
static const char explore_stopped[] = "mode=auto;seconds=3;outcome=1;leaks=fail;memory=256";

/* A wait that isn't looked at again fails in about every other schedule that is drawn like this. */
static const char explore_spurious[] =
    "mode=mix;executions=300;seconds=3;spurious=1;outcome=1;leaks=fail;memory=256";

/* In how many executions it failed in the way that the verdict is about. */
static long count_of(const json_t *explored, const char *failure)
{
    const json_t *found = explored_found(explored, failure);
    return (long)json_integer_value(json_object_get(found, "count"));
}

/* Did it call something with which state leaves the memory that is looked at? Output is no such,
 * nor what the explorer only has no model for, which it doesn't name as a call. */
static bool leads_outside(const json_t *explored)
{
    const char *call = json_string_value(json_object_get(explored, "uncontrolled"));
    return call != NULL && strchr(call, ' ') == NULL && strcmp(call, "write") != 0;
}

/* Did the explorer list the outcomes that it saw, and is that list empty since each execution went
 * on and on? Whether the explorer can say that it always will is a matter of time, and of no
 * consequence here: the other checks, too, end a program after 10 s and call that a hang.
 */
static bool never_ends(const json_t *explored, const char *verdict, const char *failure)
{
    const json_t *outcomes = json_object_get(explored, "outcomes");
    return json_is_array(outcomes) && json_array_size(outcomes) == 0 &&
           (strcmp(verdict, "bounded") == 0 ||
            (failure != NULL && strcmp(failure, "livelock") == 0));
}

/* As the explorer says it, where it was the number of steps or the memory that ended them. */
static const char no_end[] = "no execution came to its end";

/* What came out and why, in a sentence or two. story: of the failure, or NULL. */
static void failure_in_words(const char *message, const json_t *story, char text[static TEXT_SIZE])
{
    const char *sentence = json_string_value(json_object_get(story, "sentence"));
    const char *told = json_string_value(json_object_get(story, "message"));
    const char *came_out = told != NULL ? told : message;
    if (sentence == NULL || sentence[0] == '\0') {
        snprintf(text, TEXT_SIZE, "%s", came_out);
    } else if (cause_says_all(sentence, came_out)) {
        snprintf(text, TEXT_SIZE, "%s", sentence);
    } else {
        snprintf(text, TEXT_SIZE, "%.500s %.500s", came_out, sentence);
    }
}

enum { CASE_SIZE = 80 };

/* ", with 2 threads x 1 increments", if the story is of a smaller case; else nothing. */
static void case_in_words(const struct subject *subject, const json_t *explored,
                          char text[static CASE_SIZE])
{
    long threads, work;
    const char *smaller = json_string_value(json_object_get(explored, "arguments"));
    const char *unit = json_string_value(json_object_get(subject->contract, "work_unit"));
    text[0] = '\0';
    if (smaller != NULL && sscanf(smaller, "%ld,%ld", &threads, &work) == 2) {
        snprintf(text, CASE_SIZE, ", with %ld thread%s x %ld %.40s", threads, plural(threads), work,
                 unit != NULL ? unit : "");
    }
}

static void judge_explored(const struct subject *subject, json_t *explored, const json_t *story,
                           struct finding *finding)
{
    char executions[GROUPED_SIZE], failing[GROUPED_SIZE], words[TEXT_SIZE], in_case[CASE_SIZE];
    const char *verdict = json_string_value(json_object_get(explored, "verdict"));
    const char *message = json_string_value(json_object_get(explored, "message"));
    const long seen = (long)json_integer_value(json_object_get(explored, "executions"));
    const char *failure = json_string_value(json_object_get(explored, "failure"));
    const bool whole = json_is_true(json_object_get(explored, "whole"));
    case_in_words(subject, explored, in_case);
    failure_in_words(message != NULL ? message : "", story, words);
    if (verdict == NULL || message == NULL) {
        finding_set(finding, FAILED, "crash", "the explorer's result is invalid");
    } else if (never_ends(explored, verdict, failure) && !leads_outside(explored)) {
        finding_set(finding, FAILED, "hang", "%s%s",
                    strstr(message, no_end) == NULL ? "no execution came to its end: " : "",
                    message);
    } else if (strcmp(verdict, "failed") == 0 && count_of(explored, failure) == 0) {
        finding_set(finding, FAILED, explored_reason(failure),
                    "%s The simplest such schedule is %s%s", words,
                    json_string_value(json_object_get(explored, "schedule")), in_case);
    } else if (strcmp(verdict, "failed") == 0) {
        finding_set(finding, FAILED, explored_reason(failure),
                    "%s There is a %s in %s of %s%s schedule%s%s; the simplest is %s%s", words,
                    failure, grouped(count_of(explored, failure), failing), whole ? "" : "the ",
                    grouped(seen, executions), seen == 1 ? "" : "s", whole ? "" : " tried",
                    json_string_value(json_object_get(explored, "schedule")), in_case);
    } else if (strcmp(verdict, "proved") == 0) {
        finding_set(finding, PASSED, NULL, "no schedule fails: proved in %s %s",
                    grouped(seen, executions), seen == 1 ? "execution" : "executions");
    } else if (strcmp(verdict, "bounded") == 0 && !leads_outside(explored)) {
        finding_set(finding, PASSED, NULL, "%s", message);
    } else if (json_is_string(json_object_get(explored, "uncontrolled"))) {
        finding_set(finding, FAILED, "uncontrolled", "%s", message);
    } else {
        finding_set(finding, UNABLE, "machine", "%s", message);
    }
    json_object_set(finding->evidence, "explored", explored);
}

/* How it failed: the steps, and what kind of bug that is. */
static void tell_story(const json_t *story, struct finding *finding)
{
    const json_t *steps = json_object_get(story, "steps");
    json_object_set(finding->evidence, "steps", steps != NULL ? (json_t *)steps : json_null());
    if (story != NULL) {
        json_object_set(finding->evidence, "story", json_object_get(story, "story"));
        json_object_set_new(finding->evidence, "cause",
                            json_pack("{s:O, s:O, s:O}", "kind", json_object_get(story, "kind"),
                                      "message", json_object_get(story, "message"), "sentence",
                                      json_object_get(story, "sentence")));
    }
}

/* Does the source itself wait for condition variables, by what it was compiled to? */
static bool waits_for_conditions(const struct subject *subject)
{
    static const char *const waits[] = {"@pthread_cond_wait(", "@pthread_cond_timedwait(",
                                        "@pthread_cond_clockwait(", "@cnd_wait(",
                                        "@cnd_timedwait("};
    FILE *code = fopen(subject->built.tsan.said, "r");
    char *line = NULL;
    size_t room = 0;
    bool found = false;
    while (code != NULL && !found && getline(&line, &room, code) > 0) {
        for (size_t i = 0; i < sizeof waits / sizeof *waits && !found; i++) {
            found = strstr(line, waits[i]) != NULL;
        }
    }
    free(line);
    if (code != NULL) {
        fclose(code);
    }
    return found;
}

/* A wait for a condition may end although nobody signalled (POSIX, pthread_cond_wait;
 * C17 7.26.3.6). A proof leaves that out, for it would multiply the schedules; so some are drawn in
 * which it comes. Whatever then fails hasn't failed without. */
static void judge_spurious(const struct subject *subject, struct explored_case load,
                           struct finding *finding)
{
    struct finding other = {.evidence = json_object()};
    json_t *explored = explored_tell(subject, explore_spurious, load, &other);
    const char *verdict = json_string_value(json_object_get(explored, "verdict"));
    const char *message = json_string_value(json_object_get(explored, "message"));
    const char *failure = json_string_value(json_object_get(explored, "failure"));
    if (verdict != NULL && message != NULL && failure != NULL && strcmp(verdict, "failed") == 0) {
        finding_set(finding, FAILED, explored_reason(failure),
                    "%s This takes a spurious wake-up, which POSIX allows: look again after each "
                    "wait, in a loop",
                    message);
        json_object_set(finding->evidence, "explored", explored);
        tell_story(NULL, finding);
    }
    json_decref(explored);
    json_decref(other.evidence);
    free(other.summary);
}

void check_interleavings(const struct subject *subject, struct finding *finding)
{
    const struct explored_case load = explored_small(subject);
    const char *options = subject->stopped ? explore_stopped : explore_for;
    json_t *explored = explored_tell(subject, options, load, finding);
    if (explored != NULL) {
        json_t *story = failing_story(subject, load, explored);
        judge_explored(subject, explored, story, finding);
        if (finding->status == FAILED) {
            tell_story(story, finding);
        } else if (finding->status == PASSED && waits_for_conditions(subject)) {
            judge_spurious(subject, load, finding);
        }
        json_decref(story);
    }
    json_decref(explored);
}
