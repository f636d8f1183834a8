/*
 * test_orders.c - `interleave orders` on programs whose source says, beside each atomic operation,
 * which memory order is enough for it (tests/interleave/orders):
 *
 *     atomic_store(&ready, 1); // enough: release
 *
 * and where a line has several, "enough: relaxed, acquire", in the order of the report. No
 * operation may be missing, and each reason why one can't be weaker must fail again when it is
 * replayed. INTERLEAVE_PROGRAM names the command.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { PATH = 256, LINE = 512, COMMAND = 2048, MOST = 64 };

struct fixture {
    char source[PATH];
};

/* A folder that has the program of a source. */
struct built {
    char folder[PATH], program[2 * PATH];
};

/* Runs the command; its output is the caller's to free. */
static int run(const char *command, char **output)
{
    size_t room = 0;
    FILE *pipe = popen(command, "r");
    cr_assert_not_null(pipe);
    *output = NULL;
    if (getdelim(output, &room, '\0', pipe) < 0) {
        free(*output);
        *output = strdup("");
    }
    cr_assert_not_null(*output);
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *interleave(void)
{
    const char *program = getenv("INTERLEAVE_PROGRAM");
    cr_assert_not_null(program, "INTERLEAVE_PROGRAM isn't set");
    return program;
}

static struct built build(const char *source)
{
    struct built built = {.folder = "/tmp/racetrack-XXXXXX"};
    char command[COMMAND];
    char *said;
    cr_assert_not_null(mkdtemp(built.folder));
    snprintf(built.program, sizeof built.program, "%s/program", built.folder);
    snprintf(command, sizeof command, "%s cc -o %s %s 2>&1", interleave(), built.program, source);
    const int status = run(command, &said);
    cr_assert(status == 0 && said[0] == '\0', "%s: %s", source, said);
    free(said);
    return built;
}

static void remove_built(const struct built *built)
{
    char command[COMMAND];
    char *said;
    snprintf(command, sizeof command, "rm -r %s", built->folder);
    cr_expect_eq(run(command, &said), 0);
    free(said);
}

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* What a line of the source says is enough; empty if it says nothing. */
static void read_enough(const char *line, char enough[static LINE])
{
    const char *begin = strstr(line, "enough: ");
    enough[0] = '\0';
    if (begin != NULL) {
        begin += strlen("enough: ");
        snprintf(enough, LINE, "%.*s", (int)(strcspn(begin, "*") - 1), begin);
    }
}

/* What is enough for the operations at that line, in the order in which they are reported. */
static void reported_at(const json_t *operations, int line, char enough[static LINE])
{
    size_t i;
    const json_t *operation;
    enough[0] = '\0';
    json_array_foreach(operations, i, operation)
    {
        if (json_integer_value(json_object_get(operation, "line")) == line) {
            const size_t length = strlen(enough);
            snprintf(enough + length, LINE - length, "%s%s", length > 0 ? ", " : "",
                     text_in(operation, "enough"));
        }
    }
}

static void expect_enough(const char *source, const json_t *operations)
{
    char line[LINE], wanted[LINE], reported[LINE];
    FILE *file = fopen(source, "r");
    cr_assert_not_null(file);
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        read_enough(line, wanted);
        reported_at(operations, number, reported);
        cr_expect_str_eq(reported, wanted, "%s:%d: %s is enough, but reported is \"%s\"", source,
                         number, wanted, reported);
    }
    fclose(file);
}

static int replay(const char *again)
{
    char command[COMMAND];
    char *said;
    snprintf(command, sizeof command, "%s%s 2>&1", interleave(), again + strlen("interleave"));
    const int status = run(command, &said);
    free(said);
    return status;
}

/* The same schedule without the weaker orders. */
static int replay_as_it_is(const json_t *reason, const char *program)
{
    char again[COMMAND];
    snprintf(again, sizeof again, "interleave replay %s %s", text_in(reason, "schedule"), program);
    return replay(again);
}

static void expect_reasons(const json_t *operation, const char *program)
{
    size_t i;
    const json_t *reason;
    const json_t *reasons = json_object_get(operation, "weaker");
    const char *enough = text_in(operation, "enough");
    const bool is_weakest = strcmp(enough, "relaxed") == 0 || strcmp(enough, "none") == 0 ||
                            strcmp(enough, "relaxed/relaxed") == 0;
    cr_expect_eq(json_array_size(reasons) == 0, is_weakest, "line %d: %zu reasons for %s",
                 (int)json_integer_value(json_object_get(operation, "line")),
                 json_array_size(reasons), enough);
    json_array_foreach(reasons, i, reason)
    {
        cr_expect_str_eq(text_in(reason, "verdict"), "failed");
        cr_expect_str_neq(text_in(reason, "sentence"), "");
        cr_expect_eq(replay(text_in(reason, "again")), 1, "%s", text_in(reason, "again"));
        cr_expect_neq(replay_as_it_is(reason, program), 1, "%s fails with the source's orders",
                      text_in(reason, "schedule"));
    }
}

ParameterizedTestParameters(orders, weakest)
{
    static struct fixture all[MOST];
    glob_t found;
    size_t count = 0;
    if (glob("tests/interleave/orders/*.c", 0, NULL, &found) == 0) {
        for (; count < found.gl_pathc && count < MOST; count++) {
            snprintf(all[count].source, PATH, "%s", found.gl_pathv[count]);
        }
        globfree(&found);
    }
    return cr_make_param_array(struct fixture, all, count);
}

