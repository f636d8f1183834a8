/*
 * play.c - the command `interleave play`: the player is the scheduler, and wins if the program
 * breaks.
 *
 *     interleave play [OPTION...] PROGRAM [ARGUMENT...]      a program built with interleave cc
 *     make play EX=1                                         an exercise
 *
 * Theory of operation. First the explorer is asked (asked.h) how the program breaks, in which small
 * case most simply, or whether it can't: that is the aim of the game. Then the loop: the model
 * (model.h) is drawn (view.h) on the screen (screen.h), and each key is an order to the model. What
 * takes long, "finish from here", is done on a thread beside it, so that the player can still quit.
 *
 * `interleave play` starts this program, interleave-play, which lies beside it: the explorer itself
 * needs no ncurses.
 *
 * Exit status: 0 played; 2 wrong use, or no terminal; 3 the program can't be played.
 */
#include "asked.h"
#include "common/case.h"
#include "common/clock.h"
#include "guess.h"
#include "keys.h"
#include "model.h"
#include "page.h"
#include "screen.h"
#include "source.h"
#include "version.h"
#include "view.h"

#include "common/terminal.h"
#include "common/text.h"

#include <argp.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    SHORT_WAIT = 100, /* milliseconds */
    PRINTED_ROWS = 24,
    PRINTED_COLUMNS = 80
};

struct request {
    const char *title, *again, *save;
    double seconds;
    bool predict;
    const char *units; /* "threads,increments": of which the arguments say how many; or NULL */
    const char *page;  /* to write in place of the game, or NULL */
    const char *how;   /* that page says how to play in a terminal */
    const char *keys;  /* to play without a terminal; NULL: a person plays */
    struct stepping_options stepping;
    const char *smaller[MOST_CASES];
    int smaller_count;
    const char *given[CASE_WORDS + 1]; /* the program with the arguments as on the command line */
    int given_count;
};

struct game {
    struct request *request;
    const char *program[CASE_WORDS + 1]; /* as it is played */
    char *arguments;                     /* what these are of, if not given */
    char *title;
    char *again_before, *again_after;
    struct sources sources;
    struct model model;
    struct asked asked; /* about the program as given */
    bool help;
};

/* -- options -- */

enum {
    ANY_EXIT = 256,
    LEAKS,
    IGNORE,
    SMALLER,
    AGAIN,
    TITLE,
    SAVE,
    OUTCOME,
    PREDICT,
    KEYS,
    PAGE,
    HOW,
    UNITS
};

static const struct argp_option options[] = {
    {"seconds", 't', "N", 0, "Let the explorer search for so long (20)", 0},
    {"predict", PREDICT, NULL, 0, "Ask first which results can come", 0},
    {"keys", KEYS, "KEYS", 0,
     "Play these keys, without a terminal, and print what is seen then, in 80 columns", 0},
    {"page", PAGE, "FILE", 0, "Write the game as a page for a browser, and play it there", 0},
    {"how", HOW, "TEXT", OPTION_HIDDEN, "How to play it in a terminal", 0},
    {"any-exit", ANY_EXIT, NULL, 0, "Any exit status is right", 0},
    {"leaks", LEAKS, "WHAT", 0, "A thread that is neither joined nor detached: warn, fail, ignore",
     0},
    {"ignore", IGNORE, "races", 0, "A data race is no failure", 0},
    {"outcome", OUTCOME, NULL, 0, "The program must call interleave_outcome before its end", 0},
    {"smaller", SMALLER, "ARGUMENTS", 0,
     "Play with these arguments, A,B, in place of the program's, if it fails with them; the first "
     "of several that does",
     0},
    {"save", SAVE, "NAME", 0, "What saved schedules are called (the program's name)", 0},
    {"units", UNITS, "NAMES", OPTION_HIDDEN, "What the arguments count: threads,increments", 0},
    {"title", TITLE, "TEXT", OPTION_HIDDEN, "What the program is called", 0},
    {"again", AGAIN, "TEXT", OPTION_HIDDEN, "How to replay, without the schedule", 0},
    {0},
};

