/* view.c - see view.h. */
#include "view.h"

#include "counted.h"

#include "common/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    LEAST_COLUMN = 25,  /* of a thread's column */
    WIDEST_COLUMN = 72, /* of source lines more is only blank */
    WORDS_ROWS = 2,     /* what a thread does next */
    MESSAGE_ROWS = 3,
    MOST_OBJECT_ROWS = 2,
    TAKEN_ROWS = 5 + MESSAGE_ROWS, /* title, keys, three rules, the message */
    LEAST_LOWER = 4,
    MOST_SHOWN = 128, /* threads; there are no more in an exploration */
    NARROW = 40,
    WIDE = 56,
};

/* The rows and columns of the canvas that a part of the view may use. */
struct area {
    int row, column, rows, columns;
};

/* -- a thread's column -- */

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void draw_thread_head(const struct view *view, const struct model *model, int index,
                             const struct area *area, struct canvas *canvas)
{
    const struct stepping_thread *thread = &model->state->threads[index];
    const bool chosen = index == model->chosen;
    const enum style style = chosen ? CHOSEN : thread->state == STEPPING_CAN_GO ? STRONG : QUIET;
    char *head = text_format("%s%s %s", chosen ? (view->unicode ? "▶ " : "> ") : "  ",
                             thread->letter, thread->name);
    int used = canvas_put(canvas, area->row, area->column, area->columns, style, head);
    free(head);
    if (thread->has_place) {
        const char *file = file_name(thread->place.file);
        const int width = text_columns(file);
        if (used + 2 + width <= area->columns) {
            canvas_put(canvas, area->row, area->column + area->columns - width, width, QUIET, file);
        }
    }
}

static void draw_thread_words(const struct model *model, int index, const struct area *area,
                              struct canvas *canvas)
{
    const struct stepping_thread *thread = &model->state->threads[index];
    char *words = NULL;
    enum style style = QUIET;
    switch (thread->state) {
    case STEPPING_CAN_GO:
        words = text_format("%s", thread->next);
        style = PLAIN;
        break;
    case STEPPING_WAITS:
    case STEPPING_LOOPS:
        words = text_format("%s", thread->waits);
        break;
    case STEPPING_STOPPED:
        words = text_format("%s", thread->waits[0] != '\0' ? thread->waits : thread->next);
        break;
    case STEPPING_ENDED:
        words = text_format("has ended");
    }
    canvas_put_wrapped(canvas, area->row, area->column, area->columns, area->rows, style, words);
    free(words);
}

/* The blanks at the begin of a line that all lines of the window have. */
static int common_indent(struct sources *sources, const char *file, int first, int last)
{
    int least = -1;
    for (int number = first; number <= last; number++) {
        const char *line = sources_line(sources, file, number);
        const int blanks = line != NULL ? (int)strspn(line, " ") : 0;
        if (line != NULL && line[blanks] != '\0' && (least < 0 || blanks < least)) {
            least = blanks;
        }
    }
    return least > 0 ? least : 0;
}

/* How many blanks a line begins with, where the column is too narrow for all of them. */
static int indent_in(int blanks, int columns)
{
    return columns < NARROW ? (blanks + 3) / 4 : columns < WIDE ? (blanks + 1) / 2 : blanks;
}

static void draw_source(const struct view *view, const struct stepping_thread *thread,
                        const struct area *area, struct canvas *canvas)
{
    const int next = thread->place.line;
    int first = next - (area->rows - 1) / 2;
    first = first < 1 ? 1 : first;
    const int last = first + area->rows - 1;
    const int indent = common_indent(view->sources, thread->place.file, first, last);
    const bool goes = thread->state == STEPPING_CAN_GO;
    if (sources_line(view->sources, thread->place.file, next) == NULL) {
        char *where = text_format("%s:%d", thread->place.file, next);
        canvas_put(canvas, area->row, area->column, area->columns, QUIET, where);
        free(where);
        return;
    }
    for (int i = 0; i < area->rows; i++) {
        const char *line = sources_line(view->sources, thread->place.file, first + i);
        if (line == NULL) {
            continue;
        }
        const bool marked = first + i == next;
        const int blanks = (int)strspn(line, " ");
        const int kept = indent_in(blanks < indent ? 0 : blanks - indent, area->columns);
        char *text =
            text_format("%3d%s %*s%s", first + i, marked ? (view->unicode ? "▸" : ">") : " ", kept,
                        "", line + blanks);
        canvas_put(canvas, area->row + i, area->column, area->columns,
                   marked ? (goes ? STRONG : PLAIN) : QUIET, text);
        free(text);
    }
}

