/* model.c - see model.h. */
#include "model.h"

#include "along.h"
#include "counted.h"

#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* A thread that goes on alone, and never ends, is left to the player after so many steps. */
enum { MOST_FORCED = 1000, MOST_FILES = 1000 };

static const char data_race[] = "data race";

/* -- what is said -- */

void model_say(struct model *model, enum tone tone, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0) {
        text = NULL;
    }
    va_end(arguments);
    free(model->message);
    model->message = text != NULL ? text : text_format("out of memory");
    model->tone = tone;
}

/* "12 steps with 1 switch" */
static char *length_in_words(int steps, int switches)
{
    char one[COUNTED_SIZE], other[COUNTED_SIZE];
    return text_format("%s with %s", counted(one, steps, "step", "steps"),
                       counted(other, switches, "switch", "switches"));
}

/* -- where the game stands -- */

/* Whether that failure is what the game is about. A program with a data race has one in nearly
 * every schedule, so where more can go wrong, the race alone is no win. */
static bool wins(const struct model *model, const char *failure)
{
    return failure != NULL &&
           (strcmp(failure, data_race) != 0 || model->par.verdict != PAR_BREAKS ||
            strcmp(model->par.failure, data_race) == 0);
}

/* How many steps it took until it broke; all that were done if no row says. */
static int steps_to_break(const struct model *model, const struct stepping_state *state)
{
    for (int i = 0; i < state->position; i++) {
        if (wins(model, state->rows[i].failure)) {
            return i + 1;
        }
    }
    return state->position;
}

static int switches_in(const struct stepping_state *state, int steps)
{
    int switches = 0;
    for (int i = 0; i < steps && i < state->position; i++) {
        switches += state->rows[i].switched ? 1 : 0;
    }
    return switches;
}

static bool can_go(const struct model *model, int thread)
{
    return thread >= 0 && thread < model->state->thread_count &&
           model->state->threads[thread].state == STEPPING_CAN_GO;
}

/* The only thread that can go on; -1: there are more, or none. */
static int only_one(const struct model *model)
{
    int only = -1;
    for (int i = 0; i < model->state->thread_count; i++) {
        if (can_go(model, i)) {
            if (only >= 0) {
                return -1;
            }
            only = i;
        }
    }
    return only;
}

/* The state has changed: the thread that is chosen can go on, if there is one. */
static void look(struct model *model)
{
    model->state = stepping_state(model->session);
    model->broken = wins(model, model->state->failure);
    model->broken_in = model->broken ? steps_to_break(model, model->state) : 0;
    model->broken_switches = switches_in(model->state, model->broken_in);
    if (!can_go(model, model->chosen)) {
        for (int i = 0; i < model->state->thread_count; i++) {
            const int thread = (model->chosen + 1 + i) % model->state->thread_count;
            if (can_go(model, thread)) {
                model->chosen = thread;
                break;
            }
        }
    }
    if (model->chosen >= model->state->thread_count) {
        model->chosen = 0;
    }
}

/* -- messages about it -- */

static void say_broken(struct model *model)
{
    const struct stepping_state *state = model->state;
    const char *sentence = state->sentence[0] != '\0' ? state->sentence : state->message;
    char *yours = length_in_words(model->broken_in, model->broken_switches);
    if (!model->par.is_measured) {
        model_say(model, TONE_GOOD, "It breaks! You took %s. %s", yours, sentence);
    } else {
        char *least = length_in_words(model->par.steps, model->par.switches);
        model_say(model, TONE_GOOD, "It breaks! You took %s; the simplest failure takes %s. %s",
                  yours, least, sentence);
        free(least);
    }
    free(yours);
}

static void say_ended(struct model *model)
{
    const struct stepping_state *state = model->state;
    if (state->cut) {
        model_say(model, TONE_NEUTRAL, "Here it was stopped: %s", state->message);
    } else if (state->failure != NULL) { /* a race, and no more */
        model_say(model, TONE_NEUTRAL,
                  "%s But the result came out right this time. Back with u, or again with r.",
                  state->message);
    } else if (state->has_outcome) {
        model_say(model, TONE_NEUTRAL,
                  "It ended well this time: %ld, as expected. Back with u, or again with r.",
                  state->outcome);
    } else {
        model_say(model, TONE_NEUTRAL, "It ended well this time. Back with u, or again with r.");
    }
}

/* What can be said of the step that was just done. */
static void say_state(struct model *model)
{
    const struct stepping_state *state = model->state;
    const struct stepping_row *last =
        state->position > 0 ? &state->rows[state->position - 1] : NULL;
    if (model->broken) {
        say_broken(model);
    } else if (state->ended) {
        say_ended(model);
    } else if (last != NULL && last->failure != NULL) {
        model_say(model, TONE_NEUTRAL, "%s What can come of it?", state->message);
    } else if (last != NULL && last->choices > 1) {
        model_say(model, TONE_NEUTRAL,
                  "This was choice %d of %d here: c takes another, an older value or thread.",
                  last->chosen + 1, last->choices);
    } else {
        model_say(model, TONE_NEUTRAL, "%s", "");
    }
}

