/* stepping.c - the line of steps, and how to come to each of them; see stepping.h. */
#include "interleave/stepping/stepping_inside.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 20000 };
static const double answer_seconds = 60; /* the process itself ends what takes too long */

const char *stepping_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

long stepping_number(const json_t *object, const char *key)
{
    return (long)json_integer_value(json_object_get(object, key));
}

size_t stepping_events(const struct stepping *session, int position)
{
    return position < session->length ? (size_t)(session->line[position].first - 1)
                                      : json_array_size(session->trace);
}

/* -- talking with the process -- */

/* What came of a command. */
struct answer {
    json_t *events, *steps;
    json_t *last; /* the line that ends it */
};

static void answer_release(struct answer *answer)
{
    json_decref(answer->events);
    json_decref(answer->steps);
    json_decref(answer->last);
}

static bool ends_answer(const json_t *line)
{
    return json_object_get(line, "stands") != NULL || json_object_get(line, "refused") != NULL ||
           json_object_get(line, "verdict") != NULL || json_object_get(line, "memory") != NULL;
}

static char *options_of(const struct stepping_options *options, const char *mode)
{
    char *text;
    return asprintf(&text, "mode=%s;steps=%ld;exit=%d;outcome=%d;leaks=%s;races=%d", mode,
                    options->steps, !options->any_exit, options->outcome,
                    options->leaks ? "fail" : "warn", !options->ignore_races) < 0
               ? NULL
               : text;
}

static int start_process(struct stepping *session)
{
    char *options = options_of(&session->options, "step;seconds=0");
    const int error = options != NULL
                          ? stepping_process_start(&session->process, session->program, options)
                          : ENOMEM;
    free(options);
    return error;
}

/* Sends the command, and reads up to the line that ends the answer. 0, and *answer is the caller's;
 * or ECHILD: the process is no more. */
static int ask(struct stepping *session, const char *command, struct answer *answer)
{
    *answer = (struct answer){.events = json_array(), .steps = json_array()};
    int error = stepping_process_send(&session->process, command);
    while (error == 0 && answer->last == NULL) {
        json_t *line = stepping_process_answer(&session->process, answer_seconds);
        if (line == NULL) {
            error = ECHILD;
        } else if (ends_answer(line)) {
            answer->last = json_incref(line);
        } else {
            json_array_append(
                json_object_get(line, "step") != NULL ? answer->steps : answer->events, line);
        }
        json_decref(line);
    }
    if (error == 0 && json_object_get(answer->last, "stands") == NULL &&
        json_object_get(answer->last, "memory") == NULL) {
        error = EINVAL;
    }
    if (error != 0) {
        answer_release(answer);
    }
    return error;
}

__attribute__((format(printf, 3, 4))) static int
ask_for(struct stepping *session, struct answer *answer, const char *format, ...)
{
    char *command;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&command, format, arguments);
    va_end(arguments);
    if (length < 0) {
        return ENOMEM;
    }
    const int error = ask(session, command, answer);
    free(command);
    return error;
}

static const char *schedule_at(const struct stepping *session, int position)
{
    return position < session->length ? session->line[position].before : session->end;
}

/* The process stands there, then; at the position where the line is the same in the state. */
static int stand_at(struct stepping *session, int position, struct answer *answer)
{
    if (position == 0) {
        return ask_for(session, answer, "start\n");
    }
    return ask_for(session, answer, "at %s\n", schedule_at(session, position));
}

/* After the process has ended: another one, which stands where the state says. */
static void mend(struct stepping *session)
{
    struct answer answer;
    stepping_process_end(&session->process);
    if (start_process(session) == 0 && stand_at(session, session->position, &answer) == 0) {
        answer_release(&answer);
    }
}

/* -- the line -- */

static void cut_line(struct stepping *session, int length)
{
    const size_t events = stepping_events(session, length);
    while (json_array_size(session->trace) > events) {
        json_array_remove(session->trace, json_array_size(session->trace) - 1);
    }
    if (length < session->length) {
        free(session->end);
        session->end = session->line[length].before;
        for (int i = length + 1; i < session->length; i++) {
            free(session->line[i].before);
        }
        session->length = length;
    }
}

static int add_step(struct stepping *session, const json_t *told, const json_t *stand)
{
    if (session->length == session->room) {
        const int room = session->room == 0 ? 64 : session->room * 2;
        struct line_step *line = realloc(session->line, (size_t)room * sizeof *line);
        session->line = line != NULL ? line : session->line;
        struct stepping_row *rows =
            line != NULL ? realloc(session->rows, (size_t)room * sizeof *rows) : NULL;
        session->rows = rows != NULL ? rows : session->rows;
        if (rows == NULL) {
            return ENOMEM;
        }
        session->room = room;
    }
    char *before = strdup(stepping_text(told, "schedule"));
    if (before == NULL) {
        return ENOMEM;
    }
    const int thread = stepping_thread(stand, stepping_text(told, "thread"));
    const int at = session->length++;
    session->line[at] =
        (struct line_step){.before = before, .first = stepping_number(told, "n"), .thread = thread};
    session->rows[at] =
        (struct stepping_row){.thread = thread,
                              .switched = at > 0 && session->rows[at - 1].thread != thread,
                              .preempted = json_is_true(json_object_get(told, "preempts")),
                              .choices = 1};
    return 0;
}

