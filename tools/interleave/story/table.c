/* table.c - see table.h. */
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    LEAST_WIDTH = 40,
    USUAL_WIDTH = 80,
    NUMBER_WIDTH = 5,  /* of the row, with its mark */
    WIDEST_NAME = 14,  /* of a variable, in one line, */
    WIDEST_VALUE = 24, /* and its value */
    GAP = 2,
    BETWEEN = 3,        /* two tables, */
    LEAST_LISTED = 24,  /* in each of which a row takes that at least */
    WIDEST_COLUMN = 50, /* of a thread, */
    LEAST_COLUMN = 18,  /* and the least: where there is less, each row says whose it is */
};

int table_width(void)
{
    const char *asked = getenv("COLUMNS");
    struct winsize size;
    const int columns = asked != NULL ? atoi(asked) : 0;
    if (columns >= LEAST_WIDTH) {
        return columns;
    }
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= LEAST_WIDTH) {
        return size.ws_col;
    }
    return USUAL_WIDTH;
}

/* -- texts -- */

/* Without what sets a colour. */
static int columns_of(const char *text, size_t bytes)
{
    int columns = 0;
    bool is_colour = false;
    for (size_t i = 0; i < bytes; i++) {
        is_colour = is_colour || text[i] == '\033';
        columns += !is_colour && (text[i] & 0xc0) != 0x80;
        is_colour = is_colour && text[i] != 'm';
    }
    return columns;
}

/* How many bytes of the text fit in so many columns, by whole characters. */
static size_t bytes_that_fit(const char *text, int columns)
{
    size_t bytes = 0;
    while (text[bytes] != '\0') {
        size_t next = bytes + 1;
        while ((text[next] & 0xc0) == 0x80) {
            next++;
        }
        if (columns-- == 0) {
            break;
        }
        bytes = next;
    }
    return bytes;
}

/* Where a line may end after a byte: at a blank; else within a long name. */
static bool ends_well(char byte)
{
    return byte == ' ';
}

static bool ends_a_part(const char *text, size_t at)
{
    return text[at] == '.' || text[at] == ']' || text[at] == ',' ||
           (text[at] == '>' && at > 0 && text[at - 1] == '-') || text[at] == '_' || text[at] == '/';
}