static void say_error(struct model *model, int error, int thread_index)
{
    switch (error) {
    case ECHILD:
        model->gone = true;
        model_say(model, TONE_BAD, "The program's process has gone. q ends the game.");
        break;
    case EAGAIN: {
        const struct stepping_thread *thread = &model->state->threads[thread_index];
        model_say(model, TONE_BAD, "%s (%s) can't go on now%s%s.", thread->name, thread->letter,
                  thread->waits[0] != '\0' ? ": it " : "", thread->waits);
        break;
    }
    case EINVAL:
        model_say(model, TONE_BAD, "There is nothing more that way.");
        break;
    default:
        model_say(model, TONE_BAD, "%s", strerror(error));
    }
}

/* -- moves -- */

static bool note_forced(struct model *model, int step, bool forced)
{
    if (step >= model->forced_room) {
        const int room = 2 * step + 64;
        bool *more = realloc(model->forced, (size_t)room * sizeof *more);
        if (more == NULL) {
            return false;
        }
        memset(more + model->forced_room, 0, (size_t)(room - model->forced_room) * sizeof *more);
        model->forced = more;
        model->forced_room = room;
    }
    model->forced[step] = forced;
    return true;
}

/* The thread goes on: along the line, if that is what comes next in it. */
static int go_on(struct model *model, int thread, bool forced)
{
    const struct stepping_state *state = model->state;
    const int at = state->position;
    const bool along = at < state->length && state->rows[at].thread == thread;
    if (!note_forced(model, at, forced)) {
        return ENOMEM;
    }
    const int error =
        along ? stepping_forward(model->session) : stepping_step(model->session, thread);
    look(model);
    return error;
}

/* As long as only one thread can go on, it does, unless there is something to decide. */
static int settle(struct model *model)
{
    for (int steps = 0; steps < MOST_FORCED; steps++) {
        const struct stepping_state *state = model->state;
        const int thread = only_one(model);
        const bool may_choose = state->position > 0 && state->rows[state->position - 1].choices > 1;
        if (state->ended || thread < 0 || may_choose) {
            break;
        }
        const int error = go_on(model, thread, true);
        if (error != 0) {
            return error;
        }
    }
    return 0;
}

static int step(struct model *model)
{
    if (model->state->ended) {
        return 0; /* what there is to say is said again */
    }
    const int error = go_on(model, model->chosen, false);
    return error != 0 ? error : settle(model);
}

static int go_to(struct model *model, int position)
{
    const int error = stepping_go_to(model->session, position);
    look(model);
    return error;
}

/* To where the last decision was taken: before it, and what came of it by itself. */
static int undo(struct model *model)
{
    int at = model->state->position - 1;
    while (at > 0 && at < model->forced_room && model->forced[at]) {
        at--;
    }
    if (at < 0) {
        return EINVAL;
    }
    const int thread = model->state->rows[at].thread;
    const int error = go_to(model, at);
    if (error == 0 && can_go(model, thread)) {
        model->chosen = thread;
    }
    return error;
}

static int restart(struct model *model)
{
    const int error = go_to(model, 0);
    return error != 0 ? error : settle(model);
}

static int take_other_choice(struct model *model)
{
    const struct stepping_state *state = model->state;
    if (state->position == 0 || state->rows[state->position - 1].choices < 2) {
        return EINVAL;
    }
    const struct stepping_row *last = &state->rows[state->position - 1];
    const int error = stepping_choose(model->session, (last->chosen + 1) % last->choices);
    look(model);
    return error;
}

/* The line goes on as the schedule has it, from where the program stands; and so it does still. */
static int lead_along(struct model *model, const char *schedule)
{
    const int position = model->state->position;
    const int error = along(model->session, schedule);
    for (int i = position; error == 0 && i < stepping_state(model->session)->length; i++) {
        note_forced(model, i, false);
    }
    stepping_go_to(model->session, position);
    look(model);
    return error;
}

static int show_shortest(struct model *model)
{
    if (model->par.schedule == NULL) {
        return EINVAL;
    }
    const int error = go_to(model, 0);
    return error != 0 ? error : lead_along(model, model->par.schedule);
}

static int choose_beside(struct model *model, int direction)
{
    const int count = model->state->thread_count;
    for (int i = 1; i <= count; i++) {
        const int thread = (model->chosen + direction * i + count * i) % count;
        if (model->state->threads[thread].state != STEPPING_ENDED) {
            model->chosen = thread;
            return 0;
        }
    }
    return 0;
}

