/*
 * test_dap.c - a conversation with `interleave dap`, as an editor has it: what it answers, and what
 * it tells by itself. Real clients are tried by `make dap-tried`.
 *
 * INTERLEAVE_PROGRAM names the command.
 */
#include "crash.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char counter[] = "#include <pthread.h>\n"
                              "#include <stdio.h>\n"
                              "static int value;\n"
                              "static void *worker(void *argument) {\n"
                              "    value++;\n"
                              "    return argument;\n"
                              "}\n"
                              "int main(int count, char **arguments) {\n"
                              "    pthread_t one, other;\n"
                              "    if (count > 1) return arguments[1][0] != 'x';\n"
                              "    pthread_create(&one, NULL, worker, NULL);\n"
                              "    pthread_create(&other, NULL, worker, NULL);\n"
                              "    pthread_join(one, NULL);\n"
                              "    pthread_join(other, NULL);\n"
                              "    printf(\"%d\\n\", value);\n"
                              "    return value != 2;\n"
                              "}\n";

static const char loops[] = "#include <pthread.h>\n"
                            "static int value;\n"
                            "static void *worker(void *argument) {\n"
                            "    for (int i = 0; i < 300; i++) value++;\n"
                            "    return argument;\n"
                            "}\n"
                            "int main(void) {\n"
                            "    pthread_t thread;\n"
                            "    pthread_create(&thread, NULL, worker, NULL);\n"
                            "    worker(NULL);\n"
                            "    return pthread_join(thread, NULL);\n"
                            "}\n";

static const char guarded[] = /* and a library's object */
    "#include <interleave_annotate.h>\n"
    "#include <pthread.h>\n"
    "static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;\n"
    "struct queue { int used, room; };\n"
    "static struct queue queue;\n"
    "static void open_queue(struct queue *of) {\n"
    "    INTERLEAVE_BEGINS(of, \"opens {object}\");\n"
    "    INTERLEAVE_STANDS(of, \"queue\", \"open\", NULL);\n"
    "    INTERLEAVE_ENDS(NULL);\n"
    "}\n"
    "static void *worker(void *argument) {\n"
    "    pthread_mutex_lock(&guard);\n"
    "    pthread_mutex_unlock(&guard);\n"
    "    return argument;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t one, other;\n"
    "    open_queue(&queue);\n"
    "    pthread_create(&one, NULL, worker, NULL);\n"
    "    pthread_create(&other, NULL, worker, NULL);\n"
    "    pthread_join(one, NULL);\n"
    "    return pthread_join(other, NULL);\n"
    "}\n";

static char folder[] = "/tmp/racetrack-XXXXXX";
static char source[100], program[100];
static FILE *to, *from;
static pid_t server;