static void draw_thread(const struct view *view, const struct model *model, int index,
                        const struct area *area, struct canvas *canvas)
{
    const struct stepping_thread *thread = &model->state->threads[index];
    struct area part = *area;
    draw_thread_head(view, model, index, &part, canvas);
    part.row += 1;
    part.rows = WORDS_ROWS;
    draw_thread_words(model, index, &part, canvas);
    part.row += WORDS_ROWS;
    part.rows = area->rows - 1 - WORDS_ROWS;
    if (thread->has_place && part.rows > 0 && thread->state != STEPPING_ENDED) {
        draw_source(view, thread, &part, canvas);
    }
}

/* How much a thread's column is wanted, where there is no room for all. */
static int weight(const struct model *model, int thread)
{
    switch (model->state->threads[thread].state) {
    case STEPPING_CAN_GO:
        return thread == model->chosen ? 4 : 3;
    case STEPPING_WAITS:
    case STEPPING_LOOPS:
    case STEPPING_STOPPED:
        return thread == model->chosen ? 4 : thread > 0 ? 2 : 1;
    case STEPPING_ENDED:
        return 0;
    }
    return 0;
}

/* Which threads have a column: as many as fit, those first that can go on. Returns how many. */
static int shown_threads(const struct model *model, int room, bool shown[static MOST_SHOWN])
{
    int count = 0;
    for (int wanted = 4; wanted >= 0; wanted--) {
        for (int i = 0; i < model->state->thread_count && i < MOST_SHOWN && count < room; i++) {
            if (weight(model, i) == wanted) {
                shown[i] = true;
                count++;
            }
        }
    }
    return count;
}

static const char *state_word(enum stepping_thread_state state)
{
    switch (state) {
    case STEPPING_CAN_GO:
        return "can go on";
    case STEPPING_WAITS:
        return "waits";
    case STEPPING_LOOPS:
        return "loops";
    case STEPPING_STOPPED:
        return "was stopped";
    case STEPPING_ENDED:
        return "has ended";
    }
    return "";
}

/* "not shown: C count 3 (can go on), D count 4 (waits)" */
static void draw_hidden(const struct model *model, const bool shown[static MOST_SHOWN],
                        const struct area *area, struct canvas *canvas)
{
    char *all = text_format("not shown:");
    for (int i = 0; i < model->state->thread_count; i++) {
        const struct stepping_thread *thread = &model->state->threads[i];
        if (i >= MOST_SHOWN || !shown[i]) {
            char *more = text_format("%s %s %s (%s)", all, thread->letter, thread->name,
                                     state_word(thread->state));
            free(all);
            all = more;
        }
    }
    canvas_put(canvas, area->row, area->column, area->columns, QUIET, all);
    free(all);
}

/* What part of the width a thread has: main, which mostly waits for the others, needs less. */
static int share_of(const struct model *model, int thread)
{
    return thread == 0 && model->state->threads[0].state != STEPPING_CAN_GO ? 2 : 3;
}

static void draw_threads(const struct view *view, const struct model *model, struct area area,
                         struct canvas *canvas)
{
    bool shown[MOST_SHOWN] = {false};
    const int room = (area.columns + 1) / (LEAST_COLUMN + 1);
    const int all = model->state->thread_count;
    const int count = shown_threads(model, room > 0 ? room : 1, shown);
    if (count == 0) {
        return;
    }
    if (count < all) {
        struct area below = {area.row + area.rows - 1, area.column, 1, area.columns};
        draw_hidden(model, shown, &below, canvas);
        area.rows--;
    }
    int shares = 0, column = area.column;
    for (int i = 0; i < all && i < MOST_SHOWN; i++) {
        shares += shown[i] ? share_of(model, i) : 0;
    }
    for (int i = 0; i < all && i < MOST_SHOWN; i++) {
        if (!shown[i]) {
            continue;
        }
        if (column > area.column) {
            canvas_rule_down(canvas, area.row, column, area.rows);
            column++;
        }
        int width = (area.columns - (count - 1)) * share_of(model, i) / shares;
        width = width > WIDEST_COLUMN ? WIDEST_COLUMN : width;
        draw_thread(view, model, i,
                    &(struct area){area.row, column, area.rows, width - (count > 1 ? 1 : 0)},
                    canvas);
        column += width;
    }
}

