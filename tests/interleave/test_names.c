/*
 * test_names.c - what things are called in a failing execution. Each program in names/ says in its
 * first lines what its trace must have:
 *
 *      * Name: box->count               an event's name
 *      * Words: phase ← BUSY            an event's words, or who could end a wait
 *      * Kind: total a local of main    what the thing is that has the name
 *      * Object: malloc a struct queue from heap.c:60      a call and what it is about
 *      * Legend: A cook 1               a thread
 *      * Inside: sends 3 on orders: write      an operation, and what is done within it
 *      * Row: sends 3 on orders         a row of the story
 *      * Rows: 2                        how many it has
 *      * Sentence: Missing close: ...   what the story says, or a part of it
 *      * Decides: It passes when ...    what comes otherwise when it passes, or a part of it
 *      * Never: box                     no event's name
 *
 * INTERLEAVE_PROGRAM names the command.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 256, MOST = 40 };

struct program {
    char source[TEXT];
};

static const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* The result of exploring the program; option: for the compiler. */
static json_t *result_of(const char *source, const char *option)
{
    char folder[] = "/tmp/racetrack-XXXXXX", command[4 * TEXT];
    const char *interleave = getenv("INTERLEAVE_PROGRAM");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(command, sizeof command,
             "%s cc -std=c17 -D_XOPEN_SOURCE=700 %s -o %s/program %s && "
             "%s run --json --seconds=20 %s/program; rm -r %s",
             interleave, option, folder, source, interleave, folder, folder);
    FILE *output = popen(command, "r");
    cr_assert_not_null(output);
    json_t *result = json_loadf(output, 0, NULL);
    pclose(output);
    cr_assert_not_null(result, "%s: no result", source);
    cr_expect_str_eq(text_in(result, "verdict"), "failed", "%s", source);
    return result;
}

/* The event of the trace whose text is the one wanted; NULL if there is none. */
static const json_t *event_with(const json_t *result, const char *key, const char *wanted)
{
    size_t i;
    const json_t *event;
    json_array_foreach(json_object_get(result, "trace"), i, event)
    {
        if (strcmp(text_in(event, key), wanted) == 0) {
            return event;
        }
    }
    return NULL;
}

/* Whether an event has both texts, with a blank between: "malloc a struct node". */
static bool has_both(const json_t *result, const char *first, const char *second,
                     const char *wanted)
{
    size_t i;
    const json_t *event;
    json_array_foreach(json_object_get(result, "trace"), i, event)
    {
        char both[2 * TEXT];
        snprintf(both, sizeof both, "%s %s", text_in(event, first), text_in(event, second));
        if (strcmp(both, wanted) == 0) {
            return true;
        }
    }
    return false;
}

/* "sends 3 on orders: write": an event of that kind within the operation. */
static bool has_inside(const json_t *result, const char *wanted)
{
    char words[TEXT];
    const char *what = strrchr(wanted, ':');
    snprintf(words, sizeof words, "%.*s", (int)(what - wanted), wanted);
    const json_t *operation = event_with(result, "words", words);
    size_t i;
    const json_t *event;
    json_array_foreach(json_object_get(result, "trace"), i, event)
    {
        if (operation != NULL && strcmp(text_in(event, "do"), what + 2) == 0 &&
            json_equal(json_object_get(event, "inside"), json_object_get(operation, "n"))) {
            return true;
        }
    }
    return false;
}

static bool has_row(const json_t *result, const char *wanted)
{
    size_t i;
    const json_t *row;
    json_array_foreach(json_object_get(json_object_get(result, "story"), "rows"), i, row)
    {
        if (strcmp(text_in(row, "words"), wanted) == 0) {
            return true;
        }
    }
    return false;
}

static size_t rows_of(const json_t *result)
{
    return json_array_size(json_object_get(json_object_get(result, "story"), "rows"));
}

