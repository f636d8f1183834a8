/*
 * test_editors.c - what .vscode tells VS Code: a task for each verb of a student's, a problem
 * matcher that finds every place which the verbs print, launches that the debug adapter
 * understands. The rules are those of VS Code's documentation of tasks.json, launch.json and
 * contribution points.
 *
 * This process runs in the project's top folder; MAKE says how to call make.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 4096, GROUPS = 6 };

static json_t *loaded(const char *path)
{
    json_error_t error;
    json_t *json = json_load_file(path, 0, &error);
    cr_assert_not_null(json, "%s:%d: %s", path, error.line, error.text);
    return json;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* -- tasks -- */

static const json_t *task_of(const json_t *tasks, const char *verb)
{
    size_t i;
    const json_t *task;
    json_array_foreach(tasks, i, task)
    {
        const char *first = json_string_value(json_array_get(json_object_get(task, "args"), 0));
        if (first != NULL && strcmp(first, verb) == 0) {
            return task;
        }
    }
    return NULL;
}

/* Of the README's table of verbs, those of students: up to the one for teachers. */
Test(tasks, are_there_for_each_verb_of_students)
{
    char line[LINE], verb[64];
    int count = 0;
    json_t *all = loaded(".vscode/tasks.json");
    FILE *file = fopen("README.md", "r");
    cr_assert_not_null(file);
    cr_expect_str_eq(text_of(all, "version"), "2.0.0");
    while (fgets(line, sizeof line, file) != NULL && strstr(line, "| `make grade`") == NULL) {
        if (sscanf(line, "| `make %63[a-z]`", verb) == 1) {
            const json_t *task = task_of(json_object_get(all, "tasks"), verb);
            cr_expect_not_null(task, "no task for make %s", verb);
            cr_expect_str_eq(text_of(task, "command"), "make");
            count++;
        }
    }
    cr_expect_gt(count, 10, "%d verbs", count);
    fclose(file);
    json_decref(all);
}

static bool has_input(const json_t *inputs, const char *name, size_t length)
{
    size_t i;
    const json_t *input;
    json_array_foreach(inputs, i, input)
    {
        const char *id = text_of(input, "id");
        if (strlen(id) == length && strncmp(id, name, length) == 0) {
            return *text_of(input, "type") != '\0' && *text_of(input, "description") != '\0';
        }
    }
    return false;
}

/* Every ${input:…} of a file is one that it declares. */
static void expect_inputs(const char *path)
{
    static const char begin[] = "${input:";
    json_t *all = loaded(path);
    char *text = json_dumps(all, 0);
    int count = 0;
    for (const char *at = text; (at = strstr(at, begin)) != NULL; count++) {
        at += strlen(begin);
        const size_t length = strcspn(at, "}");
        cr_expect(has_input(json_object_get(all, "inputs"), at, length), "%s: %.*s", path,
                  (int)length, at);
    }
    cr_expect_gt(count, 0);
    free(text);
    json_decref(all);
}

Test(tasks, ask_only_what_is_declared)
{
    expect_inputs(".vscode/tasks.json");
    expect_inputs(".vscode/launch.json");
}

/* -- the problem matcher -- */

/* Replaces each occurrence. */
static void replace(char text[static LINE], const char *old, const char *new)
{
    char made[LINE] = "";
    for (const char *at = text; *at != '\0';) {
        const size_t length = strlen(made);
        const bool is_it = strncmp(at, old, strlen(old)) == 0;
        snprintf(made + length, sizeof made - length, is_it ? "%s" : "%.1s", is_it ? new : at);
        at += is_it ? strlen(old) : 1;
    }
    memcpy(text, made, LINE);
}

/* The matcher that all tasks share, as a POSIX expression. */
static regex_t shared_matcher(const json_t **pattern, json_t *all)
{
    char expression[LINE];
    regex_t compiled;
    size_t i;
    const json_t *task, *first = NULL;
    json_array_foreach(json_object_get(all, "tasks"), i, task)
    {
        const json_t *own = json_object_get(task, "problemMatcher");
        first = first != NULL ? first : own;
        cr_expect(json_equal(own, first), "%s has another matcher", text_of(task, "label"));
    }
    *pattern = json_object_get(first, "pattern");
    snprintf(expression, sizeof expression, "%s", text_of(*pattern, "regexp"));
    replace(expression, "(.+?)", "([^:]+)");
    replace(expression, "\\d", "[0-9]");
    cr_assert_eq(regcomp(&compiled, expression, REG_EXTENDED), 0, "%s", expression);
    return compiled;
}

