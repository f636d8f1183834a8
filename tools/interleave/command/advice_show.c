/* advice_show.c - see advice_show.h. */
#include "advice_show.h"

#include "interleave/story/table.h"

#include "common/words.h"

#include <stdlib.h>
#include <string.h>

enum { ROW_PLACE = ORDER_FILE + 32, OBJECT_WIDTH = 40, OPERATION_SIZE = NAME_SIZE + 32 };

/* "load of queue->head", "store to ready", "fence" */
static const char *operation_words(const struct operation *operation,
                                   char text[static OPERATION_SIZE])
{
    const char *to = operation->kind == OPERATION_STORE ? "to" : "of";
    if (operation->object[0] == '\0') {
        snprintf(text, OPERATION_SIZE, "%s", operation_names[operation->kind]);
    } else {
        snprintf(text, OPERATION_SIZE, "%s %s %s", operation_names[operation->kind], to,
                 operation->object);
    }
    return text;
}

/* The command that explores that choice of orders once more, or one schedule with it. */
static char *command_of(const struct shown *shown, const char *orders, const char *schedule)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    if (shown->again != NULL) {
        fprintf(out, "%s ORDERS=%s SCHEDULE=%s", shown->again, orders, schedule);
    } else {
        fprintf(out, "interleave replay %s--orders=%s %s", shown->options, orders, schedule);
        for (const char *const *word = shown->program; *word != NULL; word++) {
            fprintf(out, " %s", *word);
        }
    }
    return fclose(out) == 0 ? text : NULL;
}

/* -- for a person -- */

static void show_head(const struct advice *advice, const struct shown *shown, FILE *out)
{
    const int weaker = advice_weaker(advice);
    if (shown->title != NULL) {
        fputs(shown->title, out);
    } else {
        const char *slash = strrchr(shown->program[0], '/');
        fputs(slash != NULL ? slash + 1 : shown->program[0], out);
        for (const char *const *word = shown->program + 1; *word != NULL; word++) {
            fprintf(out, " %s", *word);
        }
    }
    if (advice->count == 0) {
        fputs(": proved; it has no atomic operations\n", out);
    } else if (weaker == 0) {
        fprintf(out, ": proved; no memory order %scan be weaker\n",
                advice->left_out ? "that was tried " : "");
    } else {
        fprintf(out, ": proved, also with %d of %d memory order%s weaker\n", weaker, advice->count,
                plural(advice->count));
    }
}

static int widest(const struct advice *advice, bool of_places)
{
    int most = 0;
    for (int i = 0; i < advice->count; i++) {
        char text[ROW_PLACE];
        char words[OPERATION_SIZE];
        const struct operation *operation = &advice->operations[i];
        const int length = of_places
                               ? snprintf(text, sizeof text, "%s:%d:%d", operation->place.file,
                                          operation->line, operation->column)
                               : (int)strlen(operation_words(operation, words));
        most = length > most ? length : most;
    }
    return most < OBJECT_WIDTH ? most : OBJECT_WIDTH;
}

static void show_row(const struct operation *operation, int places, int objects, FILE *out)
{
    char place[ROW_PLACE], words[OPERATION_SIZE];
    char has[ORDER_WORDS], ends[ORDER_WORDS], alone[ORDER_WORDS];
    snprintf(place, sizeof place, "%s:%d:%d", operation->place.file, operation->line,
             operation->column);
    fprintf(out, "  %-*s  %-*s  %s", places, place, objects, operation_words(operation, words),
            strength_words(operation->has, operation->kind, has));
    strength_words(operation->ends, operation->kind, ends);
    strength_words(operation->alone, operation->kind, alone);
    const bool depends = !strength_same(operation->alone, operation->ends);
    if (!strength_same(operation->has, operation->ends)) {
        fprintf(out, ": %s is enough", ends);
        if (depends) {
            fprintf(out, " (alone: %s)", alone);
        }
    } else if (depends) {
        fprintf(out, ": alone, %s would be enough", alone);
    } else if (operation->is_fixed) {
        fputs(operation->size > 8 ? ": not tried, it is larger than 8 bytes"
                                  : ": not tried, its place isn't known",
              out);
    }
    fputc('\n', out);
}

static void show_table(const struct advice *advice, FILE *out)
{
    const int places = widest(advice, true), objects = widest(advice, false);
    for (int i = 0; i < advice->count; i++) {
        show_row(&advice->operations[i], places, objects, out);
    }
}

/* Why it can't have that one, and how to see it. */
static void show_step(const struct operation *operation, const struct step_weaker *step,
                      const struct shown *shown, int width, FILE *out)
{
    char text[2 * TEXT_SIZE], order[ORDER_WORDS];
    const struct trial *trial = step->trial;
    const bool failed = trial->outcome == TRIAL_FAILED;
    const char *sentence = trial->sentence != NULL ? trial->sentence : "";
    strength_words(step->to, operation->kind, order);
    if (operation->kind == OPERATION_FENCE && step->to.order == GIVES_NOTHING) {
        snprintf(text, sizeof text, "Without it: %s%s", failed ? "" : "not proved: ", sentence);
    } else {
        snprintf(text, sizeof text, "With %s: %s%s", order, failed ? "" : "not proved: ", sentence);
    }
    fputs("    ", out);
    table_wrap(text, 4, width, out);
    if (trial->schedule != NULL) {
        char *again = command_of(shown, trial->orders, trial->schedule);
        fprintf(out, "    again: %s\n", again != NULL ? again : "");
        free(again);
    }
}