static void expect_line(const json_t *result, const char *source, const char *line)
{
    char wanted[TEXT];
    if (sscanf(line, " * Name: %255[^\n]", wanted) == 1) {
        cr_expect_not_null(event_with(result, "name", wanted), "%s: no %s", source, wanted);
    } else if (sscanf(line, " * Words: %255[^\n]", wanted) == 1) {
        cr_expect(event_with(result, "words", wanted) != NULL ||
                      event_with(result, "helps", wanted) != NULL,
                  "%s: no %s", source, wanted);
    } else if (sscanf(line, " * Object: %255[^\n]", wanted) == 1) {
        cr_expect(has_both(result, "do", "name", wanted), "%s: no %s", source, wanted);
    } else if (sscanf(line, " * Kind: %255[^\n]", wanted) == 1) {
        cr_expect(has_both(result, "name", "kind", wanted), "%s: no %s", source, wanted);
    } else if (sscanf(line, " * Row: %255[^\n]", wanted) == 1) {
        cr_expect(has_row(result, wanted), "%s: no row %s", source, wanted);
    } else if (sscanf(line, " * Rows: %255[^\n]", wanted) == 1) {
        cr_expect_eq(rows_of(result), strtoul(wanted, NULL, 10), "%s: %zu rows, not %s", source,
                     rows_of(result), wanted);
    } else if (sscanf(line, " * Sentence: %255[^\n]", wanted) == 1) {
        const char *sentence = text_in(json_object_get(result, "story"), "sentence");
        cr_expect_not_null(strstr(sentence, wanted), "%s: not %s: %s", source, wanted, sentence);
    } else if (sscanf(line, " * Decides: %255[^\n]", wanted) == 1) {
        const char *decides = text_in(json_object_get(result, "story"), "decides");
        cr_expect_not_null(strstr(decides, wanted), "%s: not %s: %s", source, wanted, decides);
    } else if (sscanf(line, " * Inside: %255[^\n]", wanted) == 1) {
        cr_expect(has_inside(result, wanted), "%s: not %s", source, wanted);
    } else if (sscanf(line, " * Never: %255[^\n]", wanted) == 1) {
        cr_expect_null(event_with(result, "name", wanted), "%s: %s", source, wanted);
    } else if (sscanf(line, " * Legend: %255[^\n]", wanted) == 1) {
        char *name = strchr(wanted, ' ');
        *name++ = '\0';
        cr_expect_str_eq(text_in(json_object_get(result, "legend"), wanted), name, "%s: %s", source,
                         wanted);
    }
}

ParameterizedTestParameters(names, of_a_program)
{
    static struct program all[MOST];
    glob_t found;
    size_t count = 0;
    if (glob("tests/interleave/names/*.c", 0, NULL, &found) == 0) {
        for (; count < found.gl_pathc && count < MOST; count++) {
            snprintf(all[count].source, TEXT, "%s", found.gl_pathv[count]);
        }
        globfree(&found);
    }
    return cr_make_param_array(struct program, all, count);
}

ParameterizedTest(struct program *program, names, of_a_program)
{
    char line[TEXT];
    FILE *file = fopen(program->source, "r");
    cr_assert_not_null(file);
    json_t *result = result_of(program->source, "");
    while (fgets(line, sizeof line, file) != NULL && strstr(line, "*/") == NULL) {
        expect_line(result, program->source, line);
    }
    fclose(file);
    json_decref(result);
}

/* What is explored, and what comes out, is the same without a library's words. */
ParameterizedTestParameters(names, words_change_nothing_else)
{
    static struct program all[] = {{"tests/interleave/names/operations.c"},
                                   {"tests/interleave/names/folded.c"}};
    return cr_make_param_array(struct program, all, sizeof all / sizeof *all);
}

ParameterizedTest(struct program *program, names, words_change_nothing_else)
{
    static const char *const same[] = {"executions", "events",  "steps",   "failing",
                                       "schedule",   "failure", "message", "found"};
    json_t *with = result_of(program->source, "");
    json_t *without = result_of(program->source, "-U__INTERLEAVE__");
    cr_expect_null(event_with(without, "do", "operation"), "%s", program->source);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        json_t *one = json_object_get(with, same[i]), *other = json_object_get(without, same[i]);
        if (strcmp(same[i], "found") == 0) {
            one = json_object_get(json_array_get(one, 0), "schedule");
            other = json_object_get(json_array_get(other, 0), "schedule");
        }
        cr_expect_not_null(one, "%s: no %s", program->source, same[i]);
        cr_expect(json_equal(one, other), "%s: another %s", program->source, same[i]);
    }
    json_decref(with);
    json_decref(without);
}
