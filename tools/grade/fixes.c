/* fixes.c - puts together what fails in the same way; see fixes.h. */
#include "grade/fixes.h"

#include "common/text.h"
#include "grade/facts.h"
#include "grade/meaning.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 60 };

/* The kind of a step: what it says, but for names, numbers and values. */
static void put_kind(FILE *out, const char *words)
{
    static const char *const verbs[] = {"reads",   "writes",  "←",     "starts", "waits",
                                        "locks",   "unlocks", "joins", "ends",   "prints",
                                        "signals", "wakes",   "adds",  "posts",  "returns"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strstr(words, verbs[i]) != NULL) {
            fputs(verbs[i], out);
            return;
        }
    }
    fprintf(out, "%.*s", (int)strcspn(words, " "), words);
}

/* What the ways to fail are told apart by. The caller frees it. */
static char *shape_of(size_t exercise, const char *trap, const json_t *facts)
{
    size_t i, length = 0;
    const json_t *step;
    char *shape = NULL;
    const json_t *schedule = json_object_get(facts, "schedule");
    FILE *out = open_memstream(&shape, &length);
    if (out == NULL) {
        text_complain("grade", "out of memory", "the same once less is running");
        exit(3);
    }
    fprintf(out, "%zu/%s/%s/%s/", exercise, trap, facts_text(facts, "reason"),
            facts_text(schedule, "kind"));
    json_array_foreach(json_object_get(schedule, "steps"), i, step)
    {
        fprintf(out, "%s ", facts_thread(step));
        put_kind(out, facts_text(step, "words"));
        fputc(';', out);
    }
    fclose(out);
    return shape;
}

static json_t *find(json_t *fixes, const char *shape)
{
    size_t i;
    json_t *fix;
    json_array_foreach(fixes, i, fix)
    {
        if (strcmp(facts_text(fix, "shape"), shape) == 0) {
            return fix;
        }
    }
    return NULL;
}

/* The steps as they are shown: who, what, where, and whether it went wrong there. */
static json_t *steps_of(const json_t *schedule)
{
    size_t i;
    const json_t *step;
    json_t *steps = json_array();
    json_array_foreach(json_object_get(schedule, "steps"), i, step)
    {
        if (i == MOST_STEPS) {
            break;
        }
        json_array_append_new(steps, json_pack("[s, s, s, I, b]", facts_thread(step),
                                               facts_text(step, "words"), facts_text(step, "file"),
                                               json_integer_value(json_object_get(step, "line")),
                                               json_is_true(json_object_get(step, "wrong"))));
    }
    return steps;
}

static json_t *new_fix(size_t exercise, const char *trap, const char *shape, const json_t *facts)
{
    const json_t *schedule = json_object_get(facts, "schedule");
    const char *kind = facts_text(schedule, "kind"), *reason = facts_text(facts, "reason");
    const char *sentence = facts_text(schedule, "sentence");
    const json_t *decided = facts_check(facts, facts_text(facts, "decided"));
    return json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:o, s:[]}", "shape", shape, "exercise",
                     (json_int_t)exercise, "trap", trap, "reason", reason, "name",
                     kind[0] != '\0' ? kind : meaning_name(reason), "sentence",
                     sentence[0] != '\0' ? sentence : facts_text(decided, "summary"), "steps",
                     steps_of(schedule), "students");
}

void fixes_add(json_t *fixes, size_t exercise, size_t student, const char *trap,
               const json_t *facts)
{
    if (strcmp(facts_text(facts, "verdict"), "not-fixed") != 0 ||
        json_is_true(json_object_get(facts, "original"))) {
        return;
    }
    char *shape = shape_of(exercise, trap, facts);
    json_t *fix = find(fixes, shape);
    if (fix == NULL) {
        fix = new_fix(exercise, trap, shape, facts);
        json_array_append_new(fixes, fix);
    }
    json_array_append_new(json_object_get(fix, "students"), json_integer((json_int_t)student));
    free(shape);
}

/* An element of a list that is being sorted. */
struct element {
    json_t *object;
};

static int by_students(const void *left, const void *right)
{
    const json_t *a = ((const struct element *)left)->object;
    const json_t *b = ((const struct element *)right)->object;
    const size_t one = json_array_size(json_object_get(a, "students"));
    const size_t two = json_array_size(json_object_get(b, "students"));
    if (one != two) {
        return one < two ? 1 : -1;
    }
    return strcmp(facts_text(a, "shape"), facts_text(b, "shape"));
}

json_t *fixes_sorted(json_t *fixes)
{
    const size_t count = json_array_size(fixes);
    struct element *sorted = calloc(count + 1, sizeof *sorted);
    json_t *result = json_array();
    for (size_t i = 0; sorted != NULL && i < count; i++) {
        sorted[i].object = json_array_get(fixes, i);
    }
    if (sorted != NULL && count > 0) {
        qsort(sorted, count, sizeof *sorted, by_students);
    }
    for (size_t i = 0; sorted != NULL && i < count; i++) {
        json_array_append(result, sorted[i].object);
    }
    for (size_t i = 0; i < json_array_size(result); i++) {
        json_object_del(json_array_get(result, i), "shape");
    }
    free(sorted);
    return result;
}
