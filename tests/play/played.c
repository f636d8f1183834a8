/* played.c - see played.h. */
#include "played.h"

#include "play/along.h"
#include "play/asked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CASES = 32 };

static char problem[4 * TEXT_SIZE];

/* The exercise's small case, as its contract says. False if there is none. */
static bool small_case(const char *exercise, int *threads, int *work)
{
    char path[256];
    snprintf(path, sizeof path, "build/%s/contract.json", exercise);
    json_t *contract = json_load_file(path, 0, NULL);
    const json_t *small = json_object_get(contract, "small");
    *threads = (int)json_integer_value(json_object_get(small, "threads"));
    *work = (int)json_integer_value(json_object_get(small, "work"));
    json_decref(contract);
    return *threads > 0 && *work > 0;
}

/* The cases below it, the one with the least to do first, as make explore has them. */
static int smaller_cases(int most_threads, int most_work, char cases[static MOST_CASES][32])
{
    int count = 0;
    for (int all = 1; all < most_threads * most_work; all++) {
        for (int threads = 1; threads <= most_threads; threads++) {
            if (all % threads == 0 && all / threads <= most_work && count < MOST_CASES) {
                snprintf(cases[count++], sizeof cases[0], "--smaller=%d,%d", threads,
                         all / threads);
            }
        }
    }
    return count;
}

/* What `interleave run --json` says of it, a new reference; NULL: nothing. */
static json_t *ask(const struct explorer *explorer, const struct played *played, int threads,
                   int work)
{
    char cases[MOST_CASES][32], one[16], other[16], seconds[32];
    const char *command[MOST_CASES + 16] = {explorer->program, "run", "--json", "--outcome",
                                            "--leaks=fail"};
    int count = 5;
    struct asked asked;
    const int case_count = smaller_cases(threads, work, cases);
    snprintf(seconds, sizeof seconds, "--seconds=%g", explorer->seconds);
    snprintf(one, sizeof one, "%d", threads);
    snprintf(other, sizeof other, "%d", work);
    command[count++] = seconds;
    for (int i = 0; i < case_count; i++) {
        command[count++] = cases[i];
    }
    command[count++] = played->path;
    command[count++] = one;
    command[count++] = other;
    if (asked_begin(&asked, command) != 0) {
        return NULL;
    }
    asked_wait(&asked);
    json_t *answer = json_incref(asked.json);
    asked_release(&asked);
    return answer;
}

const char *played_begin(struct played *played, const struct explorer *explorer,
                         const char *exercise, const char *built)
{
    int threads, work;
    char error[TEXT_SIZE];
    memset(played, 0, sizeof *played);
    snprintf(played->path, sizeof played->path, "%s/explored", built);
    if (!small_case(exercise, &threads, &work)) {
        return "its contract has no small case";
    }
    played->answer = ask(explorer, played, threads, work);
    if (played->answer == NULL) {
        return "the explorer says nothing of it";
    }
    const char *arguments =
        json_string_value(json_object_get(json_object_get(played->answer, "story"), "arguments"));
    if (arguments != NULL) {
        sscanf(arguments, "%d,%d", &threads, &work);
    }
    snprintf(played->arguments, sizeof played->arguments, "%d%c%d", threads, 0, work);
    played->program[0] = played->path;
    played->program[1] = played->arguments;
    played->program[2] = played->arguments + strlen(played->arguments) + 1;
    const struct model_options options = {
        .program = played->program,
        .stepping = {.outcome = true, .leaks = true, .unicode = true},
        .again_before = "make replay SCHEDULE=",
        .again_after = "",
        .save = "build/tests/played"};
    if (!model_open(&played->model, &options, error)) {
        snprintf(problem, sizeof problem, "no game: %s", error);
        json_decref(played->answer);
        return problem;
    }
    model_learn(&played->model, played->answer);
    return NULL;
}

void played_end(struct played *played)
{
    model_close(&played->model);
    json_decref(played->answer);
}

/* One decision, as the line has it at this step, and what came of it by itself. NULL, or what is
 * otherwise. */
static const char *decide(struct model *model, const struct stepping_state *line)
{
    const int at = model->state->position;
    if (!model_choose(model, line->rows[at].thread)) {
        return "a thread of the schedule isn't there";
    }
    model_do(model, ORDER_STEP);
    const int last = model->state->position - 1;
    if (last < at) {
        snprintf(problem, sizeof problem, "step %d: %s", at + 1, model->message);
        return problem;
    }
    for (int tried = 0; last < line->position && tried < line->rows[last].choices &&
                        model->state->rows[last].chosen != line->rows[last].chosen;
         tried++) {
        model_do(model, ORDER_OTHER);
    }
    return NULL;
}

