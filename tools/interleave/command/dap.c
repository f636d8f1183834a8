/*
 * dap.c - the requests of the Debug Adapter Protocol; see dap.h.
 *
 * Theory of operation. A request finds its handler in a table; the handler fills its body, or says
 * in one sentence why it can't be done. What moves the program is answered first, and then tells
 * where it has stopped, as the protocol wants it.
 */
#include "dap.h"

#include "dap_show.h"
#include "dap_wire.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGUMENTS = 256 };

struct breakpoint {
    char *path; /* of the source, without links */
    int line;
};

struct server {
    struct stepping *session; /* NULL: none was launched */
    long seq;                 /* of the last message that was sent */
    struct breakpoint *breakpoints;
    size_t breakpoint_count;
    long next_breakpoint; /* number of the next that is set */
    bool stops_on_entry, is_configured, is_left;
    bool from_one;  /* lines and columns count from 1 in the client */
    size_t printed; /* how much of the program's output was told */
    char error[TEXT_SIZE];
    const char *stopped; /* to be told after the answer: the reason; NULL: nothing */
    int stopped_thread;  /* which, -1: whoever goes on */
    bool has_ended;      /* the same: the program goes no further */
};

/* -- messages -- */

static void send(struct server *server, json_t *message)
{
    json_object_set_new(message, "seq", json_integer(++server->seq));
    server->is_left = !dap_write(stdout, message) || server->is_left;
}

static void send_event(struct server *server, const char *event, json_t *body)
{
    json_t *message = json_pack("{s:s, s:s}", "type", "event", "event", event);
    if (body != NULL) {
        json_object_set_new(message, "body", body);
    }
    send(server, message);
}

static void send_output(struct server *server, const char *category, const char *text)
{
    if (text[0] != '\0') {
        send_event(server, "output", json_pack("{s:s, s:s}", "category", category, "output", text));
    }
}

__attribute__((format(printf, 2, 3))) static bool fail(struct server *server, const char *format,
                                                       ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(server->error, sizeof server->error, format, arguments);
    va_end(arguments);
    return false;
}

static const struct stepping_state *state_of(const struct server *server)
{
    return stepping_state(server->session);
}