/* The steps and events of the answer come behind the line. */
static int add_to_line(struct stepping *session, const struct answer *answer)
{
    size_t i;
    const json_t *told;
    const int before = session->length;
    int error = json_array_extend(session->trace, answer->events) == 0 ? 0 : ENOMEM;
    char *end = strdup(stepping_text(answer->last, "schedule"));
    json_array_foreach(answer->steps, i, told)
    {
        error = error != 0 ? error : add_step(session, told, answer->last);
    }
    if (end == NULL || error != 0) {
        free(end);
        return ENOMEM;
    }
    free(session->end);
    session->end = end;
    names_learn(session->names, session->trace);
    for (int step = before; step < session->length; step++) {
        stepping_tell_row(session, step, stepping_events(session, step + 1));
    }
    return 0;
}

static void keep_stand(struct stepping *session, const struct answer *answer)
{
    json_decref(session->stand);
    session->stand = json_incref(answer->last);
}

/* What has failed now and had not before it was done, is its last step's. */
static void note_failure(struct stepping *session, const char *before)
{
    const char *failure = session->state.failure;
    if (session->position > 0 && failure != NULL &&
        (before == NULL || strcmp(before, failure) != 0)) {
        session->rows[session->position - 1].failure = failure;
    }
}

/* What the program was found to do changed what a step is: the same execution once more. */
static int do_again(struct stepping *session, struct answer *answer)
{
    struct answer again;
    if (!json_is_true(json_object_get(answer->last, "again")) ||
        !json_is_true(json_object_get(answer->last, "cut"))) {
        return 0;
    }
    const int error = ask_for(session, &again, "at %s\n", stepping_text(answer->last, "schedule"));
    if (error == 0) {
        json_decref(answer->last);
        answer->last = json_incref(again.last);
        answer_release(&again);
    }
    return error;
}

/* -- sessions -- */

static bool copy_program(struct stepping *session, const char *const *program)
{
    size_t count = 0;
    while (program[count] != NULL) {
        count++;
    }
    session->program = calloc(count + 1, sizeof *session->program);
    for (size_t i = 0; i < count && session->program != NULL; i++) {
        session->program[i] = strdup(program[i]);
        if (session->program[i] == NULL) {
            return false;
        }
    }
    return session->program != NULL;
}

/* The process's first answer; false, and the reason in error, if there is none that counts. */
static bool begin(struct stepping *session, char error[static TEXT_SIZE])
{
    struct answer answer = {.last = NULL};
    const char *path = session->program[0];
    int code = start_process(session);
    if (code != 0) {
        snprintf(error, TEXT_SIZE, "%s: %s", path, strerror(code));
        return false;
    }
    code = stepping_process_send(&session->process, "start\n");
    answer.events = json_array();
    while (code == 0 && answer.last == NULL) {
        json_t *line = stepping_process_answer(&session->process, answer_seconds);
        code = line == NULL ? ECHILD : 0;
        if (line != NULL && ends_answer(line)) {
            answer.last = json_incref(line);
        } else if (line != NULL) {
            json_array_append(answer.events, line);
        }
        json_decref(line);
    }
    const char *refused = stepping_text(answer.last, "refused");
    if (json_object_get(answer.last, "refused") != NULL) {
        const char *instead = stepping_text(answer.last, "instead");
        snprintf(error, TEXT_SIZE, "%s: it calls %s, with which it can't be explored%s%s", path,
                 refused, instead[0] != '\0' ? "; instead, use " : "", instead);
    } else if (json_object_get(answer.last, "stands") == NULL) {
        snprintf(error, TEXT_SIZE,
                 "%s: it doesn't answer as a program that was built with interleave cc", path);
    } else {
        session->names = names_open(path, (unsigned long)stepping_number(answer.last, "base"));
        session->end = strdup(stepping_text(answer.last, "schedule"));
        session->trace = json_incref(answer.events);
        keep_stand(session, &answer);
        if (session->names != NULL) {
            names_learn(session->names, session->trace);
        }
    }
    answer_release(&answer);
    return session->names != NULL && session->end != NULL && stepping_show(session) == 0;
}