/* Whether the blank is beside an arrow: what it points to is read with it. */
static bool is_beside_arrow(const char *text, size_t at)
{
    static const char *const arrows[] = {"→", "←", "->", "<-"};
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++) {
        const size_t length = strlen(arrows[i]);
        if ((at >= length && memcmp(text + at - length, arrows[i], length) == 0) ||
            strncmp(text + at + 1, arrows[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* The last blank up to there, but for those beside an arrow if so asked; 0: none. */
static size_t last_blank(const char *text, size_t most, bool beside_arrows)
{
    for (size_t i = most; i > 0; i--) {
        if (ends_well(text[i]) && (beside_arrows || !is_beside_arrow(text, i))) {
            return i;
        }
    }
    return 0;
}

/* How many bytes of the text go on a line of so many columns. */
static size_t line_of(const char *text, int columns)
{
    const size_t most = bytes_that_fit(text, columns);
    if (text[most] == '\0') {
        return most;
    }
    const size_t whole = last_blank(text, most, false);
    const size_t blank = whole > 0 ? whole : last_blank(text, most, true);
    if (blank > 0) {
        return blank;
    }
    for (size_t i = most; i-- > 1;) {
        if (ends_a_part(text, i)) {
            return i + 1;
        }
    }
    return most > 0 ? most : 1;
}

static const char *after_blanks(const char *text)
{
    return text + strspn(text, " ");
}

static void put_blanks(int count, FILE *out)
{
    fprintf(out, "%*s", count > 0 ? count : 0, "");
}

void table_wrap(const char *text, int at, int width, FILE *out)
{
    for (bool first = true; first || *text != '\0'; first = false) {
        const size_t bytes = line_of(text, width - at);
        put_blanks(first ? 0 : at, out);
        fprintf(out, "%.*s\n", (int)bytes, text);
        text = after_blanks(text + bytes);
    }
}

/* -- the layout -- */

struct layout {
    const struct story *story;
    const struct table_options *options;
    char file[NAME_SIZE];       /* of most rows: left out in them */
    int values[MOST_VARIABLES]; /* widths */
    int left;                   /* where the threads' columns begin */
    bool listed;                /* one column for all threads */
    int column;                 /* the width of each, the gap not included */
};

static const char *base_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash != NULL ? slash + 1 : file;
}

/* The file that most rows are in, by majority vote (Boyer and Moore). */
static void find_file(struct layout *layout)
{
    int lead = 0;
    layout->file[0] = '\0';
    for (int i = 0; i < layout->story->row_count; i++) {
        struct place place;
        if (!story_place(layout->story, layout->story->rows[i].first, &place)) {
            continue;
        }
        if (lead == 0) {
            snprintf(layout->file, sizeof layout->file, "%.200s", base_of(place.file));
        }
        lead += strcmp(base_of(place.file), layout->file) == 0 ? 1 : -1;
    }
}

static int longest_part(const char *name)
{
    int longest = 0;
    while (*name != '\0') {
        const size_t bytes = line_of(name, WIDEST_NAME);
        const int columns = columns_of(name, bytes);
        longest = columns > longest ? columns : longest;
        name = after_blanks(name + bytes);
    }
    return longest;
}

static void find_widths(struct layout *layout)
{
    const struct story *story = layout->story;
    layout->left = NUMBER_WIDTH;
    for (int i = 0; i < story->variable_count; i++) {
        int width = longest_part(story->variables[i].name);
        for (int j = 0; j < story->row_count; j++) {
            const char *value = story->rows[j].values[i];
            const int columns = columns_of(value, strlen(value));
            width = columns > width ? columns : width;
        }
        layout->values[i] = width < WIDEST_VALUE ? width : WIDEST_VALUE;
        layout->left += layout->values[i] + GAP;
    }
    const int room = layout->options->width - layout->left;
    const int columns = story->column_count > 0 ? story->column_count : 1;
    layout->column = (room - GAP * (columns - 1)) / columns;
    layout->listed = columns > 1 && layout->column < LEAST_COLUMN;
    if (layout->listed) {
        layout->column = room;
    } else if (layout->column > WIDEST_COLUMN) {
        layout->column = WIDEST_COLUMN;
    }
}

static int column_of(const struct layout *layout, int thread)
{
    for (int i = 0; i < layout->story->column_count; i++) {
        if (layout->story->columns[i] == thread) {
            return i;
        }
    }
    return 0;
}

static const char *colour_of(const struct layout *layout, const struct row *row)
{
    static const char *const colours[] = {"\033[36m", "\033[33m", "\033[35m", "\033[32m",
                                          "\033[34m"};
    if (!layout->options->colour) {
        return "";
    }
    return row->is_fatal ? "\033[1;31m"
                         : colours[(size_t)column_of(layout, row->thread) %
                                   (sizeof colours / sizeof *colours)];
}

/* -- the head -- */

/* One line of each heading, those that are left; false if there was nothing left. */
static bool show_head_line(const struct layout *layout, const char **names, int count, FILE *out)
{
    const int variables = layout->story->variable_count;
    bool any = false;
    for (int i = 0; i < count; i++) {
        any = any || *names[i] != '\0';
    }
    if (!any) {
        return false;
    }
    int pending = NUMBER_WIDTH;
    for (int i = 0; i < count; i++) {
        const int width = i < variables ? layout->values[i] : layout->column;
        const size_t bytes = line_of(names[i], width);
        const int columns = columns_of(names[i], bytes);
        put_blanks(bytes > 0 ? pending + (i < variables ? width - columns : 0) : 0, out);
        if (bytes > 0) {
            fprintf(out, "%.*s", (int)bytes, names[i]);
            pending = i < variables ? GAP : width - columns + GAP;
        } else {
            pending += width + GAP;
        }
        names[i] = after_blanks(names[i] + bytes);
    }
    fputc('\n', out);
    return true;
}

static void show_head(const struct layout *layout, FILE *out)
{
    const struct story *story = layout->story;
    const char *names[MOST_VARIABLES + MOST_THREADS];
    char threads[MOST_THREADS][NAME_SIZE];
    int count = 0;
    for (int i = 0; i < story->variable_count; i++) {
        names[count++] = story->variables[i].name;
    }
    for (int i = 0; i < story->column_count && !layout->listed; i++) {
        names[count++] = story_thread(story, story->columns[i], threads[i]);
    }
    while (show_head_line(layout, names, count, out)) {
    }
}

/* -- rows -- */

/* "counter.c:30", ":30", or ":30-31" of a row that is of two lines. */
static void place_text(const struct layout *layout, const struct row *row,
                       char text[static NAME_SIZE])
{
    struct place place;
    text[0] = '\0';
    if (!story_place(layout->story, row->first, &place)) {
        return;
    }
    const char *file = base_of(place.file);
    const int line = place.line;
    const int length =
        snprintf(text, NAME_SIZE, "%.200s:%d", strcmp(file, layout->file) == 0 ? "" : file, line);
    if (story_place(layout->story, row->last, &place) && place.line > line) {
        snprintf(text + length, NAME_SIZE - (size_t)length, "-%d", place.line);
    }
}

static void show_values(const struct layout *layout, const struct row *row, FILE *out)
{
    for (int i = 0; i < layout->story->variable_count; i++) {
        const char *value = row->values[i];
        const int columns = columns_of(value, strlen(value));
        const size_t bytes = bytes_that_fit(value, layout->values[i]);
        put_blanks(layout->values[i] - columns, out);
        fprintf(out, "%.*s", (int)bytes, value);
        put_blanks(GAP, out);
    }
}

static const char *fold_mark(const struct layout *layout)
{
    return layout->options->unicode ? "⋮" : ":";
}

static void show_row(const struct layout *layout, int number, FILE *out)
{
    const struct row *row = &layout->story->rows[number];
    char words[WORDS_SIZE + NAME_SIZE], place[NAME_SIZE], name[NAME_SIZE];
    const bool unicode = layout->options->unicode;
    const char *mark = !row->is_fatal ? " " : unicode ? "✗" : "X";
    const int column = layout->listed ? 0 : column_of(layout, row->thread);
    const int indent = layout->left + column * (layout->column + GAP);
    place_text(layout, row, place);
    if (layout->listed) {
        snprintf(words, sizeof words, "%s: %s", story_thread(layout->story, row->thread, name),
                 row->words);
    } else {
        snprintf(words, sizeof words, "%s", row->words);
    }
    fprintf(out, "%s%2d%s ", row->before.count == 0 ? " " : fold_mark(layout), number + 1, mark);
    show_values(layout, row, out);
    put_blanks(indent - layout->left, out);
    const char *colour = colour_of(layout, row);
    const char *rest = words;
    int room = layout->column - columns_of(place, strlen(place)) - 1;
    for (bool first = true; first || *rest != '\0'; first = false) {
        const size_t bytes = line_of(rest, room > 8 ? room : 8);
        if (!first) {
            put_blanks(indent, out);
        }
        fprintf(out, "%s%.*s%s", colour, (int)bytes, rest, colour[0] != '\0' ? "\033[0m" : "");
        if (first) {
            put_blanks(room - columns_of(rest, bytes) + 1, out);
            fputs(place, out);
        }
        fputc('\n', out);
        rest = after_blanks(rest + bytes);
    }
}

/* -- plain -- */

/* What an arrow, which is a sign and no word, means in a clause: "reads value as 0", "stores value
 * as 1", "value becomes 1", "taken: 0 to 1". NULL: no arrow stands there; else *length: its bytes.
 */
static const char *arrow_in_words(const char *at, const char *clause, size_t *length)
{
    static const char *const right[] = {" → ", " -> "}, *const left[] = {" ← ", " <- "};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        *length = strlen(right[i]);
        if (strncmp(at, right[i], *length) == 0) {
            const char *colon = strstr(clause, ": ");
            return colon != NULL && colon < at ? " to " : " as ";
        }
        *length = strlen(left[i]);
        if (strncmp(at, left[i], *length) == 0) {
            return strncmp(clause, "stores ", strlen("stores ")) == 0 ? " as " : " becomes ";
        }
    }
    return NULL;
}

void table_spoken(const char *words, char text[static WORDS_SIZE])
{
    const char *clause = words;
    size_t length = 0;
    text[0] = '\0';
    while (*words != '\0' && length < WORDS_SIZE - 16) {
        size_t of_arrow;
        const char *arrow = arrow_in_words(words, clause, &of_arrow);
        if (arrow != NULL) {
            length += (size_t)snprintf(text + length, WORDS_SIZE - length, "%s", arrow);
            words += of_arrow;
            continue;
        }
        clause = strncmp(words, "; ", 2) == 0 ? words + 2 : clause;
        text[length++] = *words++;
        text[length] = '\0';
    }
}

static void show_sentence(const struct layout *layout, int number, FILE *out)
{
    const struct story *story = layout->story;
    const struct row *row = &story->rows[number];
    char text[WORDS_SIZE + TEXT_SIZE], words[WORDS_SIZE], name[NAME_SIZE];
    struct place place;
    size_t length = 0;
    table_spoken(row->words, words);
    length += (size_t)snprintf(text, sizeof text, "Step %d%s: %s", number + 1,
                               row->is_fatal ? ", where it goes wrong" : "",
                               story_thread(story, row->thread, name));
    if (story_place(story, row->first, &place)) {
        length += (size_t)snprintf(text + length, sizeof text - length, ", line %d of %.200s,",
                                   place.line, base_of(place.file));
    }
    length += (size_t)snprintf(text + length, sizeof text - length, " %s.", words);
    for (int i = 0; i < story->variable_count && length < sizeof text; i++) {
        if (row->values[i][0] != '\0') {
            length +=
                (size_t)snprintf(text + length, sizeof text - length, "%s%s is %s",
                                 i == 0 ? " Now " : ", ", story->variables[i].name, row->values[i]);
        }
    }
    if (length < sizeof text && story->variable_count > 0) {
        snprintf(text + length, sizeof text - length, ".");
    }
    table_wrap(text, 0, layout->options->width, out);
}

/* How much is left out, in one line: the marks in front of rows say where. */
static void show_left_out(const struct layout *layout, FILE *out)
{
    char words[TEXT_SIZE], text[TEXT_SIZE + NAME_SIZE];
    const struct fold all = story_left_out(layout->story);
    if (all.count == 0) {
        return;
    }
    fold_words(layout->story, &all, words);
    snprintf(text, sizeof text, layout->options->plain ? "Left out: %s." : "%s left out", words);
    if (!layout->options->plain) {
        fputs(fold_mark(layout), out);
        put_blanks(NUMBER_WIDTH - 1, out);
    }
    table_wrap(text, layout->options->plain ? 0 : NUMBER_WIDTH, layout->options->width, out);
}

void table_show(const struct story *story, const struct table_options *options, FILE *out)
{
    struct layout layout = {.story = story, .options = options};
    find_file(&layout);
    find_widths(&layout);
    if (!options->plain) {
        if (layout.file[0] != '\0') {
            fprintf(out, "     %s\n", layout.file);
        }
        show_head(&layout, out);
    }
    for (int i = 0; i < story->row_count; i++) {
        if (options->plain) {
            show_sentence(&layout, i, out);
        } else {
            show_row(&layout, i, out);
        }
    }
    show_left_out(&layout, out);
}

/* -- two side by side -- */

/* The table in a text, which the caller frees; NULL without memory. */
static char *table_text(const struct story *story, const struct table_options *options)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    table_show(story, options, out);
    return fclose(out) == 0 ? text : NULL;
}

/* Writes the next line of the text, filled to the width; nothing but blanks at its end. */
static const char *put_line(const char *text, int width, FILE *out)
{
    const size_t bytes = strcspn(text, "\n");
    fprintf(out, "%.*s", (int)bytes, text);
    put_blanks(width - columns_of(text, bytes), out);
    return text + bytes + (text[bytes] == '\n');
}

static struct table_options half_of(const struct table_options *options)
{
    return (struct table_options){.width = (options->width - BETWEEN) / 2,
                                  .unicode = options->unicode,
                                  .colour = options->colour};
}

/* Is there room for words beside the variables? */
static bool has_room(const struct story *story, const struct table_options *options)
{
    struct layout layout = {.story = story, .options = options};
    find_widths(&layout);
    return layout.column >= (layout.listed ? LEAST_LISTED : LEAST_COLUMN);
}

bool table_fits_beside(const struct story *story, const struct story *beside,
                       const struct table_options *options)
{
    const struct table_options half = half_of(options);
    return !options->plain && has_room(story, &half) && has_room(beside, &half);
}

void table_show_beside(const struct story *story, const struct story *beside,
                       const struct table_options *options, FILE *out)
{
    const struct table_options half = half_of(options);
    char *left = table_text(story, &half), *right = table_text(beside, &half);
    const bool made = left != NULL && right != NULL;
    for (const char *one = left, *other = right; made && (*one != '\0' || *other != '\0');) {
        one = put_line(one, half.width, out);
        fputs(options->unicode ? " │ " : " | ", out);
        other = put_line(other, 0, out);
        fputc('\n', out);
    }
    free(left);
    free(right);
}