/* Plays along the line of a session that stands where the schedule has led. */
static const char *play_along(struct model *model, const struct stepping_state *line)
{
    while (model->state->position < line->position && !model->broken) {
        const char *wrong = decide(model, line);
        if (wrong != NULL) {
            return wrong;
        }
    }
    if (!model->broken) {
        snprintf(problem, sizeof problem, "not broken after %d steps: %s", model->state->position,
                 model->message);
        return problem;
    }
    return NULL;
}

/* -- what the story counts -- */

/* Of a schedule, without its marks and what main does before its first thread: how often another
 * thread goes on, and how many accesses and calls these are. */
static void count_schedule(const char *schedule, int *switches, long *accesses)
{
    char last[16] = "M";
    *switches = -1; /* from main's beginning to the first thread is none */
    *accesses = 0;
    for (int length = 0; *schedule != '\0'; schedule += length) {
        char name[16];
        long count;
        if (sscanf(schedule, "%15[^0-9.@]%ld%n", name, &count, &length) != 2) {
            return;
        }
        const bool is_thread = strpbrk(name, ":~+=") == NULL;
        *switches += is_thread && strcmp(name, last) != 0;
        *accesses += is_thread && *switches >= 0 ? count : 0;
        if (is_thread) {
            snprintf(last, sizeof last, "%s", name);
        }
    }
}

/* How many preemptions the story's headline tells: "…, counter.c · wrong result · 1 preemption";
 * -1: it tells none. */
static int preemptions_told(const struct played *played, const struct explorer *explorer)
{
    char command[1024], line[1024] = "";
    int count = -1;
    snprintf(command, sizeof command,
             "'%s' run --outcome --leaks=fail --seconds=%g '%s' '%s' '%s' 2>/dev/null",
             explorer->program, explorer->seconds, played->path, played->program[1],
             played->program[2]);
    FILE *story = popen(command, "r");
    while (story != NULL && fgets(line, sizeof line, story) != NULL) {
        const char *told = strstr(line, " preemption");
        while (told > line && strchr("0123456789", told[-1]) != NULL) {
            told--;
        }
        if (told != NULL && count < 0) {
            count = (int)strtol(told, NULL, 10);
        }
    }
    if (story != NULL) {
        pclose(story);
    }
    return count;
}

/* What main has done in the line before its first thread: steps of the game, but none of the count
 * above. */
static int steps_of_beginning(const struct stepping_state *state)
{
    int steps = 0;
    while (steps < state->length && state->rows[steps].thread == 0) {
        steps++;
    }
    return steps;
}

const char *played_as_the_story(const struct played *played, const struct explorer *explorer)
{
    int switches;
    long accesses;
    const struct par *par = &played->model.par;
    const int told = preemptions_told(played, explorer);
    const int begun = steps_of_beginning(played->model.state);
    count_schedule(par->schedule, &switches, &accesses);
    switches += begun > 0;
    accesses += begun;
    if (par->preemptions == told && par->switches <= switches && par->steps <= accesses) {
        return NULL;
    }
    snprintf(problem, sizeof problem,
             "%d steps, %d switches, %d preemptions, but the story's %s has %ld, %d and %d",
             par->steps, par->switches, par->preemptions, par->schedule, accesses, switches, told);
    return problem;
}

const char *played_to_a_win(struct played *played)
{
    char error[TEXT_SIZE];
    struct model *model = &played->model;
    const struct stepping_options options = model->options.stepping;
    if (model->par.verdict != PAR_BREAKS || !model->par.is_measured) {
        snprintf(problem, sizeof problem, "nothing to play for: %s", model->message);
        return problem;
    }
    struct stepping *session = stepping_open(model->options.program, &options, error);
    if (session == NULL) {
        snprintf(problem, sizeof problem, "no session: %s", error);
        return problem;
    }
    const char *wrong = NULL;
    if (along(session, model->par.schedule) != 0) {
        wrong = "the schedule can't be followed";
    }
    wrong = wrong != NULL ? wrong : play_along(model, stepping_state(session));
    stepping_close(session);
    if (wrong == NULL &&
        (model->broken_in != model->par.steps || model->broken_switches != model->par.switches)) {
        snprintf(problem, sizeof problem, "won in %d steps and %d switches instead of %d and %d",
                 model->broken_in, model->broken_switches, model->par.steps, model->par.switches);
        wrong = problem;
    }
    return wrong;
}

bool played_cannot_break(struct played *played, double seconds)
{
    model_finish(&played->model, seconds);
    return strstr(played->model.message, "cannot be broken any more: proved") != NULL;
}