static void group(const json_t *pattern, const char *key, const char *line,
                  const regmatch_t *groups, char text[static LINE])
{
    const regmatch_t *of = &groups[json_integer_value(json_object_get(pattern, key))];
    snprintf(text, LINE, "%.*s", (int)(of->rm_eo - of->rm_so), line + of->rm_so);
}

/* Is it a place as compilers print it, at the line's begin? */
static bool is_place(const char *line)
{
    char file[LINE], after;
    int number, column;
    return sscanf(line, "%4095[^: ]:%d:%d%c", file, &number, &column, &after) == 4 && after == ':';
}

static int lines_of(const char *path)
{
    int count = 0, c;
    FILE *file = fopen(path, "r");
    while (file != NULL && (c = getc(file)) != EOF) {
        count += c == '\n';
    }
    if (file != NULL) {
        fclose(file);
    }
    return count;
}

struct command {
    char line[200];
    int errors; /* at least */
};

ParameterizedTestParameters(matcher, finds_each_place)
{
    static struct command all[] = {
        {"explore EX=1 SOURCE=exercises/01-counter/original.c", 1},
        {"tsan EX=1 SOURCE=exercises/01-counter/original.c", 1},
        {"verify EX=1 SOURCE=build/tests/broken.c", 1},
        {"run EX=1 SOURCE=build/tests/broken.c", 1},
    };
    return cr_make_param_array(struct command, all, sizeof all / sizeof *all);
}

/* Red, did a verb print a place that VS Code would not list, or one that isn't there. */
ParameterizedTest(struct command *command, matcher, finds_each_place)
{
    char line[LINE], run[LINE], file[LINE], number[LINE], severity[LINE];
    regmatch_t groups[GROUPS];
    const json_t *pattern;
    int errors = 0;
    json_t *all = loaded(".vscode/tasks.json");
    regex_t compiled = shared_matcher(&pattern, all);
    FILE *broken = fopen("build/tests/broken.c", "w");
    cr_assert_not_null(broken);
    fputs("#include \"exercise.h\"\nlong total(struct load load)\n{\n    return lod.work;\n}\n",
          broken);
    fclose(broken);
    snprintf(run, sizeof run, "${MAKE:-make} -s %s 2>&1", command->line);
    FILE *output = popen(run, "r");
    cr_assert_not_null(output);
    while (fgets(line, sizeof line, output) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (!is_place(line)) {
            continue;
        }
        cr_expect_eq(regexec(&compiled, line, GROUPS, groups, 0), 0, "%s: not matched: %s",
                     command->line, line);
        group(pattern, "file", line, groups, file);
        group(pattern, "line", line, groups, number);
        group(pattern, "severity", line, groups, severity);
        cr_expect_leq(atoi(number), lines_of(file), "%s: no such line: %s", command->line, line);
        errors += strcmp(severity, "error") == 0;
    }
    pclose(output);
    cr_expect_geq(errors, command->errors, "%s: %d errors", command->line, errors);
    regfree(&compiled);
    json_decref(all);
}

/* -- launches -- */

/* Red, had a launch an attribute that the adapter's extension does not declare, or of another type.
 */
Test(launches, are_what_the_adapter_takes)
{
    json_t *launch = loaded(".vscode/launch.json");
    json_t *extension = loaded(".vscode/extensions/interleave/package.json");
    const json_t *debugger =
        json_array_get(json_object_get(json_object_get(extension, "contributes"), "debuggers"), 0);
    const json_t *properties = json_object_get(
        json_object_get(json_object_get(debugger, "configurationAttributes"), "launch"),
        "properties");
    static const char *const own[] = {"name", "type", "request"};
    size_t i;
    json_t *one;
    int count = 0;
    cr_expect_str_eq(text_of(launch, "version"), "0.2.0");
    json_array_foreach(json_object_get(launch, "configurations"), i, one)
    {
        const char *key;
        json_t *value;
        for (size_t k = 0; k < sizeof own / sizeof *own; k++) {
            cr_expect(*text_of(one, own[k]) != '\0', "launch %zu has no %s", i, own[k]);
        }
        if (strcmp(text_of(one, "type"), text_of(debugger, "type")) != 0) {
            continue;
        }
        json_object_foreach(one, key, value)
        {
            const char *type = text_of(json_object_get(properties, key), "type");
            const bool is_own =
                strcmp(key, "name") == 0 || strcmp(key, "type") == 0 || strcmp(key, "request") == 0;
            cr_expect(is_own || (strcmp(type, "string") == 0 && json_is_string(value)) ||
                          (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
                          (strcmp(type, "array") == 0 && json_is_array(value)),
                      "%s: %s", text_of(one, "name"), key);
        }
        count++;
    }
    cr_expect_gt(count, 0);
    json_decref(launch);
    json_decref(extension);
}