struct stepping *stepping_open(const char *const *program, const struct stepping_options *options,
                               char error[static TEXT_SIZE])
{
    struct stepping *session = calloc(1, sizeof *session);
    snprintf(error, TEXT_SIZE, "%s: %s", program[0], strerror(ENOMEM));
    if (session == NULL) {
        return NULL;
    }
    session->process.socket = -1;
    session->options = *options;
    session->options.schedule = NULL;
    session->options.steps = options->steps > 0 ? options->steps : STEPS;
    if (!copy_program(session, program) || !begin(session, error)) {
        stepping_close(session);
        return NULL;
    }
    if (options->schedule != NULL && stepping_follow(session, options->schedule) != 0) {
        snprintf(error, TEXT_SIZE, "%s: the schedule %.200s doesn't fit it", program[0],
                 options->schedule);
        stepping_close(session);
        return NULL;
    }
    error[0] = '\0';
    return session;
}

void stepping_close(struct stepping *session)
{
    if (session == NULL) {
        return;
    }
    stepping_process_end(&session->process);
    stepping_forget_state(session);
    for (int i = 0; i < session->length; i++) {
        free(session->line[i].before);
    }
    free(session->line);
    free(session->rows);
    free(session->end);
    free(session->found_schedule);
    json_decref(session->stand);
    if (session->names != NULL) {
        names_close(session->names);
    }
    json_decref(session->trace);
    for (size_t i = 0; session->program != NULL && session->program[i] != NULL; i++) {
        free((char *)(uintptr_t)session->program[i]);
    }
    free(session->program);
    free(session);
}

const struct stepping_state *stepping_state(const struct stepping *session)
{
    return &session->state;
}

/* -- moving -- */

/* The process stands at another place of the line, and so does the state. */
static int move_to(struct stepping *session, int position)
{
    struct answer answer;
    const char *before = position == session->position + 1 ? session->state.failure : "";
    const int error = stand_at(session, position, &answer);
    if (error != 0) {
        mend(session);
        return error;
    }
    session->position = position;
    keep_stand(session, &answer);
    answer_release(&answer);
    const int shown = stepping_show(session);
    if (before == NULL || before[0] != '\0') {
        note_failure(session, before);
    }
    return shown;
}

/* The thread does its next step, with that choice, where the process stands. */
static int do_step(struct stepping *session, int thread, int choice)
{
    struct answer answer;
    const char *before = session->state.failure;
    int error = ask_for(session, &answer, "go %d %d\n", thread, choice);
    if (error != 0) {
        mend(session);
        return error;
    }
    error = do_again(session, &answer);
    if (error != 0 || json_array_size(answer.steps) == 0) { /* it stands elsewhere than the state */
        answer_release(&answer);
        mend(session);
        return error != 0 ? error : EAGAIN;
    }
    cut_line(session, session->position);
    error = add_to_line(session, &answer);
    if (error == 0) {
        session->position = session->length;
        session->rows[session->length - 1].choices = (int)stepping_number(answer.last, "choices");
        session->rows[session->length - 1].chosen = (int)stepping_number(answer.last, "chosen");
        keep_stand(session, &answer);
        error = stepping_show(session);
        note_failure(session, before);
    }
    answer_release(&answer);
    return error;
}

int stepping_step(struct stepping *session, int thread)
{
    if (thread < 0 || thread >= session->state.thread_count) {
        return EINVAL;
    }
    return session->state.threads[thread].state == STEPPING_CAN_GO ? do_step(session, thread, 0)
                                                                   : EAGAIN;
}

int stepping_choose(struct stepping *session, int choice)
{
    const int last = session->position - 1;
    if (last < 0 || choice < 0 || choice >= session->rows[last].choices) {
        return EINVAL;
    }
    const int thread = session->line[last].thread;
    int error = move_to(session, last);
    if (error != 0) {
        return error;
    }
    error = do_step(session, thread, choice);
    if (error != 0 && session->position == last && last < session->length) {
        move_to(session, last + 1); /* the state is as before, if the process is */
    }
    return error;
}

int stepping_go_to(struct stepping *session, int position)
{
    if (position < 0 || position > session->length) {
        return EINVAL;
    }
    return position == session->position ? 0 : move_to(session, position);
}

int stepping_back(struct stepping *session)
{
    return stepping_go_to(session, session->position - 1);
}

int stepping_forward(struct stepping *session)
{
    return stepping_go_to(session, session->position + 1);
}

/* The line, from its beginning, is what the answer tells. */
static int take_line(struct stepping *session, const struct answer *answer, const char *schedule)
{
    const size_t length = strlen(schedule);
    const bool stops = length > 0 && schedule[length - 1] == '.';
    cut_line(session, 0);
    json_array_clear(session->trace);
    const int error = add_to_line(session, answer);
    char *end = stops && error == 0 ? strdup(schedule) : NULL;
    if (end != NULL) {
        free(session->end);
        session->end = end;
    }
    return error;
}