static void compile(const char *text)
{
    char command[500];
    cr_assert_not_null(mkdtemp(folder));
    snprintf(source, sizeof source, "%s/it.c", folder);
    snprintf(program, sizeof program, "%s/it", folder);
    FILE *file = fopen(source, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    snprintf(command, sizeof command, "%s cc %s -o %s", getenv("INTERLEAVE_PROGRAM"), source,
             program);
    cr_assert_eq(system(command), 0);
}

enum { MOST_SECONDS = 600 };

static void start(void)
{
    int in[2], out[2];
    cr_assert(pipe(in) == 0 && pipe(out) == 0);
    server = fork();
    if (server == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        close(out[0]);
        alarm(MOST_SECONDS); /* of the server, whose end the tests wait for */
        execl(getenv("INTERLEAVE_PROGRAM"), "interleave", "dap", (char *)NULL);
        _exit(99);
    }
    close(in[0]);
    close(out[1]);
    to = fdopen(in[1], "w");
    from = fdopen(out[0], "r");
    signal(SIGPIPE, SIG_IGN);
}

/* The server's exit status, once it has no more input. */
static int end(void)
{
    int status;
    char command[200];
    fclose(to);
    cr_assert_eq(waitpid(server, &status, 0), server);
    fclose(from);
    if (program[0] != '\0') {
        snprintf(command, sizeof command, "rm -rf %s", folder);
        cr_assert_eq(system(command), 0);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static json_t *next_message(void)
{
    int length;
    cr_assert_eq(fscanf(from, "Content-Length: %d\r\n\r\n", &length), 1, "no message");
    char *text = calloc(1, (size_t)length + 1);
    cr_assert_eq(fread(text, 1, (size_t)length, from), (size_t)length);
    json_t *message = json_loads(text, 0, NULL);
    cr_assert_not_null(message, "%s", text);
    free(text);
    return message;
}

static void send(const char *text)
{
    fprintf(to, "Content-Length: %zu\r\n\r\n%s", strlen(text), text);
    fflush(to);
}

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* Sends a request with those arguments (json_pack's; NULL: none); returns the answer. */
static json_t *ask(const char *command, json_t *arguments)
{
    static int number = 0;
    json_t *request =
        json_pack("{s:i, s:s, s:s}", "seq", ++number, "type", "request", "command", command);
    if (arguments != NULL) {
        json_object_set_new(request, "arguments", arguments);
    }
    char *text = json_dumps(request, JSON_COMPACT);
    send(text);
    free(text);
    json_decref(request);
    for (;;) {
        json_t *message = next_message();
        if (strcmp(text_in(message, "type"), "response") == 0) {
            cr_expect_eq(json_integer_value(json_object_get(message, "request_seq")), number);
            cr_expect_str_eq(text_in(message, "command"), command);
            return message;
        }
        json_decref(message); /* an event */
    }
}

static void expect_done(const char *command, json_t *arguments)
{
    json_t *answer = ask(command, arguments);
    cr_expect(json_is_true(json_object_get(answer, "success")), "%s: %s", command,
              text_in(answer, "message"));
    json_decref(answer);
}

static void expect_refused(const char *command, json_t *arguments, const char *message)
{
    json_t *answer = ask(command, arguments);
    cr_expect(json_is_false(json_object_get(answer, "success")), "%s", command);
    cr_expect_not_null(strstr(text_in(answer, "message"), message), "%s: %s", command,
                       text_in(answer, "message"));
    json_decref(answer);
}

/* The event of that name that comes next; those before it are lost. A new reference to its body. */
static json_t *event(const char *name)
{
    for (;;) {
        json_t *message = next_message();
        if (strcmp(text_in(message, "event"), name) == 0) {
            json_t *body = json_incref(json_object_get(message, "body"));
            json_decref(message);
            return body;
        }
        json_decref(message);
    }
}

static void expect_stop(const char *reason, int thread)
{
    json_t *body = event("stopped");
    cr_expect_str_eq(text_in(body, "reason"), reason);
    cr_expect_eq(json_integer_value(json_object_get(body, "threadId")), thread, "%s: thread %d",
                 reason, (int)json_integer_value(json_object_get(body, "threadId")));
    json_decref(body);
}

static void step(int thread)
{
    expect_done("next", json_pack("{s:i}", "threadId", thread));
}

static void launch(json_t *arguments)
{
    json_object_set_new(arguments, "program", json_string(program));
    expect_done("initialize", json_pack("{s:s}", "adapterID", "interleave"));
    json_decref(event("initialized"));
    expect_done("launch", arguments);
}

static void expect_value(const char *name, const char *expected)
{
    json_t *answer = ask("evaluate", json_pack("{s:s}", "expression", name));
    cr_expect_str_eq(text_in(json_object_get(answer, "body"), "result"), expected, "%s", name);
    json_decref(answer);
}

/* Red, were threads not chosen by their number, or a step back not to bring the value back. */
Test(dap, steps_a_thread_and_back)
{
    compile(counter);
    start();
    launch(json_object());
    expect_done("configurationDone", NULL);
    expect_stop("entry", 2);
    step(2);
    expect_stop("step", 2);
    step(3);
    expect_stop("step", 3);
    step(3);
    expect_stop("step", 2);
    expect_value("value", "1");
    expect_done("stepBack", json_pack("{s:i}", "threadId", 3));
    expect_stop("step", 3);
    expect_value("value", "0");
    expect_refused("next", json_pack("{s:i}", "threadId", 1), "main (M) waits for the end of");
    expect_refused("next", json_pack("{s:i}", "threadId", 9), "no thread with that number");
    expect_refused("evaluate", json_pack("{s:s}", "expression", "nothing"), "nothing is none of");
    expect_done("disconnect", NULL);
    cr_expect_eq(end(), 0);
}

Test(dap, tells_the_story_at_the_end)
{
    compile(counter);
    start();
    launch(json_object());
    expect_done("configurationDone", NULL);
    expect_stop("entry", 2);
    for (const char *thread = "233"; *thread != '\0'; thread++) {
        step(*thread - '0');
        json_decref(event("stopped"));
    }
    step(2);
    json_t *output = event("output");
    cr_expect_str_eq(text_in(output, "output"), "1\n");
    json_decref(output);
    output = event("output");
    cr_expect_not_null(strstr(text_in(output, "output"), "Lost update: worker 1 writes value"));
    json_decref(output);
    expect_stop("exception", 2);
    expect_refused("next", json_pack("{s:i}", "threadId", 2), "has ended; step back");
    json_t *info = ask("exceptionInfo", json_pack("{s:i}", "threadId", 2));
    cr_expect_str_eq(text_in(json_object_get(info, "body"), "exceptionId"), "wrong result");
    json_decref(info);
    expect_done("continue", json_pack("{s:i}", "threadId", 2));
    json_decref(event("exited"));
    json_decref(event("terminated"));
    cr_expect_eq(end(), 0, "the client leaves without a word");
}

/* Along the failing schedule, to a breakpoint, on, and back. */
Test(dap, goes_along_a_schedule)
{
    compile(counter);
    start();
    launch(json_pack("{s:s, s:b}", "schedule", "M2A1B3A2M6", "stopOnEntry", 0));
    expect_done("setBreakpoints", json_pack("{s:{s:s}, s:[{s:i}]}", "source", "path", source,
                                            "breakpoints", "line", 5));
    expect_done("configurationDone", NULL);
    expect_stop("breakpoint", 3);
    expect_done("setBreakpoints",
                json_pack("{s:{s:s}, s:[]}", "source", "path", source, "breakpoints"));
    expect_done("continue", json_pack("{s:i}", "threadId", 1));
    expect_stop("exception", 2);
    expect_done("reverseContinue", json_pack("{s:i}", "threadId", 1));
    expect_stop("entry", 2);
    expect_done("restart", NULL);
    expect_stop("entry", 2);
    json_t *stack = ask("stackTrace", json_pack("{s:i}", "threadId", 2));
    const json_t *frame =
        json_array_get(json_object_get(json_object_get(stack, "body"), "stackFrames"), 0);
    cr_expect_eq(json_integer_value(json_object_get(frame, "line")), 5);
    cr_expect_str_eq(text_in(frame, "name"), "worker: reads value → 0");
    json_decref(stack);
    expect_done("terminate", NULL);
    json_decref(event("terminated"));
    cr_expect_eq(end(), 0);
}

Test(dap, goes_back_from_a_crash)
{
    compile(crash);
    start();
    launch(json_object());
    expect_done("configurationDone", NULL);
    expect_stop("entry", 1);
    step(2);
    expect_stop("exception", 2);
    expect_done("stepBack", json_pack("{s:i}", "threadId", 2));
    json_decref(event("stopped"));
    step(1);
    json_decref(event("stopped"));
    expect_done("continue", json_pack("{s:i}", "threadId", 1));
    json_t *exited = event("exited");
    cr_expect_eq(json_integer_value(json_object_get(exited, "exitCode")), 0);
    json_decref(exited);
    cr_expect_eq(end(), 0);
}

Test(dap, ends_where_the_program_does)
{
    compile(counter);
    start();
    launch(json_pack("{s:[s], s:b}", "args", "x", "stopOnEntry", 0));
    expect_done("configurationDone", NULL);
    json_t *exited = event("exited");
    cr_expect_eq(json_integer_value(json_object_get(exited, "exitCode")), 0);
    json_decref(exited);
    json_decref(event("terminated"));
    expect_done("disconnect", NULL);
    cr_expect_eq(end(), 0);
}

/* How the lock or the like of that name stands, in the scope that has them. */
static void expect_object(const char *name, const char *expected)
{
    static const int objects = 3; /* the scope's reference */
    const char *value = "none";
    size_t i;
    const json_t *variable;
    json_t *answer = ask("variables", json_pack("{s:i}", "variablesReference", objects));
    json_array_foreach(json_object_get(json_object_get(answer, "body"), "variables"), i, variable)
    {
        value = strcmp(text_in(variable, "name"), name) == 0 ? text_in(variable, "value") : value;
    }
    cr_expect_str_eq(value, expected, "%s: %s", name, value);
    json_decref(answer);
}

Test(dap, tells_how_locks_and_librarys_objects_stand)
{
    compile(guarded);
    start();
    launch(json_object());
    expect_done("configurationDone", NULL);
    expect_stop("entry", 2);
    expect_object("mutex \"guard\"", "free");
    expect_object("queue \"queue\"", "open, empty");
    step(2);
    expect_stop("step", 2);
    expect_object("mutex \"guard\"", "held by worker 1 (A), 1 waits");
    expect_refused("next", json_pack("{s:i}", "threadId", 3),
                   "worker 2 (B) waits for mutex \"guard\", which worker 1 (A) holds");
    expect_done("disconnect", NULL);
    cr_expect_eq(end(), 0);
}

/* A switch at each step: what is cut is a schedule, too, but another one. */
Test(dap, tells_a_long_schedule_whole)
{
    enum { STEPS = 1100 };
    compile(loops);
    start();
    launch(json_object());
    expect_done("configurationDone", NULL);
    for (int i = 0; i < STEPS; i++) {
        step(1 + i % 2);
    }
    json_t *answer =
        ask("evaluate", json_pack("{s:s, s:s}", "expression", "schedule", "context", "repl"));
    const char *schedule = text_in(json_object_get(answer, "body"), "result");
    cr_expect_geq(strlen(schedule), 2 * STEPS);
    json_decref(answer);
    expect_done("disconnect", NULL);
    cr_expect_eq(end(), 0);
}

Test(dap, says_why_it_cannot)
{
    start();
    expect_done("initialize", NULL);
    json_decref(event("initialized"));
    expect_refused("threads", NULL, "no program was launched");
    expect_refused("attach", NULL, "use launch");
    expect_refused("launch", json_object(), "launch needs program");
    expect_refused("launch", json_pack("{s:s}", "program", "/bin/true"), "interleave cc");
    expect_refused("fly", NULL, "no request fly");
    cr_expect_eq(end(), 0);
}

Test(dap, ends_at_garbage)
{
    start();
    fputs("Content-Length: many\r\n\r\n{}", to);
    fflush(to);
    cr_expect_eq(end(), 2);
    start();
    send("[1, 2]");
    cr_expect_eq(end(), 2);
    start();
    send("{\"seq\": 1}"); /* no request: it is left unanswered */
    expect_done("initialize", NULL);
    fputs("Content-Length: 100\r\n\r\n{", to);
    cr_expect_eq(end(), 2, "a message that ends too soon");
}

/* Red, were the server to go on, or to be killed by SIGPIPE. */
Test(dap, ends_when_nobody_reads)
{
    start();
    fclose(from);
    from = tmpfile();
    send("{\"seq\":1,\"type\":\"request\",\"command\":\"initialize\"}");
    int status;
    cr_assert_eq(waitpid(server, &status, 0), server);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