ParameterizedTest(struct fixture *fixture, orders, weakest)
{
    const struct built built = build(fixture->source);
    char command[COMMAND];
    char *said;
    size_t i;
    const json_t *operation;
    snprintf(command, sizeof command, "%s orders --json --seconds=0 %s 2>%s/errors", interleave(),
             built.program, built.folder);
    cr_expect_eq(run(command, &said), 0, "%s", said);
    json_t *result = json_loads(said, 0, NULL);
    cr_assert_not_null(result, "%s: %s", fixture->source, said);
    const json_t *operations = json_object_get(result, "operations");
    cr_expect_str_eq(text_in(result, "verdict"), "proved");
    cr_expect(json_is_true(json_object_get(result, "minimal")));
    cr_expect(json_is_true(json_object_get(result, "proved_together")));
    expect_enough(fixture->source, operations);
    json_array_foreach(operations, i, operation)
    {
        expect_reasons(operation, built.program);
    }
    json_decref(result);
    free(said);
    remove_built(&built);
}

/* A program with so many loads: each in a line of its own, or all where one macro is. */
static struct built build_loads(int count, bool in_a_macro)
{
    struct built built;
    char source[] = "/tmp/racetrack-XXXXXX.c";
    const int descriptor = mkstemps(source, 2);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    cr_assert_not_null(file);
    fputs("#include <stdatomic.h>\nstatic atomic_int x;\n#define ONE "
          "atomic_load_explicit(&x, memory_order_relaxed);\n#define ALL",
          file);
    for (int i = 0; i < (in_a_macro ? count : 1); i++) {
        fputs(" ONE", file);
    }
    fputs("\nint main(void)\n{\n", file);
    for (int i = 0; i < (in_a_macro ? 1 : count); i++) {
        fputs("ALL\n", file);
    }
    fputs("}\n", file);
    fclose(file);
    built = build(source);
    cr_expect_eq(remove(source), 0);
    return built;
}

/* Red, were operations for which there is no room passed over in silence: nobody tried them, so
 * what came out isn't known to be minimal. */
Test(orders, operations_that_are_left_out_are_told)
{
    static const struct {
        int count;
        bool in_a_macro, left_out;
    } cases[] = {{20, false, false}, {1100, false, true}, {4200, true, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct built built = build_loads(cases[i].count, cases[i].in_a_macro);
        char command[COMMAND];
        char *said;
        snprintf(command, sizeof command, "%s orders --json %s", interleave(), built.program);
        cr_expect_eq(run(command, &said), 0);
        json_t *result = json_loads(said, 0, NULL);
        cr_expect_str_eq(text_in(result, "verdict"), "proved");
        cr_expect_eq(json_is_true(json_object_get(result, "left_out")), cases[i].left_out, "%d",
                     cases[i].count);
        cr_expect_neq(json_is_true(json_object_get(result, "minimal")), cases[i].left_out, "%d",
                      cases[i].count);
        json_decref(result);
        free(said);
        if (!cases[i].in_a_macro) {
            snprintf(command, sizeof command, "%s orders %s 2>&1", interleave(), built.program);
            cr_expect_eq(run(command, &said), 0);
            cr_expect_eq(strstr(said, "the others stay as they are") != NULL, cases[i].left_out);
            free(said);
        }
        remove_built(&built);
    }
}

/* A case of the command: what it is called with, before the program; how it ends, and what it says
 * among the rest. */
static const struct called {
    const char *source, *with, *says;
    int status;
} called[] = {
    /* a program that isn't proved as it is */
    {"wrong/racy.c", "orders", "only a program that is proved", 1},
    {"wrong/racy.c", "orders", "data race", 1},
    {"counter.c", "orders -n 1", "only a program that is proved", 0},
    /* what it says of one that is */
    {"counter.c", "orders", "seq_cst: relaxed is enough", 0},
    {"counter.c", "orders --sc", "chooses the orders itself", 2},
    {"fences.c", "orders", "Without it: Data race", 0},
    {"right_message.c", "orders", "no memory order can be weaker", 0},
    /* the option by which it replays, in its own right */
    {"right_message.c", "run", "proved", 0},
    {"right_message.c", "run --orders=right_message.c:12=relaxed",
     "again: interleave replay --orders=right_message.c:12=relaxed ", 1},
    {"right_message.c", "run --orders=right_message.c:12=seq_cst", "proved", 0},
    {"right_message.c", "run --orders=right_message.c:12:5:load=relaxed", "proved", 0},
    {"right_message.c", "run --orders=other.c:12=relaxed", "no code from other.c:12", 2},
    {"right_message.c", "run --orders=right_message.c:12=weak", "must be FILE:LINE", 2},
    {"right_message.c", "run --orders=right_message.c=relaxed", "must be FILE:LINE", 2},
};

static void expect_called(const struct called *one, const char *program)
{
    char command[COMMAND];
    char *said;
    snprintf(command, sizeof command, "%s %s %s 2>&1", interleave(), one->with, program);
    const int status = run(command, &said);
    cr_expect_eq(status, one->status, "%s: ends with %d: %s", one->with, status, said);
    cr_expect_not_null(strstr(said, one->says), "%s: doesn't say \"%s\": %s", one->with, one->says,
                       said);
    free(said);
}

Test(orders, command)
{
    struct built built;
    const size_t count = sizeof called / sizeof *called;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(called[i].source, called[i - 1].source) != 0) {
            char source[PATH];
            snprintf(source, sizeof source, "tests/interleave/orders/%s", called[i].source);
            built = build(source);
        }
        expect_called(&called[i], built.program);
        if (i + 1 == count || strcmp(called[i].source, called[i + 1].source) != 0) {
            remove_built(&built);
        }
    }
}