static const char *text_or_null(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* -- where it stops -- */

static void tell_printed(struct server *server)
{
    const char *printed = state_of(server)->printed;
    const size_t length = strlen(printed);
    if (length > server->printed) {
        send_output(server, "stdout", printed + server->printed);
    }
    server->printed = length;
}

/* In the words of the story, where it has any. */
static void tell_failure(struct server *server)
{
    const struct stepping_state *state = state_of(server);
    char *text;
    const char *between = state->sentence[0] != '\0' ? "\n" : "";
    if (asprintf(&text, "%s%s%s\nschedule: %s\n", state->message, between, state->sentence,
                 state->schedule) >= 0) {
        send_output(server, "console", text);
        free(text);
    }
}

/* The thread that the client should look at: of those that can go on, the one that went on last. */
static int thread_to_show(const struct stepping_state *state)
{
    const int last = state->last;
    if (last >= 0 && (state->ended || state->threads[last].state == STEPPING_CAN_GO)) {
        return last;
    }
    for (int i = 0; i < state->thread_count; i++) {
        if (state->threads[i].state == STEPPING_CAN_GO) {
            return i;
        }
    }
    return last >= 0 ? last : 0;
}

static void tell_stop(struct server *server, const char *reason, int thread)
{
    const struct stepping_state *state = state_of(server);
    const bool fails = state->ended && state->failure != NULL;
    tell_printed(server);
    json_t *body =
        json_pack("{s:s, s:i, s:b}", "reason", fails ? "exception" : reason, "threadId",
                  (thread >= 0 ? thread : thread_to_show(state)) + 1, "allThreadsStopped", 1);
    if (fails) {
        json_object_set_new(body, "description", json_string(state->failure));
        json_object_set_new(
            body, "text",
            json_string(state->sentence[0] != '\0' ? state->sentence : state->message));
    } else if (state->ended) {
        json_object_set_new(body, "description", json_string("the program has ended"));
    }
    if (state->ended) {
        tell_failure(server);
    }
    send_event(server, "stopped", body);
}

/* The client is told that the program is through; it can still restart it. */
static void tell_end(struct server *server)
{
    const struct stepping_state *state = state_of(server);
    tell_printed(server);
    if (state->failure == NULL) {
        tell_failure(server);
    }
    send_event(server, "exited",
               json_pack("{s:i}", "exitCode", state->failure != NULL ? 1 : (int)state->outcome));
    send_event(server, "terminated", NULL);
}

/* -- moving -- */

/* Has the client set a breakpoint there? */
static bool is_breakpoint(const struct server *server, const struct place *place)
{
    char *path = server->breakpoint_count > 0 ? dap_path(place) : NULL;
    bool is_one = false;
    for (size_t i = 0; i < server->breakpoint_count && path != NULL; i++) {
        is_one = is_one || (server->breakpoints[i].line == place->line &&
                            strcmp(server->breakpoints[i].path, path) == 0);
    }
    free(path);
    return is_one;
}

/* Does the step begin a library's operation? */
static bool begins_operation(const struct stepping_state *state, int step)
{
    const struct stepping_row *row = &state->rows[step];
    for (int i = step - 1; i >= 0; i--) {
        if (state->rows[i].thread == row->thread) {
            return state->rows[i].operation != row->operation;
        }
    }
    return true;
}

/* Is there a breakpoint at the step itself, or where the program calls a library for it? */
static bool stops_at(const struct server *server, int step)
{
    const struct stepping_state *state = state_of(server);
    const struct stepping_row *row = &state->rows[step];
    return (row->has_own && is_breakpoint(server, &row->own)) ||
           (row->operation != 0 && row->has_place && begins_operation(state, step) &&
            is_breakpoint(server, &row->place));
}

/* The next step of the line, in that direction, before which it is to stop; -1: there is none. */
static int find_breakpoint(const struct server *server, int direction)
{
    const struct stepping_state *state = state_of(server);
    for (int i = state->position + direction; i >= 0 && i < state->length; i += direction) {
        if (stops_at(server, i)) {
            return i;
        }
    }
    return -1;
}

static bool told(struct server *server, int error)
{
    return error == 0 ||
           fail(server, error == ECHILD ? "the program's process has gone" : "%s", strerror(error));
}

/* Up to a breakpoint, or the end. *thread is then who stands at the breakpoint, or -1. */
static bool run_on(struct server *server, int *thread)
{
    const struct stepping_state *state = state_of(server);
    *thread = -1;
    if (state->position == state->length && !state->ended &&
        !told(server, stepping_complete(server->session))) {
        return false;
    }
    int stop = find_breakpoint(server, 1);
    if (stop < 0) {
        /* The schedule that was launched may stop before the program does. */
        if (!told(server, stepping_go_to(server->session, state->length)) ||
            (!state->ended && !told(server, stepping_complete(server->session)))) {
            return false;
        }
        stop = find_breakpoint(server, 1);
    }
    *thread = stop >= 0 ? state->rows[stop].thread : -1;
    return told(server, stepping_go_to(server->session, stop >= 0 ? stop : state->length));
}

/* -- the requests: each fills *body, or says in server->error why it fails, and returns false -- */

typedef bool handler(struct server *server, const json_t *arguments, json_t **body);

static bool initialize(struct server *server, const json_t *arguments, json_t **body)
{
    static const char *const can[] = {
        "supportsConfigurationDoneRequest",
        "supportsStepBack",
        "supportsRestartRequest",
        "supportsTerminateRequest",
        "supportsExceptionInfoRequest",
        "supportsEvaluateForHovers",
        "supportsSingleThreadExecutionRequests",
    };
    const json_t *lines = json_object_get(arguments, "linesStartAt1");
    server->from_one = lines == NULL || json_is_true(lines);
    *body = json_object();
    for (size_t i = 0; i < sizeof can / sizeof *can; i++) {
        json_object_set_new(*body, can[i], json_true());
    }
    return true;
}

static bool is_set(const json_t *arguments, const char *key)
{
    return json_is_true(json_object_get(arguments, key));
}

/* The program and its arguments. False: they are not what they must be. */
static bool read_program(const json_t *arguments, const char *program[static MOST_ARGUMENTS])
{
    size_t i;
    const json_t *argument;
    const json_t *given = json_object_get(arguments, "args");
    program[0] = text_or_null(arguments, "program");
    if (program[0] == NULL || (given != NULL && !json_is_array(given)) ||
        json_array_size(given) > MOST_ARGUMENTS - 2) {
        return false;
    }
    json_array_foreach(given, i, argument)
    {
        program[i + 1] = json_string_value(argument);
        if (program[i + 1] == NULL) {
            return false;
        }
    }
    program[json_array_size(given) + 1] = NULL;
    return true;
}

static bool launch(struct server *server, const json_t *arguments, json_t **body)
{
    const char *program[MOST_ARGUMENTS];
    const json_t *stops = json_object_get(arguments, "stopOnEntry");
    const struct stepping_options options = {.schedule = text_or_null(arguments, "schedule"),
                                             .ignore_races = is_set(arguments, "ignoreRaces"),
                                             .any_exit = is_set(arguments, "anyExit"),
                                             .outcome = is_set(arguments, "outcome"),
                                             .leaks = is_set(arguments, "leaks"),
                                             .unicode = true};
    (void)body;
    if (server->session != NULL) {
        return fail(server, "a program was launched already");
    }
    if (!read_program(arguments, program)) {
        return fail(server, "launch needs program, a path; and args, if any, as an array of texts");
    }
    server->stops_on_entry = !json_is_false(stops);
    server->session = stepping_open(program, &options, server->error);
    return server->session != NULL;
}

static bool attach(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    (void)body;
    return fail(server, "interleave runs the program itself: use launch");
}

static bool configuration_done(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    (void)body;
    server->is_configured = true;
    return true;
}

static void forget_breakpoints(struct server *server, const char *path)
{
    size_t kept = 0;
    for (size_t i = 0; i < server->breakpoint_count; i++) {
        if (path == NULL || strcmp(server->breakpoints[i].path, path) == 0) {
            free(server->breakpoints[i].path);
        } else {
            server->breakpoints[kept++] = server->breakpoints[i];
        }
    }
    server->breakpoint_count = kept;
}

static bool add_breakpoint(struct server *server, const char *path, int line)
{
    struct breakpoint *more =
        realloc(server->breakpoints, (server->breakpoint_count + 1) * sizeof *server->breakpoints);
    char *copy = strdup(path);
    server->breakpoints = more != NULL ? more : server->breakpoints;
    if (more == NULL || copy == NULL) {
        free(copy);
        return false;
    }
    server->breakpoints[server->breakpoint_count++] = (struct breakpoint){copy, line};
    return true;
}

static bool set_breakpoints(struct server *server, const json_t *arguments, json_t **body)
{
    size_t i;
    const json_t *wanted;
    const char *given = text_or_null(json_object_get(arguments, "source"), "path");
    char *path = given != NULL ? realpath(given, NULL) : NULL;
    json_t *set = json_array();
    if (path == NULL && given != NULL) {
        path = strdup(given);
    }
    if (path != NULL) {
        forget_breakpoints(server, path);
    }
    json_array_foreach(json_object_get(arguments, "breakpoints"), i, wanted)
    {
        const int line = (int)json_integer_value(json_object_get(wanted, "line"));
        const bool is_there =
            path != NULL && add_breakpoint(server, path, line + !server->from_one);
        json_array_append_new(set,
                              json_pack("{s:i, s:b, s:i}", "id", (int)++server->next_breakpoint,
                                        "verified", is_there, "line", line));
    }
    free(path);
    *body = json_pack("{s:o}", "breakpoints", set);
    return true;
}

/* There are none of these; clients ask all the same. */
static bool set_none(struct server *server, const json_t *arguments, json_t **body)
{
    (void)server;
    (void)arguments;
    *body = json_pack("{s:[]}", "breakpoints");
    return true;
}

static bool threads(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    *body = dap_threads(state_of(server));
    return true;
}

/* The index of the thread that the arguments name. */
static bool find_thread(struct server *server, const json_t *arguments, int *thread)
{
    const json_int_t number = json_integer_value(json_object_get(arguments, "threadId"));
    if (number < 1 || number > state_of(server)->thread_count) {
        return fail(server, "there is no thread with that number");
    }
    *thread = (int)number - 1;
    return true;
}

static bool stack_trace(struct server *server, const json_t *arguments, json_t **body)
{
    int thread;
    if (!find_thread(server, arguments, &thread)) {
        return false;
    }
    const json_int_t first = json_integer_value(json_object_get(arguments, "startFrame"));
    const json_int_t count = json_integer_value(json_object_get(arguments, "levels"));
    const bool fits = first >= 0 && first < STEPPING_FRAMES;
    *body = dap_stack(state_of(server), thread, fits ? (int)first : STEPPING_FRAMES,
                      count > 0 && count < STEPPING_FRAMES ? (int)count : 0);
    return true;
}

static bool scopes(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    *body = dap_scopes(state_of(server));
    return true;
}

static bool variables(struct server *server, const json_t *arguments, json_t **body)
{
    *body =
        dap_variables(state_of(server),
                      (long)json_integer_value(json_object_get(arguments, "variablesReference")));
    return *body != NULL || fail(server, "there are no variables with that reference");
}

static bool step(struct server *server, const json_t *arguments, json_t **body)
{
    int thread;
    char name[NAME_SIZE];
    (void)body;
    if (!find_thread(server, arguments, &thread)) {
        return false;
    }
    const struct stepping_state *state = state_of(server);
    const struct stepping_thread *of = &state->threads[thread];
    dap_thread_name(of, name);
    if (state->ended) {
        return fail(server, "the program has ended; step back, or restart");
    }
    if (of->state == STEPPING_ENDED) {
        return fail(server, "%s has ended; step another thread", name);
    }
    if (of->state != STEPPING_CAN_GO) {
        return fail(server, "%s %s; step another thread", name, of->waits);
    }
    const bool is_next =
        state->position < state->length && state->rows[state->position].thread == thread;
    server->stopped = "step";
    return told(server, is_next ? stepping_forward(server->session)
                                : stepping_step(server->session, thread));
}

static bool go(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    *body = json_pack("{s:b}", "allThreadsContinued", 1);
    server->has_ended = state_of(server)->ended;
    server->stopped = "go";
    return true;
}

static bool step_back(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    (void)body;
    if (state_of(server)->position == 0) {
        return fail(server, "the program is at its beginning");
    }
    server->stopped = "step";
    return told(server, stepping_back(server->session));
}

static bool go_back(struct server *server, const json_t *arguments, json_t **body)
{
    const struct stepping_state *state = state_of(server);
    (void)arguments;
    (void)body;
    const int stop = find_breakpoint(server, -1);
    server->stopped = stop >= 0 ? "breakpoint" : "entry";
    server->stopped_thread = stop >= 0 ? state->rows[stop].thread : -1;
    return told(server, stepping_go_to(server->session, stop >= 0 ? stop : 0));
}

static bool restart(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    (void)body;
    server->printed = 0;
    server->stopped = "entry";
    return told(server, stepping_go_to(server->session, 0));
}

static bool pause_it(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    (void)body;
    server->stopped = "pause";
    return true;
}

static bool exception_info(struct server *server, const json_t *arguments, json_t **body)
{
    const struct stepping_state *state = state_of(server);
    char text[2 * TEXT_SIZE + 10];
    (void)arguments;
    if (state->failure == NULL) {
        return fail(server, "nothing has failed so far");
    }
    snprintf(text, sizeof text, "%s%s%s", state->message, state->sentence[0] != '\0' ? "\n" : "",
             state->sentence);
    *body = json_pack("{s:s, s:s, s:s}", "exceptionId", state->failure, "description", text,
                      "breakMode", "always");
    return true;
}

/* What the explorer says of what can still come. For the caller to free; NULL without memory. */
static char *finish(struct server *server)
{
    enum { SECONDS = 10 };
    char *words;
    struct stepping_finish found;
    const int error = stepping_finish(server->session, SECONDS, false, &found);
    if (error != 0) {
        return strdup(error == ECHILD ? "The explorer ended without an answer." : strerror(error));
    }
    const char *before = found.schedule != NULL ? " schedule: " : "";
    const int length = asprintf(&words, "%s%s%s", found.message, before,
                                found.schedule != NULL ? found.schedule : "");
    return length >= 0 ? words : NULL;
}

/* What the client's user typed: a variable, or a command. For the caller to free; NULL: neither. */
static char *answer_to(struct server *server, const char *text, bool is_typed)
{
    char value[NAME_SIZE];
    if (stepping_value(server->session, text, value)) {
        return strdup(value);
    }
    if (is_typed && strcmp(text, "schedule") == 0) {
        return strdup(state_of(server)->schedule);
    }
    return is_typed && strcmp(text, "finish") == 0 ? finish(server) : NULL;
}

static bool evaluate(struct server *server, const json_t *arguments, json_t **body)
{
    const char *text = text_or_null(arguments, "expression");
    if (text == NULL) {
        return fail(server, "evaluate needs an expression");
    }
    const char *context = text_or_null(arguments, "context");
    const bool is_typed = context != NULL && strcmp(context, "repl") == 0;
    char *words = answer_to(server, text, is_typed);
    if (words == NULL) {
        return fail(server, "%.200s is none of the variables that the threads have touched", text);
    }
    *body = json_pack("{s:s, s:i}", "result", words, "variablesReference", 0);
    free(words);
    return true;
}

static bool terminate(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    (void)body;
    server->has_ended = true;
    return true;
}

static bool disconnect(struct server *server, const json_t *arguments, json_t **body)
{
    (void)arguments;
    (void)body;
    server->is_left = true;
    return true;
}

static const struct request {
    const char *command;
    handler *handle;
    bool needs_program;
} requests[] = {
    {"initialize", initialize, false},
    {"launch", launch, false},
    {"attach", attach, false},
    {"setBreakpoints", set_breakpoints, false},
    {"setFunctionBreakpoints", set_none, false},
    {"setExceptionBreakpoints", set_none, false},
    {"configurationDone", configuration_done, false},
    {"threads", threads, true},
    {"stackTrace", stack_trace, true},
    {"scopes", scopes, true},
    {"variables", variables, true},
    {"next", step, true},
    {"stepIn", step, true},
    {"stepOut", step, true},
    {"continue", go, true},
    {"stepBack", step_back, true},
    {"reverseContinue", go_back, true},
    {"restart", restart, true},
    {"pause", pause_it, true},
    {"exceptionInfo", exception_info, true},
    {"evaluate", evaluate, true},
    {"terminate", terminate, false},
    {"disconnect", disconnect, false},
};

/* -- serving -- */

static bool handle(struct server *server, const char *command, const json_t *arguments,
                   json_t **body)
{
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        if (strcmp(requests[i].command, command) == 0) {
            return requests[i].needs_program && server->session == NULL
                       ? fail(server, "no program was launched")
                       : requests[i].handle(server, arguments, body);
        }
    }
    return fail(server, "interleave has no request %.100s", command);
}