int stepping_follow(struct stepping *session, const char *schedule)
{
    struct answer answer;
    if (strpbrk(schedule, "\n;") != NULL) {
        return EINVAL;
    }
    int error = ask_for(session, &answer, "run %s\n", schedule);
    if (error != 0) {
        mend(session);
        return error;
    }
    if (json_is_true(json_object_get(answer.last, "misfit"))) {
        answer_release(&answer);
        const int back = move_to(session, session->position);
        return back != 0 ? back : EINVAL;
    }
    error = take_line(session, &answer, schedule);
    const json_t *found = json_array_get(json_object_get(answer.last, "found"), 0);
    if (error == 0 && session->length > 0 && found != NULL) {
        session->position = session->length;
        keep_stand(session, &answer);
        error = stepping_show(session);
        note_failure(session, NULL);
    }
    answer_release(&answer);
    return error != 0 ? error : move_to(session, 0);
}

/* The position of the line at which so many events have happened. */
static int position_after(const struct stepping *session, size_t events)
{
    int position = 0;
    while (position < session->length && stepping_events(session, position) < events) {
        position++;
    }
    return position;
}

int stepping_complete(struct stepping *session)
{
    const size_t events = stepping_events(session, session->position);
    char *schedule = strdup(schedule_at(session, session->length));
    if (schedule == NULL) {
        return ENOMEM;
    }
    const size_t length = strlen(schedule);
    if (length > 0 && schedule[length - 1] == '.') {
        schedule[length - 1] = '\0';
    }
    int error = stepping_follow(session, schedule);
    free(schedule);
    const int position = position_after(session, events);
    return error != 0 || position == 0 ? error : move_to(session, position);
}

bool stepping_value(const struct stepping *session, const char *name, char value[static NAME_SIZE])
{
    const struct stepping_state *state = &session->state;
    value[0] = '\0';
    for (int i = 0; i < state->variable_count; i++) {
        if (strcmp(state->variables[i].name, name) == 0) {
            snprintf(value, NAME_SIZE, "%s", state->variables[i].value);
            return true;
        }
    }
    return false;
}

/* -- what can still come -- */

static void read_finish(struct stepping *session, const json_t *result,
                        struct stepping_finish *finish)
{
    char *text = session->texts[2];
    const char *verdict = stepping_text(result, "verdict");
    names_message(session->names, stepping_text(result, "message"), text);
    finish->message = text;
    finish->executions = (unsigned long)stepping_number(result, "schedules");
    if (strcmp(verdict, "failed") == 0) {
        free(session->found_schedule);
        session->found_schedule = strdup(stepping_text(result, "schedule"));
        finish->verdict = STEPPING_BREAKS;
        finish->schedule = session->found_schedule;
        finish->failure = stepping_failure(stepping_text(result, "failure"));
    } else if (strcmp(verdict, "proved") == 0) {
        finish->verdict = STEPPING_PROVED;
        snprintf(text, TEXT_SIZE, "However it goes on from here, nothing fails.");
    }
}

int stepping_finish(struct stepping *session, double seconds, bool past_races,
                    struct stepping_finish *finish)
{
    struct stepping_options judged = session->options;
    const char *failure = session->state.failure;
    *finish = (struct stepping_finish){.verdict = STEPPING_BOUNDED, .message = ""};
    judged.ignore_races = judged.ignore_races || past_races;
    if (past_races && failure != NULL && strcmp(failure, "data race") == 0) {
        failure = NULL;
    }
    if (session->state.ended && failure == NULL && !session->state.cut) {
        finish->verdict = STEPPING_PROVED;
        finish->message = "It has ended, and nothing failed.";
        return 0;
    }
    if (failure != NULL) {
        finish->verdict = STEPPING_BREAKS;
        finish->failure = failure;
        finish->message = session->state.message;
        finish->schedule = session->state.schedule;
        return 0;
    }
    struct stepping_process process;
    char *mode = NULL, *options = NULL;
    int error = asprintf(&mode, "auto;seconds=%g;from=%s", seconds > 0 ? seconds : 0.1,
                         schedule_at(session, session->position)) < 0
                    ? ENOMEM
                    : 0;
    options = error == 0 ? options_of(&judged, mode) : NULL;
    error = options != NULL ? stepping_process_start(&process, session->program, options) : ENOMEM;
    free(mode);
    free(options);
    if (error != 0) {
        return error;
    }
    json_t *result = stepping_process_answer(&process, seconds + answer_seconds);
    stepping_process_end(&process);
    if (json_object_get(result, "verdict") != NULL) {
        read_finish(session, result, finish);
    } else {
        error = ECHILD;
    }
    json_decref(result);
    return error;
}
