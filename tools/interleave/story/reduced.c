/* reduced.c - see reduced.h. */
#include "reduced.h"

#include "common/clock.h"
#include "common/fields.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A smaller case has this long, and its search so many executions in each of its parts (main.c). */
static const double most_seconds = 10, least_seconds = 1;

/* The program with other arguments, which are one text with commas between them. */
static bool give_arguments(struct reduced *reduced, const char *program, const char *words)
{
    free(reduced->split);
    reduced->split = strdup(words);
    if (reduced->split == NULL) {
        return false;
    }
    case_words(program, reduced->split, reduced->arguments);
    return true;
}

static bool was_made_small(const struct explored *explored)
{
    return text_in(json_object_get(explored->result, "small"), "schedule")[0] != '\0';
}

static bool fails_so(const json_t *result, const char *failure)
{
    return strcmp(text_in(result, "verdict"), "failed") == 0 &&
           strcmp(text_in(result, "failure"), failure) == 0;
}

static void show(struct reduced *reduced, const struct explored *explored)
{
    explored_release(&reduced->shown);
    reduced->shown = *explored;
    json_incref(reduced->shown.result);
    json_incref(reduced->shown.trace);
    json_incref(reduced->shown.passing);
}

/* Explores with smaller arguments until they fail in the same way. */
static bool find_smaller(const struct reduction *reduction, double until, struct reduced *reduced)
{
    const char *const failure = text_in(reduced->result, "failure");
    for (int i = 0; i < reduction->smaller_count && seconds_now() < until; i++) {
        struct explored explored;
        const double left = until - seconds_now();
        if (!give_arguments(reduced, reduction->program[0], reduction->smaller[i])) {
            return false;
        }
        if (!reduction->run(reduction->context, reduced->arguments, "auto", NULL,
                            left < most_seconds ? left : most_seconds, &explored)) {
            continue;
        }
        const bool fails = fails_so(explored.result, failure) && was_made_small(&explored);
        if (fails) {
            json_decref(reduced->result);
            reduced->result = json_incref(explored.result);
            reduced->smaller = reduction->smaller[i];
            reduced->program = reduced->arguments;
            show(reduced, &explored);
        }
        explored_release(&explored);
        if (fails) {
            return true;
        }
    }
    return false;
}

/* Makes small what the search found; else that is shown as it is. */
static bool replay(const struct reduction *reduction, double until, struct reduced *reduced)
{
    const double left = until - seconds_now();
    return reduction->run(reduction->context, reduction->program, "replay",
                          text_in(reduced->result, "schedule"),
                          left > least_seconds ? left : least_seconds, &reduced->shown);
}

static void say_what_is_shown(struct reduced *reduced)
{
    const json_t *small = json_object_get(reduced->shown.result, "small");
    reduced->is_small = was_made_small(&reduced->shown);
    reduced->schedule = text_in(reduced->is_small ? small : reduced->result, "schedule");
    reduced->message = text_in(reduced->is_small ? small : reduced->result, "message");
    reduced->passing = json_string_value(json_object_get(small, "passing"));
    reduced->tried = number_in(small, "tried");
    reduced->preemptions = number_in(small, "preemptions");
    reduced->stale = number_in(small, "stale");
}

/* The address, if it is one in the program, as it is where that is loaded elsewhere. */
static json_t *moved(const json_t *address, json_int_t from, json_int_t to)
{
    static const json_int_t far = (json_int_t)1 << 40; /* there are stacks and libraries */
    const json_int_t at = json_integer_value(address);
    return json_integer(at >= from && at - from < far ? at - from + to : at);
}

/* The system may load each process somewhere else; what was found is told as in the replay, whose
 * events are shown. */
static void move_to_replay(json_t *result, const json_t *replayed)
{
    size_t i;
    json_t *found;
    const json_int_t from = json_integer_value(json_object_get(result, "base"));
    const json_int_t to = json_integer_value(json_object_get(replayed, "base"));
    json_array_foreach(json_object_get(result, "found"), i, found)
    {
        size_t j;
        const json_t *pc;
        json_t *pcs = json_object_get(found, "pc");
        json_array_foreach(pcs, j, pc)
        {
            json_array_set_new(pcs, j, moved(pc, from, to));
        }
        json_object_set_new(found, "address", moved(json_object_get(found, "address"), from, to));
    }
    json_object_set_new(result, "base", json_integer(to));
}

bool reduce(const struct reduction *reduction, const struct explored *explored,
            struct reduced *reduced)
{
    const double until = seconds_now() + reduction->seconds;
    *reduced =
        (struct reduced){.program = reduction->program, .result = json_incref(explored->result)};
    if (was_made_small(explored)) {
        show(reduced, explored);
    } else if (!find_smaller(reduction, until, reduced) && !replay(reduction, until, reduced)) {
        reduced_release(reduced);
        return false;
    }
    say_what_is_shown(reduced);
    move_to_replay(reduced->result, reduced->shown.result);
    return true;
}

struct failure reduced_failure(const struct reduced *reduced)
{
    const char *kind = text_in(reduced->result, "failure");
    return (struct failure){.kind = kind,
                            .message = reduced->message,
                            .race = explored_found(reduced->result, "data race"),
                            .leak = explored_found(reduced->result, "thread leak"),
                            .found = explored_found(reduced->result, kind),
                            .passing = reduced->shown.passing};
}

json_t *reduced_story(const struct reduced *reduced, const struct story *story)
{
    char decides[TEXT_SIZE];
    json_t *told = story_json(story);
    story_decisive(story, "step", decides);
    json_object_set_new(told, "schedule", json_string(reduced->schedule));
    json_object_set_new(told, "arguments",
                        reduced->smaller != NULL ? json_string(reduced->smaller) : json_null());
    json_object_set_new(told, "passes",
                        reduced->passing != NULL ? json_string(reduced->passing) : json_null());
    json_object_set_new(told, "decides", json_string(decides));
    return told;
}

void reduced_release(struct reduced *reduced)
{
    json_decref(reduced->result);
    explored_release(&reduced->shown);
    free(reduced->split);
    *reduced = (struct reduced){0};
}