/* -- what they share -- */

static int draw_object(const struct model *model, const struct stepping_object *object,
                       const struct area *area, struct canvas *canvas)
{
    char words[TEXT_SIZE];
    const int most = area->rows < MOST_OBJECT_ROWS ? area->rows : MOST_OBJECT_ROWS;
    char *text = text_format("%s: %s", object->name,
                             stepping_object_words(model->state, object, false, words));
    const int used =
        canvas_put_wrapped(canvas, area->row, area->column, area->columns, most,
                           object->owner >= 0 || object->readers > 0 ? STRONG : PLAIN, text);
    free(text);
    return used;
}

static int draw_variable(const struct stepping_variable *variable, const struct area *area,
                         struct canvas *canvas)
{
    char *text = text_format("%s = %s", variable->name, variable->value);
    canvas_put(canvas, area->row, area->column, area->columns, variable->changed ? CHANGED : PLAIN,
               text);
    free(text);
    return 1;
}

/* The objects first, for they are few; then the variables that are shared, and then the others. */
static void draw_shared(const struct model *model, struct area area, struct canvas *canvas)
{
    const struct stepping_state *state = model->state;
    const int end = area.row + area.rows;
    for (int i = 0; i < state->object_count && area.row < end; i++) {
        area.rows = end - area.row;
        area.row += draw_object(model, &state->objects[i], &area, canvas);
    }
    int left = 0;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < state->variable_count; i++) {
            const struct stepping_variable *variable = &state->variables[i];
            if (variable->shared != (round == 0) || variable->name[0] == '"') {
                continue; /* or it is a text in the program */
            }
            if (area.row < end) {
                area.row += draw_variable(variable, &area, canvas);
            } else {
                left++;
            }
        }
    }
    if (left > 0 && area.rows > 1) {
        char *more = text_format("and %d more", left + 1);
        for (int i = 0; i < area.columns; i++) { /* in place of the last one */
            canvas_put(canvas, end - 1, area.column + i, 1, PLAIN, " ");
        }
        canvas_put(canvas, end - 1, area.column, area.columns, QUIET, more);
        free(more);
    }
}

/* -- the steps -- */

static void draw_row(const struct view *view, const struct model *model, int index,
                     const struct area *area, struct canvas *canvas)
{
    const struct stepping_row *row = &model->state->rows[index];
    const int position = model->state->position;
    const bool is_next = index == position;
    const enum style style = index >= position                       ? QUIET
                             : row->failure != NULL && model->broken ? BAD
                             : index == position - 1                 ? STRONG
                                                                     : PLAIN;
    const char *mark = row->preempted  ? (view->unicode ? "⇄" : "x")
                       : row->switched ? (view->unicode ? "→" : "-")
                                       : " ";
    char *place = row->has_place ? text_format(":%d", row->place.line) : text_format("%s", "");
    const int place_columns = text_columns(place);
    char *text =
        text_format("%4d%s%s %s %s%s", index + 1, is_next ? (view->unicode ? "▸" : ">") : " ", mark,
                    model->state->threads[row->thread].letter, row->words,
                    row->choices > 1 ? " (c: other)" : "");
    canvas_put(canvas, area->row, area->column, area->columns - place_columns - 1, style, text);
    canvas_put(canvas, area->row, area->column + area->columns - place_columns, place_columns,
               QUIET, place);
    free(text);
    free(place);
}

static void draw_history(const struct view *view, const struct model *model, struct area area,
                         struct canvas *canvas)
{
    const struct stepping_state *state = model->state;
    int first = state->position - area.rows + (state->position < state->length ? area.rows / 3 : 0);
    if (first > state->length - area.rows) {
        first = state->length - area.rows;
    }
    first = first > 0 ? first : 0;
    if (state->length == 0) {
        canvas_put(canvas, area.row, area.column, area.columns, QUIET, "no step yet");
    }
    for (int i = 0; i < area.rows && first + i < state->length; i++) {
        draw_row(view, model, first + i, &(struct area){area.row + i, area.column, 1, area.columns},
                 canvas);
    }
}

/* -- the rest -- */

static void draw_title(const struct view *view, const struct model *model, struct canvas *canvas)
{
    char steps[COUNTED_SIZE], switches[COUNTED_SIZE];
    const struct stepping_state *state = model->state;
    char *right = text_format("%s, %s", counted(steps, state->position, "step", "steps"),
                              counted(switches, state->switches, "switch", "switches"));
    const int width = text_columns(right);
    canvas_put(canvas, 0, 1, canvas->columns - width - 4, STRONG, view->title);
    canvas_put(canvas, 0, canvas->columns - width - 1, width, PLAIN, right);
    free(right);
}