static void answer(struct server *server, const json_t *request, const char *command, bool done,
                   json_t *body)
{
    json_t *message = json_pack("{s:s, s:I, s:b, s:s}", "type", "response", "request_seq",
                                json_integer_value(json_object_get(request, "seq")), "success",
                                done, "command", command);
    if (!done) {
        json_object_set_new(message, "message", json_string(server->error));
        json_decref(body);
        body = json_pack("{s:{s:i, s:s, s:b}}", "error", "id", 1, "format", server->error,
                         "showUser", 1);
    }
    if (body != NULL) {
        json_object_set_new(message, "body", body);
    }
    send(server, message);
}

/* It goes on, and stops again. */
static void tell_run(struct server *server)
{
    int thread;
    if (!run_on(server, &thread)) {
        send_output(server, "stderr", server->error);
    }
    const struct stepping_state *state = state_of(server);
    if (state->ended && state->failure == NULL) {
        tell_end(server);
    } else {
        tell_stop(server, thread >= 0 ? "breakpoint" : "pause", thread);
    }
}

/* What comes after the answer. */
static void tell_what_follows(struct server *server, const char *command)
{
    if (strcmp(command, "initialize") == 0) {
        send_event(server, "initialized", NULL);
    }
    /* A client may be through with its configuration before or after it has launched. */
    const bool begins = strcmp(command, "launch") == 0 || strcmp(command, "configurationDone") == 0;
    if (begins && server->is_configured && server->session != NULL) {
        if (server->stops_on_entry) {
            tell_stop(server, "entry", -1);
        } else {
            tell_run(server);
        }
    } else if (server->has_ended && server->session != NULL) {
        tell_end(server);
    } else if (server->has_ended) {
        send_event(server, "terminated", NULL);
    } else if (server->stopped != NULL && strcmp(server->stopped, "go") == 0) {
        tell_run(server);
    } else if (server->stopped != NULL) {
        tell_stop(server, server->stopped, server->stopped_thread);
    }
}