static double read_seconds(struct argp_state *state, const char *text)
{
    char *end;
    const double seconds = strtod(text, &end);
    if (end == text || *end != '\0' || !(seconds > 0 && seconds < 1e6)) {
        argp_failure(state, 2, 0, "--seconds=%s: must be a number above 0", text);
    }
    return seconds;
}

static bool is_races(struct argp_state *state, const char *text)
{
    if (strcmp(text, "races") != 0) {
        argp_failure(state, 2, 0, "--ignore=%s: what can be ignored: races", text);
    }
    return true;
}

static void take_program(struct argp_state *state, struct request *request)
{
    for (int i = state->next; i < state->argc; i++) {
        if (request->given_count == CASE_WORDS) {
            argp_failure(state, 2, 0, "more than %d arguments", CASE_WORDS - 1);
        }
        request->given[request->given_count++] = state->argv[i];
    }
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 't':
        request->seconds = read_seconds(state, text);
        return 0;
    case PREDICT:
        request->predict = true;
        return 0;
    case KEYS:
        request->keys = text;
        return 0;
    case PAGE:
        request->page = text;
        return 0;
    case HOW:
        request->how = text;
        return 0;
    case ANY_EXIT:
        request->stepping.any_exit = true;
        return 0;
    case LEAKS:
        request->stepping.leaks = strcmp(text, "fail") == 0;
        return 0;
    case IGNORE:
        request->stepping.ignore_races = is_races(state, text);
        return 0;
    case OUTCOME:
        request->stepping.outcome = true;
        return 0;
    case SMALLER:
        if (request->smaller_count < MOST_CASES) {
            request->smaller[request->smaller_count++] = text;
        }
        return 0;
    case UNITS:
        request->units = text;
        return 0;
    case SAVE:
        request->save = text;
        return 0;
    case TITLE:
        request->title = text;
        return 0;
    case AGAIN:
        request->again = text;
        return 0;
    case ARGP_KEY_ARGS:
        take_program(state, request);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_failure(state, 2, 0, "which program?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* -- the screen -- */

static bool is_unicode(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* An empty canvas as large as the screen; false if the screen is too small for the game. */
static bool fresh_canvas(struct canvas *canvas)
{
    int rows, columns;
    screen_size(&rows, &columns);
    canvas_make(canvas, rows, columns);
    if (rows >= SCREEN_LEAST_ROWS && columns >= SCREEN_LEAST_COLUMNS) {
        return true;
    }
    char *text =
        text_format("%d columns and %d rows are needed", SCREEN_LEAST_COLUMNS, SCREEN_LEAST_ROWS);
    canvas_put_wrapped(canvas, 0, 0, columns, rows, PLAIN, text);
    free(text);
    return false;
}

static void show_text(const char *title, const char *text)
{
    struct canvas canvas;
    if (fresh_canvas(&canvas)) {
        view_text(title, text, &canvas);
    }
    screen_show(&canvas);
    canvas_release(&canvas);
}

static struct view view_of(struct game *game, const char *busy)
{
    return (struct view){.title = game->title,
                         .sources = &game->sources,
                         .busy = busy,
                         .help = game->help,
                         .unicode = game->request->stepping.unicode};
}

static void show_game(struct game *game, const char *busy)
{
    struct canvas canvas;
    const struct view view = view_of(game, busy);
    if (fresh_canvas(&canvas)) {
        view_draw(&view, &game->model, &canvas);
    }
    screen_show(&canvas);
    canvas_release(&canvas);
}

/* Ends the process as the signal would, once the terminal is as it was; returns if there was none.
 */
static void end_by_signal(void)
{
    const int number = screen_signal();
    screen_close();
    if (number != 0) {
        signal(number, SIG_DFL);
        raise(number);
    }
}

/* -- asking the explorer -- */

/* The explorer's program lies beside this one. */
static const char *explorer(void)
{
    static char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof "interleave");
    char *slash = length > 0 ? memrchr(path, '/', (size_t)length) : NULL;
    strcpy(slash != NULL ? slash + 1 : path, "interleave");
    return path;
}

/* Asks how the program breaks, with those arguments; with_smaller: or with fewer. */
static int ask(struct asked *asked, const struct request *request, const char *const *program,
               bool with_smaller)
{
    const char *command[2 * CASE_WORDS + MOST_CASES] = {explorer(), "run", "--json"};
    char *smaller[MOST_CASES];
    char *seconds = text_format("--seconds=%g", request->seconds);
    int count = 3, smaller_count = with_smaller ? request->smaller_count : 0;
    command[count++] = seconds;
    command[count++] = request->stepping.leaks ? "--leaks=fail" : "--leaks=ignore";
    if (request->stepping.any_exit) {
        command[count++] = "--any-exit";
    }
    if (request->stepping.ignore_races) {
        command[count++] = "--ignore=races";
    }
    if (request->stepping.outcome) {
        command[count++] = "--outcome";
    }
    for (int i = 0; i < smaller_count; i++) {
        command[count++] = smaller[i] = text_format("--smaller=%s", request->smaller[i]);
    }
    while (*program != NULL) {
        command[count++] = *program++;
    }
    const int error = asked_begin(asked, command);
    for (int i = 0; i < smaller_count; i++) {
        free(smaller[i]);
    }
    free(seconds);
    return error;
}

/* Waits for the answer, and says so. False: the player quits. may_go_on: Enter waits no longer. */
static bool wait_for(struct asked *asked, const char *title, bool may_go_on)
{
    const double began = seconds_now();
    while (!asked_ended(asked)) {
        char *text =
            text_format("The explorer looks for the simplest schedule that breaks it, or "
                        "for a proof that none does: %.0f s.\n\n%sq: quit",
                        seconds_now() - began, may_go_on ? "Enter: begin without it.   " : "");
        show_text(title, text);
        free(text);
        const int key = screen_key(SHORT_WAIT);
        if (key == KEY_IS_GONE || key == 'q') {
            return false;
        }
        if (key == KEY_IS_ENTER && may_go_on) {
            break;
        }
    }
    return true;
}

/* -- what is played -- */

/* The arguments "2,1" in place of those given. */
static void take_arguments(struct game *game, const char *arguments)
{
    game->arguments = text_format("%s", arguments);
    case_words(game->program[0], game->arguments, game->program);
}

static char *arguments_in_words(const char *const *program, const char *between)
{
    char *text = text_format("%s", "");
    for (int i = 1; program[i] != NULL; i++) {
        char *more = text_format("%s%s%s", text, i > 1 ? between : "", program[i]);
        free(text);
        text = more;
    }
    return text;
}

/* "2 threads, 1 increments"; without units "2 1". */
static char *case_in_words(const struct request *request, const char *const *program)
{
    if (request->units == NULL) {
        return arguments_in_words(program, " ");
    }
    char *text = text_format("%s", "");
    const char *unit = request->units;
    for (int i = 1; program[i] != NULL && *unit != '\0'; i++) {
        const int length = (int)strcspn(unit, ",");
        const int kept = strcmp(program[i], "1") == 0 && length > 1 && unit[length - 1] == 's'
                             ? length - 1
                             : length;
        char *more = text_format("%s%s%s %.*s", text, i > 1 ? ", " : "", program[i], kept, unit);
        free(text);
        text = more;
        unit += length + (unit[length] == ',' ? 1 : 0);
    }
    return text;
}

/* The options without which a schedule would be judged otherwise. */
static char *options_of_replay(const struct request *request)
{
    return text_format("%s%s%s%s", request->stepping.any_exit ? "--any-exit " : "",
                       request->stepping.outcome ? "--outcome " : "",
                       request->stepping.leaks ? "--leaks=fail " : "",
                       request->stepping.ignore_races ? "--ignore=races " : "");
}

/* What is said of the program, and how a schedule is replayed, once its arguments are known. */
static void name_it(struct game *game)
{
    const struct request *request = game->request;
    char *words = case_in_words(request, game->program);
    game->title =
        text_format("%s%s%s", request->title != NULL ? request->title : game->program[0],
                    words[0] != '\0' ? (request->stepping.unicode ? " · " : ", ") : "", words);
    if (request->again != NULL) {
        char *with_commas = arguments_in_words(game->program, ",");
        game->again_before =
            text_format("%s%s%s SCHEDULE=", request->again, game->arguments != NULL ? " CASE=" : "",
                        game->arguments != NULL ? with_commas : "");
        game->again_after = text_format("%s", "");
        free(with_commas);
    } else {
        char *kept = options_of_replay(request);
        char *plain = arguments_in_words(game->program, " ");
        game->again_before = text_format("interleave replay %s", kept);
        game->again_after =
            text_format(" %s%s%s", game->program[0], plain[0] != '\0' ? " " : "", plain);
        free(plain);
        free(kept);
    }
    free(words);
}

/* -- the guess -- */

/* Reads a line on the screen, at most `size` bytes. False: the player quits. */
static bool read_line(const char *title, const char *question, char *line, size_t size)
{
    size_t length = 0;
    line[0] = '\0';
    for (;;) {
        char *text = text_format("%s\n\n> %s_\n\nEnter: done", question, line);
        show_text(title, text);
        free(text);
        const int key = screen_key(-1);
        if (key == KEY_IS_GONE) {
            return false;
        }
        if (key == KEY_IS_ENTER) {
            return true;
        }
        if (key == KEY_IS_BACK && length > 0) {
            line[--length] = '\0';
        } else if (key >= ' ' && key < 127 && length + 1 < size) {
            line[length++] = (char)key;
            line[length] = '\0';
        }
    }
}

static const char question[] =
    "Before you play: which results can come, if each schedule is tried? Type all of them, with "
    "blanks between them.";

/* Asks which results can come, and marks the guess. answer: about the program as it is played.
 * False: the player quits. */
static bool predict(const struct game *game, const json_t *answer)
{
    char line[200];
    struct guess guess;
    if (json_array_size(json_object_get(answer, "outcomes")) == 0) {
        return true; /* nothing can be marked */
    }
    if (!read_line(game->title, question, line, sizeof line)) {
        return false;
    }
    if (!guess_read(line, &guess)) {
        return true;
    }
    char *marked = guess_marked(&guess, answer);
    char *text = text_format("%s\nAny key: play", marked);
    show_text(game->title, text);
    free(text);
    free(marked);
    int key;
    while ((key = screen_key(-1)) == KEY_IS_RESIZED) {
    }
    return key != KEY_IS_GONE;
}

/* -- finish from here -- */

struct finishing {
    const struct model *model;
    double seconds;
    int error; /* these two are there once it is done */
    struct stepping_finish finish;
    atomic_bool done;
};

static void *search(void *argument)
{
    struct finishing *finishing = argument;
    finishing->error = model_search(finishing->model, finishing->seconds, &finishing->finish);
    finishing->done = true;
    return NULL;
}

/* Only the search is done on a thread beside: the game is drawn meanwhile. False: the player quits,
 * and the model may no longer be used. */
static bool finish_from_here(struct game *game)
{
    static struct finishing
        finishing; /* it is used until the end of the process, if that is first */
    pthread_t thread;
    const double began = seconds_now();
    finishing = (struct finishing){.model = &game->model, .seconds = game->request->seconds};
    if (pthread_create(&thread, NULL, search, &finishing) != 0) {
        model_finish(&game->model, finishing.seconds);
        return true;
    }
    while (!finishing.done) {
        char *busy = text_format("The explorer tries all that can come from here: %.0f s of %.0f. "
                                 "q: quit",
                                 seconds_now() - began, finishing.seconds);
        if (seconds_now() - began > 0.3) {
            show_game(game, busy);
        }
        free(busy);
        const int key = screen_key(seconds_now() - began > 0.3 ? SHORT_WAIT : 20);
        if (key == KEY_IS_GONE || key == 'q') {
            return false;
        }
    }
    pthread_join(thread, NULL);
    model_take(&game->model, finishing.error, &finishing.finish);
    return true;
}

/* -- the game -- */

static void choose(struct model *model, const char *letter)
{
    if (!model_choose(model, model_thread(model, letter))) {
        model_say(model, TONE_BAD, "There is no thread %s.", letter);
    }
}

enum after { GOES_ON, QUITS, QUITS_AT_ONCE };

static enum after handle(struct game *game, int key)
{
    const struct meaning meaning = key_meaning(key);
    struct model *model = &game->model;
    if (game->help && meaning.action != ACT_GONE && key != KEY_IS_RESIZED && key != KEY_IS_NONE) {
        game->help = false;
        return GOES_ON;
    }
    switch (meaning.action) {
    case ACT_ORDER:
        for (int i = 0; i < meaning.times; i++) {
            model_do(model, meaning.order);
        }
        return GOES_ON;
    case ACT_LETTER:
        choose(model, meaning.letter);
        return GOES_ON;
    case ACT_FINISH:
        return finish_from_here(game) ? GOES_ON : QUITS_AT_ONCE;
    case ACT_SAVE:
        model_save(model);
        return GOES_ON;
    case ACT_HELP:
        game->help = true;
        return GOES_ON;
    case ACT_QUIT:
    case ACT_GONE:
        return QUITS;
    case ACT_NOTHING:
        return GOES_ON;
    }
    return GOES_ON;
}

static enum after play(struct game *game)
{
    enum after after = GOES_ON;
    bool waits = !asked_ended(&game->asked);
    while (after == GOES_ON) {
        show_game(game, NULL);
        const int key = screen_key(waits ? SHORT_WAIT : -1);
        after = handle(game, key);
        if (waits && asked_ended(&game->asked)) {
            json_object_del(game->asked.json, "story"); /* of a case that may be another */
            model_learn(&game->model, game->asked.json);
            waits = false;
        }
    }
    return after;
}

/* Opens the model on what is played; false if it can't be, with error. */
static bool begin(struct game *game, char error[static TEXT_SIZE])
{
    const struct request *request = game->request;
    const json_t *story = json_object_get(game->asked.json, "story");
    const char *arguments = json_string_value(json_object_get(story, "arguments"));
    memcpy(game->program, request->given, sizeof game->program);
    if (arguments != NULL) {
        take_arguments(game, arguments);
    }
    name_it(game);
    const struct model_options model_options = {.program = game->program,
                                                .stepping = request->stepping,
                                                .again_before = game->again_before,
                                                .again_after = game->again_after,
                                                .save = request->save};
    if (!model_open(&game->model, &model_options, error)) {
        return false;
    }
    if (asked_ended(&game->asked)) {
        model_learn(&game->model, game->asked.json);
    }
    return true;
}

/* Before the first step: a guess, if it is wanted. False: the player quits. */
static bool begin_with_guess(const struct game *game)
{
    struct asked other = {.answer = -1};
    bool goes_on = true;
    if (!game->request->predict) {
        return true;
    }
    if (game->arguments == NULL) {
        return predict(game, game->asked.json);
    }
    if (ask(&other, game->request, game->program, false) == 0) {
        goes_on = wait_for(&other, game->title, false) && predict(game, other.json);
    }
    asked_release(&other);
    return goes_on;
}

/* Says on standard error why there is no game. */
static int refuse(const char *problem, int status)
{
    screen_close();
    fprintf(stderr, "interleave: play: %s\n", problem);
    return status;
}

static void release(struct game *game)
{
    asked_release(&game->asked);
    sources_release(&game->sources);
    free(game->arguments);
    free(game->title);
    free(game->again_before);
    free(game->again_after);
}

/* Begins without a terminal: what the explorer says is waited for. Returns 0, or the exit status.
 */
static int begin_unseen(struct game *game)
{
    char error[TEXT_SIZE];
    const int cannot = ask(&game->asked, game->request, game->request->given, true);
    if (cannot != 0) {
        return refuse(strerror(cannot), 3);
    }
    asked_wait(&game->asked);
    if (!begin(game, error)) {
        release(game);
        return refuse(error, 3);
    }
    return 0;
}

static void print_game(struct game *game)
{
    struct canvas canvas;
    const struct view view = view_of(game, NULL);
    canvas_make(&canvas, PRINTED_ROWS, PRINTED_COLUMNS);
    view_draw(&view, &game->model, &canvas);
    canvas_print(&canvas, stdout);
    canvas_release(&canvas);
}

/* Plays keys, as a person would type them, and prints what would be seen then. */
static int run_keys(struct request *request)
{
    struct game game = {.request = request, .asked = {.answer = -1}};
    const int status = begin_unseen(&game);
    if (status != 0) {
        return status;
    }
    for (const char *key = request->keys; *key != '\0'; key++) {
        if (key_meaning(*key).action == ACT_FINISH) {
            model_finish(&game.model, request->seconds);
        } else if (handle(&game, *key) != GOES_ON) {
            break;
        }
    }
    print_game(&game);
    model_close(&game.model);
    release(&game);
    return 0;
}

static int write_page(struct request *request)
{
    struct game game = {.request = request, .asked = {.answer = -1}};
    const int status = begin_unseen(&game);
    if (status != 0) {
        return status;
    }
    char *how = text_format("interleave play %s", request->given[0]);
    const struct page page = {.title = game.title,
                              .how = request->how != NULL ? request->how : how};
    const char *wrong = page_write(&page, &game.model, &game.sources, request->page);
    if (wrong != NULL) {
        fprintf(stderr, "interleave: play: %s: %s\n", request->page, wrong);
    } else {
        printf("%s\n", request->page);
    }
    free(how);
    model_close(&game.model);
    release(&game);
    return wrong != NULL ? 3 : 0;
}

static int run(struct request *request)
{
    struct game game = {.request = request, .asked = {.answer = -1}};
    char error[TEXT_SIZE];
    const char *title = request->title != NULL ? request->title : request->given[0];
    const int cannot = ask(&game.asked, request, request->given, true);
    if (cannot != 0) {
        return refuse(strerror(cannot), 3);
    }
    if (!wait_for(&game.asked, title, !request->predict)) {
        release(&game);
        end_by_signal();
        return 0;
    }
    if (!begin(&game, error)) {
        release(&game);
        return refuse(error, 3);
    }
    enum after after = begin_with_guess(&game) ? play(&game) : QUITS;
    asked_release(&game.asked);
    if (after == QUITS) {
        model_close(&game.model);
        release(&game);
    }
    end_by_signal();
    return 0;
}

int main(int argc, char *argv[])
{
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "PROGRAM [ARGUMENT...]",
        .doc = "You choose which thread goes on, and win if the program breaks. For programs that "
               "were built with interleave cc.",
    };
    setlocale(LC_ALL, "");
    struct request request = {.seconds = 20};
    request.stepping.unicode = is_unicode();
    argp_err_exit_status = 2;
    argp_program_version = "interleave play " RACETRACK_VERSION;
    argv[0] = "interleave play";
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &request);
    if (request.save == NULL) {
        const char *slash = strrchr(request.given[0], '/');
        request.save = slash != NULL ? slash + 1 : request.given[0];
    }
    if (request.page != NULL) {
        return write_page(&request);
    }
    if (request.keys != NULL) {
        return run_keys(&request);
    }
    const char *problem = screen_open(terminal_wants_colour());
    if (problem != NULL) {
        fprintf(stderr, "interleave: play: %s; try: play in a terminal, or interleave run\n",
                problem);
        return 2;
    }
    return run(&request);
}