bool model_choose(struct model *model, int thread)
{
    if (thread < 0 || thread >= model->state->thread_count) {
        return false;
    }
    model->chosen = thread;
    return true;
}

int model_thread(const struct model *model, const char *letter)
{
    for (int i = 0; i < model->state->thread_count; i++) {
        if (strcasecmp(model->state->threads[i].letter, letter) == 0) {
            return i;
        }
    }
    return -1;
}

void model_do(struct model *model, enum order order)
{
    int error = 0;
    const int chosen = model->chosen;
    if (model->gone) {
        return;
    }
    switch (order) {
    case ORDER_STEP:
        error = step(model);
        break;
    case ORDER_NEXT:
        error = choose_beside(model, 1);
        break;
    case ORDER_PREVIOUS:
        error = choose_beside(model, -1);
        break;
    case ORDER_UNDO:
        error = undo(model);
        break;
    case ORDER_BACK:
        error = go_to(model, model->state->position - 1);
        break;
    case ORDER_FORWARD:
        error = stepping_forward(model->session);
        look(model);
        break;
    case ORDER_TO_START:
        error = go_to(model, 0);
        break;
    case ORDER_TO_END:
        error = go_to(model, model->state->length);
        break;
    case ORDER_RESTART:
        error = restart(model);
        break;
    case ORDER_OTHER:
        error = take_other_choice(model);
        break;
    case ORDER_SHOW_SHORT:
        error = show_shortest(model);
        break;
    case ORDERS:
        error = EINVAL;
    }
    if (error != 0) {
        say_error(model, error, chosen);
    } else if (order == ORDER_SHOW_SHORT) {
        model_say(model, TONE_NEUTRAL, "The simplest failure, from its start: %s goes along it.",
                  model->options.stepping.unicode ? "↓" : "the down arrow");
    } else {
        say_state(model);
    }
}

int model_stand(struct model *model, int position)
{
    return model->state->position == position ? 0 : go_to(model, position);
}

int model_step_plainly(struct model *model, int thread, int choice)
{
    int error = stepping_step(model->session, thread);
    if (error == 0 && choice > 0) {
        error = stepping_choose(model->session, choice);
    }
    look(model);
    return error;
}

/* -- what the explorer says -- */

int model_search(const struct model *model, double seconds, struct stepping_finish *finish)
{
    return stepping_finish(model->session, seconds, !wins(model, data_race), finish);
}

void model_take(struct model *model, int error, const struct stepping_finish *finish)
{
    char number[COUNTED_SIZE];
    if (error != 0) {
        look(model);
        say_error(model, error, model->chosen);
        return;
    }
    switch (finish->verdict) {
    case STEPPING_BREAKS:
        model_say(model, TONE_BAD, "It breaks: %s Schedule %s; %s goes along it.", finish->message,
                  finish->schedule != NULL ? finish->schedule : "as it is",
                  model->options.stepping.unicode ? "↓" : "the down arrow");
        if (finish->schedule != NULL && !model->broken) {
            char *schedule = text_format("%s", finish->schedule);
            lead_along(model, schedule);
            free(schedule);
        }
        break;
    case STEPPING_PROVED:
        model_say(model, TONE_GOOD, "From here it cannot be broken any more: proved, in %s.",
                  counted(number, (long)finish->executions, "execution", "executions"));
        break;
    case STEPPING_BOUNDED:
        model_say(model, TONE_NEUTRAL, "Nothing breaks in %s from here, but this is no proof: %s",
                  counted(number, (long)finish->executions, "execution", "executions"),
                  finish->message);
    }
    look(model);
}

void model_finish(struct model *model, double seconds)
{
    struct stepping_finish finish;
    const int error = model_search(model, seconds, &finish);
    model_take(model, error, &finish);
}

static char *copied(const json_t *text)
{
    return json_is_string(text) ? text_format("%s", json_string_value(text)) : NULL;
}

/* How long the simplest failure is, counted as a player's steps are: in a session of its own, so
 * that the game stays where it is. */
static void measure(struct model *model)
{
    char error[TEXT_SIZE];
    struct stepping_options options = model->options.stepping;
    struct stepping *session = stepping_open(model->options.program, &options, error);
    if (session == NULL) {
        return;
    }
    if (along(session, model->par.schedule) == 0) {
        const struct stepping_state *state = stepping_state(session);
        model->par.steps = steps_to_break(model, state);
        model->par.switches = switches_in(state, model->par.steps);
        model->par.preemptions = state->preemptions;
        model->par.is_measured = wins(model, state->failure);
    }
    stepping_close(session);
}