static void serve(struct server *server, const json_t *message)
{
    const char *command = text_or_null(message, "command");
    const char *type = text_or_null(message, "type");
    json_t *body = NULL;
    if (type == NULL || strcmp(type, "request") != 0 || command == NULL) {
        return; /* an answer, or an event, of which a client sends none that counts here */
    }
    server->stopped = NULL;
    server->stopped_thread = -1;
    server->has_ended = false;
    const bool done = handle(server, command, json_object_get(message, "arguments"), &body);
    answer(server, message, command, done, body);
    if (done) {
        tell_what_follows(server, command);
    }
}

int dap(void)
{
    struct server server = {.from_one = true};
    const char *error;
    json_t *message;
    enum dap_read read = DAP_END;
    signal(SIGPIPE, SIG_IGN);
    while (!server.is_left && (read = dap_read(stdin, &message, &error)) == DAP_MESSAGE) {
        serve(&server, message);
        json_decref(message);
    }
    stepping_close(server.session);
    forget_breakpoints(&server, NULL);
    free(server.breakpoints);
    if (!server.is_left && read == DAP_GARBAGE) {
        fprintf(stderr,
                "interleave: dap: %s; try: an editor that speaks the Debug Adapter "
                "Protocol\n",
                error);
        return 2;
    }
    return 0;
}
