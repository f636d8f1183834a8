/* screen.c - see screen.h. */
#include "watch/screen.h"

#include "common/terminal.h"
#include "common/text.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { ROWS = 24, COLUMNS = 80, AROUND = 4 }; /* title, state, an empty row, keys */

#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define CYAN "\033[36m"
#define DIM "\033[2m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

static bool can_draw(void)
{
    const char *kind = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && kind != NULL &&
           strcmp(kind, "dumb") != 0;
}

void screen_begin(struct screen *screen)
{
    *screen = (struct screen){
        .draws = can_draw(), .colour = terminal_wants_colour(), .rows = ROWS, .columns = COLUMNS};
    if (!screen->draws || tcgetattr(STDIN_FILENO, &screen->before) != 0) {
        screen->draws = false;
        return;
    }
    /* Keys count at once and aren't shown. Ctrl-C is one of them: make would tell of a signal. */
    struct termios keys = screen->before;
    keys.c_lflag &= (tcflag_t) ~(ICANON | ECHO | ISIG);
    keys.c_cc[VMIN] = 0;
    keys.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &keys);
    screen_measure(screen);
    fputs("\033[2J\033[?25l", stdout);
    fflush(stdout);
}

void screen_end(struct screen *screen)
{
    if (screen->draws) {
        printf("\033[%d;1H\033[?25h\n", screen->rows);
        fflush(stdout);
        tcsetattr(STDIN_FILENO, TCSADRAIN, &screen->before);
        screen->draws = false;
    }
}

void screen_measure(struct screen *screen)
{
    struct winsize size;
    if (screen->draws && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        screen->rows = size.ws_row > 0 ? size.ws_row : ROWS;
        screen->columns = size.ws_col > 0 ? size.ws_col : COLUMNS;
    }
}

static bool begins(const char *line, const char *beginning)
{
    return strncmp(line, beginning, strlen(beginning)) == 0;
}

/* How each kind of line is coloured: from where, and how much of it (0: all). */
static const struct {
    const char *beginning;
    const char *colour;
    size_t from, length;
} looks[] = {
    {"  passed ", GREEN, 2, 6},   {"  failed ", RED, 2, 6},   {"  not run ", DIM, 2, 7},
    {"  unable ", YELLOW, 2, 6},  {"fixed", GREEN, 0, 0},     {"not fixed", RED, 0, 0},
    {"no verdict", YELLOW, 0, 0}, {"checking", YELLOW, 0, 0}, {"@@", CYAN, 0, 0},
    {"+", GREEN, 0, 0},           {"-", RED, 0, 0},
};

/* Writes a line in the room that there is, coloured by how it begins. */
static void put_line(FILE *out, const char *line, int columns, bool colour)
{
    char *cut = text_cut(line, columns > 0 ? columns : 1);
    const size_t all = strlen(cut);
    size_t from = 0, length = 0;
    const char *look = "";
    for (size_t i = 0; colour && i < sizeof looks / sizeof *looks; i++) {
        if (begins(cut, looks[i].beginning)) {
            look = looks[i].colour;
            from = looks[i].from;
            length = looks[i].length > 0 ? looks[i].length : all;
            break;
        }
    }
    fprintf(out, "%.*s%s%.*s%s%s", (int)from, cut, look, (int)length, cut + from,
            *look != '\0' ? PLAIN : "", from + length < all ? cut + from + length : "");
    free(cut);
}

static size_t rows_of_body(const struct screen *screen)
{
    return screen->rows > AROUND ? (size_t)(screen->rows - AROUND) : 1;
}

static size_t furthest(const struct screen *screen, size_t lines)
{
    const size_t rows = rows_of_body(screen);
    return lines > rows ? lines - rows : 0;
}

static void put_body(FILE *out, const struct screen *screen, const struct lines *body)
{
    const size_t rows = rows_of_body(screen);
    for (size_t i = 0; i < rows; i++) {
        if (screen->scrolled + i < body->count) {
            put_line(out, body->texts[screen->scrolled + i], screen->columns, screen->colour);
        }
        fputs("\033[K\r\n", out);
    }
}