static void forget_par(struct model *model)
{
    free(model->par.failure);
    free(model->par.sentence);
    free(model->par.schedule);
    model->par = (struct par){.verdict = PAR_UNKNOWN};
}

static void say_goal(struct model *model)
{
    char *least;
    char number[COUNTED_SIZE];
    switch (model->par.verdict) {
    case PAR_BREAKS:
        least = length_in_words(model->par.steps, model->par.switches);
        model_say(model, TONE_NEUTRAL,
                  "Break it: choose who goes on, step by step. It can end in a %s%s%s.",
                  model->par.failure, model->par.is_measured ? ", at the least in " : "",
                  model->par.is_measured ? least : "");
        free(least);
        break;
    case PAR_PROVED:
        model_say(model, TONE_GOOD, "It cannot be broken: proved, in %s. Try it all the same.",
                  counted(number, (long)model->par.executions, "execution", "executions"));
        break;
    case PAR_BOUNDED:
        model_say(model, TONE_NEUTRAL,
                  "The explorer has found no schedule that breaks it, in %s, and no proof.",
                  counted(number, (long)model->par.executions, "execution", "executions"));
        break;
    case PAR_UNKNOWN:
        model_say(model, TONE_NEUTRAL, "Break it: choose who goes on, step by step.");
    }
}

void model_learn(struct model *model, const json_t *answer)
{
    const json_t *story = json_object_get(answer, "story");
    const char *verdict = json_string_value(json_object_get(answer, "verdict"));
    struct par *par = &model->par;
    forget_par(model);
    if (verdict == NULL) {
        say_goal(model);
        return;
    }
    par->executions = (unsigned long)json_integer_value(json_object_get(answer, "executions"));
    if (strcmp(verdict, "failed") == 0) {
        const json_t *sentence = json_object_get(story, "sentence");
        const json_t *schedule = json_object_get(story, "schedule");
        par->failure = copied(json_object_get(answer, "failure"));
        par->sentence = copied(
            json_string_length(sentence) > 0 ? sentence : json_object_get(answer, "message"));
        par->schedule =
            copied(json_is_string(schedule) ? schedule : json_object_get(answer, "schedule"));
        if (par->failure != NULL && par->schedule != NULL) {
            par->verdict = PAR_BREAKS;
            measure(model);
        }
    } else if (strcmp(verdict, "proved") == 0) {
        par->verdict = PAR_PROVED;
    } else if (strcmp(verdict, "bounded") == 0) {
        par->verdict = PAR_BOUNDED;
    }
    look(model);
    say_goal(model);
}

/* -- the schedule as a file -- */

/* A file that wasn't there; NULL, with errno, if there can't be one. path: how it is called. */
static FILE *new_file(const struct model *model, char path[static NAME_SIZE])
{
    for (int i = 1; i <= MOST_FILES; i++) {
        if (i == 1) {
            snprintf(path, NAME_SIZE, "%s.schedule", model->options.save);
        } else {
            snprintf(path, NAME_SIZE, "%s-%d.schedule", model->options.save, i);
        }
        const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0) {
            return fdopen(file, "w");
        }
        if (errno != EEXIST) {
            return NULL;
        }
    }
    return NULL;
}

void model_save(struct model *model)
{
    char path[NAME_SIZE];
    if (model->state->schedule == NULL || model->state->schedule[0] == '\0') {
        model_say(model, TONE_BAD, "There is no step to save yet.");
        return;
    }
    FILE *file = new_file(model, path);
    if (file == NULL) {
        model_say(model, TONE_BAD, "%s: %s", path, strerror(errno));
        return;
    }
    fprintf(file, "%s\n# again: %s@%s%s\n", model->state->schedule, model->options.again_before,
            path, model->options.again_after);
    if (fclose(file) != 0) {
        model_say(model, TONE_BAD, "%s: %s", path, strerror(errno));
        return;
    }
    model_say(model, TONE_NEUTRAL, "Saved in %s. Again: %s@%s%s", path, model->options.again_before,
              path, model->options.again_after);
}

/* -- its life -- */

bool model_open(struct model *model, const struct model_options *options,
                char error[static TEXT_SIZE])
{
    *model = (struct model){.options = *options};
    model->session = stepping_open(options->program, &options->stepping, error);
    if (model->session == NULL) {
        return false;
    }
    look(model);
    const int settled = settle(model);
    if (settled != 0) {
        snprintf(error, TEXT_SIZE, "%s: %s", options->program[0], strerror(settled));
        model_close(model);
        return false;
    }
    say_goal(model);
    return true;
}

void model_close(struct model *model)
{
    stepping_close(model->session);
    forget_par(model);
    free(model->message);
    free(model->forced);
    model->message = NULL;
    model->forced = NULL;
    model->session = NULL;
}
