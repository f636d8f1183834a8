/* reduced.c - see reduced.h. */
#include "reduced.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TRIED = 100 };

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* The program with other arguments, which are one text with commas between them. */
static bool give_arguments(struct reduced *reduced, const char *program, const char *words)
{
    int count = 0;
    free(reduced->split);
    reduced->split = strdup(words);
    if (reduced->split == NULL) {
        return false;
    }
    reduced->arguments[count++] = program;
    char *rest = reduced->split;
    for (char *word; (word = strsep(&rest, ",")) != NULL && count < MOST_ARGUMENTS - 1;) {
        if (*word != '\0') {
            reduced->arguments[count++] = word;
        }
    }
    reduced->arguments[count] = NULL;
    return true;
}

/* Explores with smaller arguments until they fail in the same way. */
static void find_smaller(struct replayer *replayer, const char *const *smaller, int count,
                         struct reduced *reduced)
{
    const char *const failure = text_in(reduced->result, "failure");
    for (int i = 0; i < count && nearest_now() < replayer->until; i++) {
        struct explored explored;
        if (!give_arguments(reduced, replayer->program[0], smaller[i])) {
            return;
        }
        if (!replayer->run(replayer->context, reduced->arguments, "auto", NULL, &explored)) {
            continue;
        }
        if (strcmp(text_in(explored.result, "verdict"), "failed") == 0 &&
            strcmp(text_in(explored.result, "failure"), failure) == 0) {
            json_decref(reduced->result);
            reduced->result = json_incref(explored.result);
            reduced->smaller = smaller[i];
            reduced->program = replayer->program = reduced->arguments;
            explored_release(&explored);
            return;
        }
        explored_release(&explored);
    }
}

static bool replay_shown(const struct replayer *replayer, struct reduced *reduced)
{
    reduced->schedule = strdup(text_in(reduced->result, "schedule"));
    return reduced->schedule != NULL &&
           replayer->run(replayer->context, replayer->program, "replay", reduced->schedule,
                         &reduced->replay);
}

static void find_simpler(const struct replayer *replayer, struct reduced *reduced)
{
    struct explored explored;
    char *simpler = nearest_simpler(replayer, reduced->schedule,
                                    text_in(reduced->result, "failure"), &explored);
    if (simpler != NULL) {
        explored_release(&reduced->replay);
        free(reduced->schedule);
        reduced->replay = explored;
        reduced->schedule = simpler;
        reduced->is_simpler = true;
    }
}

/* Where something fails in whatever order, no schedule passes. */
static bool has_passing(const char *failure)
{
    return strcmp(failure, "data race") != 0 && strcmp(failure, "thread leak") != 0 &&
           strcmp(failure, "") != 0;
}

bool reduce(run_again *run, const void *context, const char *const *program, json_t *result,
            const char *const *smaller, int count, double seconds, struct reduced *reduced)
{
    struct replayer replayer = {.run = run,
                                .context = context,
                                .program = program,
                                .most = MOST_TRIED,
                                .until = nearest_now() + seconds / 2};
    *reduced = (struct reduced){.program = program, .result = json_incref(result)};
    find_smaller(&replayer, smaller, count, reduced);
    if (!replay_shown(&replayer, reduced)) {
        reduced_release(reduced);
        return false;
    }
    const char *failure = text_in(reduced->result, "failure");
    if (strcmp(text_in(reduced->replay.result, "failure"), failure) != 0) {
        return true; /* it doesn't fail so again: nothing around it says more */
    }
    replayer.until = nearest_now() + seconds / 4;
    if (has_passing(failure)) {
        find_simpler(&replayer, reduced);
        if (strchr(reduced->schedule, '@') != NULL) {
            return true; /* the threads try for ever, in whatever order */
        }
        replayer.until = nearest_now() + seconds / 4;
        reduced->passing_schedule =
            nearest_passing(&replayer, reduced->schedule, reduced->replay.trace, &reduced->passing,
                            &reduced->tried);
    }
    return true;
}

void reduced_release(struct reduced *reduced)
{
    json_decref(reduced->result);
    explored_release(&reduced->replay);
    explored_release(&reduced->passing);
    free(reduced->schedule);
    free(reduced->passing_schedule);
    free(reduced->split);
    *reduced = (struct reduced){0};
}