static void show_reasons(const struct advice *advice, const struct shown *shown, int width,
                         FILE *out)
{
    char words[OPERATION_SIZE], ends[ORDER_WORDS];
    for (int i = 0; i < advice->count; i++) {
        const struct operation *operation = &advice->operations[i];
        if (operation->step_count == 0) {
            continue;
        }
        fprintf(out, "\n%s:%d:%d: note: %s must be %s\n", operation->file, operation->line,
                operation->column, operation_words(operation, words),
                strength_words(operation->ends, operation->kind, ends));
        for (int j = 0; j < operation->step_count; j++) {
            show_step(operation, &operation->steps[j], shown, width, out);
        }
    }
}

/* Does a reason count only because no proof came in time? */
static bool is_open(const struct advice *advice)
{
    for (int i = 0; i < advice->count; i++) {
        for (int j = 0; j < advice->operations[i].step_count; j++) {
            if (advice->operations[i].steps[j].trial->outcome == TRIAL_OPEN) {
                return true;
            }
        }
    }
    return false;
}

static void show_end(const struct advice *advice, int width, FILE *out)
{
    char text[TEXT_SIZE], count[GROUPED_SIZE];
    const long executions = (long)json_integer_value(json_object_get(advice->result, "executions"));
    fputc('\n', out);
    if (advice->left_out) {
        fputs("It has more operations than are looked at: the others stay as they are.\n", out);
    }
    if (advice->out_of_time) {
        fputs("Time ran out: more might be weaker; try: a larger -t\n", out);
    } else if (is_open(advice)) {
        fputs("What isn't proved doesn't count as enough.\n", out);
    }
    if (advice->result != NULL) {
        snprintf(text, sizeof text,
                 "With all of these orders together it is proved, for these arguments: %s "
                 "execution%s.",
                 grouped(executions, count), plural(executions));
        table_wrap(text, 0, width, out);
    }
    fprintf(out, "%s exploration%s, %.2f s\n", grouped(advice->trial_count, count),
            plural(advice->trial_count), advice->seconds);
}

void advice_show(const struct advice *advice, const struct shown *shown, int width, FILE *out)
{
    show_head(advice, shown, out);
    if (advice->count == 0) {
        return;
    }
    fputc('\n', out);
    show_table(advice, out);
    show_reasons(advice, shown, width, out);
    show_end(advice, width, out);
}

/* -- for a program -- */

static json_t *strength_json(struct strength strength, enum atomic_operation kind)
{
    char text[ORDER_WORDS];
    return json_string(strength_words(strength, kind, text));
}

static json_t *step_json(const struct operation *operation, const struct step_weaker *step,
                         const struct shown *shown)
{
    static const char *const outcomes[] = {
        [TRIAL_PROVED] = "proved", [TRIAL_FAILED] = "failed", [TRIAL_OPEN] = "open"};
    const struct trial *trial = step->trial;
    json_t *told = json_pack("{s:o, s:s, s:s?, s:s?, s:s?, s:s}", "order",
                             strength_json(step->to, operation->kind), "verdict",
                             outcomes[trial->outcome], "failure", trial->failure, "sentence",
                             trial->sentence, "schedule", trial->schedule, "orders", trial->orders);
    char *again =
        trial->schedule != NULL ? command_of(shown, trial->orders, trial->schedule) : NULL;
    if (again != NULL) {
        json_object_set_new(told, "again", json_string(again));
    }
    free(again);
    return told;
}

static json_t *operation_json(const struct operation *operation, const struct shown *shown)
{
    json_t *weaker = json_array();
    for (int i = 0; i < operation->step_count; i++) {
        json_array_append_new(weaker, step_json(operation, &operation->steps[i], shown));
    }
    return json_pack("{s:s, s:i, s:i, s:s, s:s, s:I, s:b, s:o, s:o, s:o, s:o}", "file",
                     operation->file, "line", operation->line, "column", operation->column,
                     "operation", operation_names[operation->kind], "object", operation->object,
                     "size", (json_int_t)operation->size, "tried", !operation->is_fixed, "has",
                     strength_json(operation->has, operation->kind), "alone",
                     strength_json(operation->alone, operation->kind), "enough",
                     strength_json(operation->ends, operation->kind), "weaker", weaker);
}

void advice_show_json(const struct advice *advice, const struct shown *shown, FILE *out)
{
    json_t *operations = json_array();
    char *orders = advice_orders(advice);
    for (int i = 0; i < advice->count; i++) {
        json_array_append_new(operations, operation_json(&advice->operations[i], shown));
    }
    const json_t *verdict = json_object_get(advice->source, "verdict");
    json_t *all = json_pack(
        "{s:O?, s:O?, s:o, s:s?, s:b, s:b, s:b, s:i, s:f}", "verdict", verdict, "message",
        json_object_get(advice->source, "message"), "operations", operations, "orders", orders,
        "proved_together", advice->result != NULL, "minimal",
        advice->result != NULL && !advice->out_of_time && !advice->left_out && !is_open(advice),
        "left_out", advice->left_out, "explorations", advice->trial_count, "seconds",
        advice->seconds);
    json_dumpf(all, out, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    fputc('\n', out);
    json_decref(all);
    free(orders);
}