static void draw_keys(const struct view *view, struct canvas *canvas)
{
    static const struct {
        const char *keys, *plain, *does;
    } known[] = {
        {"A B", "A B", "choose"}, {"space", "space", "step"}, {"u", "u", "undo"},
        {"f", "f", "finish"},     {"?", "?", "help"},         {"q", "q", "quit"},
        {"r", "r", "again"},      {"w", "w", "save"},         {"↑↓", "up, down", "go through"},
        {"s", "s", "solution"},
    };
    int column = 1;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const char *keys = view->unicode ? known[i].keys : known[i].plain;
        const int width = text_columns(keys) + 1 + text_columns(known[i].does);
        if (column + width >= canvas->columns) {
            break;
        }
        column += canvas_put(canvas, canvas->rows - 1, column, 20, STRONG, keys) + 1;
        column += canvas_put(canvas, canvas->rows - 1, column, 20, PLAIN, known[i].does) + 2;
    }
}

static const char help_text[] =
    "You are the scheduler. Each step lets one thread make one access or call that others can "
    "notice. Break the program: find an order in which it goes wrong.\n"
    "\n"
    "A, B, M, left, right   choose a thread\n"
    "space, enter           it makes a step\n"
    "u, backspace           undo: back to before your last decision\n"
    "up, down               one step back; forwards again\n"
    "page up, page down     ten steps\n"
    "home, end              to the first step, to the last one\n"
    "c                      the last step again, with another choice: an older value\n"
    "f                      finish: the explorer says what can still come from here\n"
    "s                      show the simplest failure\n"
    "w                      write the schedule to a file, for a replay\n"
    "r                      begin again\n"
    "q                      quit\n"
    "\n"
    "Where only one thread can go on, it does so by itself.";

/* Each line of the text as a paragraph. */
static int draw_lines(const char *text, const struct area *area, struct canvas *canvas)
{
    int row = 0;
    while (*text != '\0' && row < area->rows) {
        const size_t length = strcspn(text, "\n");
        char *line = strndup(text, length);
        const int used = line == NULL
                             ? 0
                             : canvas_put_wrapped(canvas, area->row + row, area->column,
                                                  area->columns, area->rows - row, PLAIN, line);
        row += used > 0 ? used : 1;
        free(line);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
    return row;
}

static enum style style_of(enum tone tone)
{
    return tone == TONE_GOOD ? GOOD : tone == TONE_BAD ? BAD : PLAIN;
}

void view_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
    const int rows = canvas->rows, columns = canvas->columns;
    int lower = (rows - TAKEN_ROWS) * 2 / 5;
    lower = lower < LEAST_LOWER ? LEAST_LOWER : lower;
    const int upper = rows - TAKEN_ROWS - lower;
    const int shared = columns * 2 / 5;
    draw_title(view, model, canvas);
    canvas_rule(canvas, 1, 0, columns);
    if (view->help) {
        draw_lines(help_text, &(struct area){2, 2, rows - 3, columns - 4}, canvas);
        draw_keys(view, canvas);
        return;
    }
    draw_threads(view, model, (struct area){2, 0, upper, columns}, canvas);
    canvas_rule(canvas, 2 + upper, 0, columns);
    draw_shared(model, (struct area){3 + upper, 1, lower, shared - 2}, canvas);
    canvas_rule_down(canvas, 3 + upper, shared, lower);
    draw_history(view, model, (struct area){3 + upper, shared + 1, lower, columns - shared - 2},
                 canvas);
    canvas_rule(canvas, 3 + upper + lower, 0, columns);
    canvas_put_wrapped(canvas, 4 + upper + lower, 1, columns - 2, MESSAGE_ROWS,
                       view->busy != NULL ? STRONG : style_of(model->tone),
                       view->busy != NULL ? view->busy : model->message);
    draw_keys(view, canvas);
}

void view_text(const char *title, const char *text, struct canvas *canvas)
{
    canvas_put(canvas, 0, 1, canvas->columns - 2, STRONG, title);
    canvas_rule(canvas, 1, 0, canvas->columns);
    draw_lines(text, &(struct area){3, 2, canvas->rows - 4, canvas->columns - 4}, canvas);
}