/* The last row: the keys, or how much more there is. */
static void put_keys(FILE *out, const struct screen *screen, const struct page *page)
{
    const size_t most = furthest(screen, page->body->count);
    char *more = most > screen->scrolled ? text_format("%zu more: space  ", most - screen->scrolled)
                                         : text_format("%s", most > 0 ? "the end: b back  " : "");
    char *row = text_format("%s%s", more, page->keys);
    char *cut = text_cut(row, screen->columns > 1 ? screen->columns - 1 : 1);
    fprintf(out, "%s%s%s\033[K", screen->colour ? DIM : "", cut, screen->colour ? PLAIN : "");
    free(cut);
    free(row);
    free(more);
}

/* Writes all of it, whatever becomes of the terminal. */
static void write_all(const char *text, size_t length)
{
    while (length > 0) {
        const ssize_t written = write(STDOUT_FILENO, text, length);
        if (written < 0 && errno != EINTR && errno != EAGAIN) {
            return;
        }
        text += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
}

/* One write draws the whole page, so that nobody sees half of it. */
void screen_draw(struct screen *screen, const struct page *page)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = screen->draws ? open_memstream(&text, &length) : NULL;
    if (out == NULL) {
        return;
    }
    screen_scroll(screen, page->body->count, 0);
    fprintf(out, "\033[H%s", screen->colour ? BOLD : "");
    put_line(out, page->title, screen->columns, false);
    fprintf(out, "%s\033[K\r\n", screen->colour ? PLAIN : "");
    put_line(out, page->state, screen->columns, screen->colour);
    fputs("\033[K\r\n\033[K\r\n", out);
    put_body(out, screen, page->body);
    put_keys(out, screen, page);
    fputs("\033[J", out);
    fclose(out);
    write_all(text, length);
    free(text);
}

void screen_say(const struct screen *screen, const char *line, const struct lines *body)
{
    enum { ANY_COLUMNS = 1 << 20 };
    if (screen->draws) {
        return;
    }
    for (size_t i = 0; body != NULL && i < body->count; i++) {
        put_line(stdout, body->texts[i], ANY_COLUMNS, screen->colour);
        putchar('\n');
    }
    put_line(stdout, line, ANY_COLUMNS, screen->colour);
    putchar('\n');
    fflush(stdout);
}

void screen_scroll(struct screen *screen, size_t lines, int rows)
{
    const size_t most = furthest(screen, lines);
    const size_t up = rows < 0 ? (size_t)-rows : 0;
    screen->scrolled = up > screen->scrolled ? 0 : screen->scrolled - up;
    screen->scrolled += rows > 0 ? (size_t)rows : 0;
    screen->scrolled = screen->scrolled < most ? screen->scrolled : most;
}

/* A byte that is there, -1 if none is. */
static int next_byte(struct screen *screen)
{
    unsigned char byte;
    struct pollfd waits = {.fd = STDIN_FILENO, .events = POLLIN};
    if (screen->at_end || poll(&waits, 1, 0) <= 0) {
        return -1;
    }
    const ssize_t length = read(STDIN_FILENO, &byte, 1);
    if (length == 0 || (length < 0 && errno != EINTR && errno != EAGAIN)) {
        screen->at_end = true;
    }
    return length == 1 ? byte : -1;
}

/* What follows an escape: "[A", "[6~", … */
static int key_of_sequence(struct screen *screen)
{
    int byte = next_byte(screen);
    if (byte != '[' && byte != 'O') {
        return 0;
    }
    const int first = byte = next_byte(screen);
    while (byte >= 0 && byte < '@') {
        byte = next_byte(screen);
    }
    switch (byte == '~' ? first : byte) {
    case 'A':
        return KEY_UP;
    case 'B':
        return KEY_DOWN;
    case '5':
        return KEY_PAGE_UP;
    case '6':
        return KEY_PAGE_DOWN;
    default:
        return 0;
    }
}

int screen_key(struct screen *screen)
{
    for (int byte; (byte = next_byte(screen)) >= 0;) {
        const int key = byte == '\033' ? key_of_sequence(screen) : byte;
        if (key != 0 && key != '\n' && key != '\r') {
            return key;
        }
    }
    return 0;
}
