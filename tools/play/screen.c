/* screen.c - see screen.h. */
#include "screen.h"

#include <curses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#undef columns /* term.h has macros for all that a terminal can */
#include <unistd.h>

static SCREEN *taken;
static bool has_colour;
static volatile sig_atomic_t asked_to_end;

static void note_signal(int number)
{
    asked_to_end = number;
}

int screen_signal(void)
{
    return asked_to_end;
}

/* A read of a key ends with the signal, so that the loop sees it. */
static void watch_signals(void)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note_signal};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        sigaction(ending[i], &action, NULL);
    }
}

static void choose_colours(void)
{
    static const short colour_of[STYLES] = {
        [CHOSEN] = COLOR_CYAN, [GOOD] = COLOR_GREEN, [BAD] = COLOR_RED, [CHANGED] = COLOR_YELLOW};
    start_color();
    use_default_colors();
    for (short style = 0; style < STYLES; style++) {
        init_pair((short)(style + 1), colour_of[style] != 0 ? colour_of[style] : -1, -1);
    }
}

const char *screen_open(bool colour)
{
    int error;
    const char *kind = getenv("TERM");
    if (!isatty(STDIN_FILENO)) {
        return "standard input is no terminal";
    }
    if (!isatty(STDOUT_FILENO)) {
        return "standard output is no terminal";
    }
    if (kind == NULL || *kind == '\0') {
        return "TERM isn't set";
    }
    /* Asked first, for newterm has only NULL for all that may be wrong. */
    if (setupterm(kind, STDOUT_FILENO, &error) != OK) {
        return "TERM names a terminal that isn't known here";
    }
    if (cursor_address == NULL) {
        return "this terminal can't place its cursor";
    }
    taken = newterm(NULL, stdout, stdin);
    if (taken == NULL) {
        return "the terminal can't be used";
    }
    set_term(taken);
    watch_signals(); /* after newterm, which has handlers of its own */
    atexit(screen_close);
    has_colour = colour && has_colors();
    if (has_colour) {
        choose_colours();
    }
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, true);
    set_escdelay(50);
    curs_set(0);
    return NULL;
}

void screen_close(void)
{
    if (taken != NULL) {
        endwin();
        delscreen(taken);
        taken = NULL;
    }
}

void screen_size(int *rows, int *columns)
{
    getmaxyx(stdscr, *rows, *columns);
}

static attr_t attributes_of(enum style style)
{
    static const attr_t with_colour[STYLES] = {
        [QUIET] = A_DIM, [STRONG] = A_BOLD, [CHOSEN] = A_BOLD,
        [GOOD] = A_BOLD, [BAD] = A_BOLD,    [CHANGED] = A_BOLD};
    static const attr_t without[STYLES] = {[STRONG] = A_BOLD,
                                           [CHOSEN] = A_REVERSE,
                                           [GOOD] = A_BOLD,
                                           [BAD] = A_REVERSE | A_BOLD,
                                           [CHANGED] = A_UNDERLINE};
    return has_colour ? with_colour[style] : without[style];
}

void screen_show(const struct canvas *canvas)
{
    erase();
    for (int row = 0; row < canvas->rows; row++) {
        for (int column = 0; column < canvas->columns; column++) {
            const struct glyph *glyph = &canvas->glyphs[row * canvas->columns + column];
            const wchar_t text[] = {glyph->code, 0};
            const short pair = has_colour ? (short)(glyph->style + 1) : 0;
            cchar_t shown;
            if (glyph->code != 0 &&
                setcchar(&shown, text, attributes_of(glyph->style), pair, NULL) == OK) {
                mvadd_wch(row, column, &shown);
            }
        }
    }
    refresh();
}

static int known_key(wint_t code)
{
    static const struct {
        wint_t code;
        int key;
    } known[] = {
        {KEY_UP, KEY_IS_UP},          {KEY_DOWN, KEY_IS_DOWN},       {KEY_LEFT, KEY_IS_LEFT},
        {KEY_RIGHT, KEY_IS_RIGHT},    {KEY_HOME, KEY_IS_HOME},       {KEY_END, KEY_IS_END},
        {KEY_PPAGE, KEY_IS_PAGE_UP},  {KEY_NPAGE, KEY_IS_PAGE_DOWN}, {KEY_DC, KEY_IS_BACK},
        {KEY_BACKSPACE, KEY_IS_BACK}, {KEY_ENTER, KEY_IS_ENTER},     {KEY_RESIZE, KEY_IS_RESIZED},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].code == code) {
            return known[i].key;
        }
    }
    return KEY_IS_NONE;
}

int screen_key(int milliseconds)
{
    wint_t code;
    if (asked_to_end) {
        return KEY_IS_GONE;
    }
    timeout(milliseconds);
    const int kind = get_wch(&code);
    if (asked_to_end) {
        return KEY_IS_GONE;
    }
    if (kind == ERR) {
        /* A terminal that is closed has nothing more to give, and says so at once. */
        return milliseconds < 0 && !isatty(STDIN_FILENO) ? KEY_IS_GONE : KEY_IS_NONE;
    }
    if (kind == KEY_CODE_YES) {
        return known_key(code);
    }
    switch (code) {
    case '\r':
    case '\n':
        return KEY_IS_ENTER;
    case 8:
    case 127:
        return KEY_IS_BACK;
    case 27:
        return KEY_IS_ESCAPE;
    default:
        return (int)code;
    }
}
