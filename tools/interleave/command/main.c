/*
 * main.c - the command `interleave`: explores every interleaving of a program.
 *
 *     interleave cc ARGUMENT...                     compiles a program so that it can be explored
 *     interleave run [OPTION...] PROGRAM [ARGUMENT...]
 *     interleave replay [OPTION...] SCHEDULE PROGRAM [ARGUMENT...]
 *     interleave debug [OPTION...] SCHEDULE PROGRAM [ARGUMENT...]    a replay under gdb
 *     interleave orders [OPTION...] PROGRAM [ARGUMENT...]    which memory orders can be weaker
 *     interleave dap                                a program step by step, for an editor
 *     interleave play [OPTION...] PROGRAM [ARGUMENT...]     the game, see tools/play
 *
 * Theory of operation. The program carries the explorer in it (lib/); this command starts it with
 * the options in an environment variable and reads the result that it tells on a descriptor. A
 * schedule that failed is then replayed in a fresh process, which tells each event; what they are
 * called in the source is found here, in the program's debug information.
 *
 * Exit status: 0 proved, or nothing failed; 1 something failed; 2 wrong use, as a schedule that is
 * none; 3 it can't be explored, or the schedule doesn't fit it.
 */
#include "advice_show.h"
#include "cc.h"
#include "compiler/words.h"
#include "dap.h"
#include "debug.h"
#include "game.h"
#include "interleave/modes.h"
#include "interleave/story/reduced.h"
#include "interleave/trace/explored.h"
#include "order_list.h"
#include "page.h"
#include "progress.h"
#include "sarif.h"
#include "schedule_file.h"
#include "show.h"
#include "version.h"

#include "common/terminal.h"

#include <argp.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <time.h>
#include <unistd.h>

struct request {
    const char *mode, *leaks, *trace_file, *sarif_file, *page_file, *again, *anew, *gdb, *title;
    double seconds;
    long executions, steps, preemptions;
    unsigned long seed;
    bool first, spurious, sequential, each_lock_order, each_write_order, from_start, compare_marks,
        any_exit, outcome, json, ignore_races;
    bool make_small; /* a failure, where it is found */
    bool is_replay;
    bool notes_operations; /* the program tells of its atomic operations */
    const char *orders;    /* that operations get in place of their own; NULL: none do */
    const char *weakened;  /* the same as the program takes it; "": none */
    const char *schedule;
    const char *const *program;
    const char *smaller[MOST_CASES]; /* arguments to try in place of the program's */
    int smaller_count;
    const char *units; /* what the arguments count */
    struct show_options show;
};

enum {
    FIRST = 256,
    SPURIOUS,
    SEQUENTIAL,
    EACH_LOCK_ORDER,
    EACH_WRITE_ORDER,
    FROM_START,
    COMPARE_MARKS,
    ANY_EXIT,
    LEAKS,
    IGNORE,
    JSON,
    TRACE,
    SARIF,
    PAGE,
    ALL,
    PLAIN,
    PAIR,
    SMALLER,
    UNITS,
    AGAIN,
    ANEW,
    GDB,
    TITLE,
    OUTCOME,
    ORDERS
};

static const struct argp_option options[] = {
    {"mode", 'm', "MODE", 0, "How schedules are chosen; the manual says which there are (auto)", 0},
    {"seconds", 't', "N", 0, "Stop after so long (60; 0: never)", 0},
    {"executions", 'n', "N", 0, "Stop after so many executions (0: never)", 0},
    {"steps", 'l', "N", 0, "Cut an execution after so many steps (20000)", 0},
    {"preemptions", 'p', "N", 0, "For find: up to so many (1000)", 0},
    {"seed", 's', "N", 0, "For the random modes (1)", 0},
    {"first", FIRST, NULL, 0, "Stop at the first failure", 0},
    {"spurious", SPURIOUS, NULL, 0, "Let condition variables wake without a signal", 0},
    {"sc", SEQUENTIAL, NULL, 0, "Loads return the newest store, whatever their memory order", 0},
    {"each-lock-order", EACH_LOCK_ORDER, NULL, 0,
     "Prove: tell critical sections apart by their order even if they commute", 0},
    {"each-write-order", EACH_WRITE_ORDER, NULL, 0,
     "Prove: tell writes apart by their order even if only the last is read", 0},
    {"from-start", FROM_START, NULL, 0,
     "Prove: begin each execution at main, also where most of it repeats the one before", 0},
    {"compare-marks", COMPARE_MARKS, NULL, OPTION_HIDDEN,
     "For tests of the explorer: compare each state that is gone back to with one from main", 0},
    {"any-exit", ANY_EXIT, NULL, 0, "Any exit status is right", 0},
    {"leaks", LEAKS, "WHAT", 0,
     "A thread that is neither joined nor detached: warn, fail, ignore (warn)", 0},
    {"ignore", IGNORE, "LIST", 0, "Don't look for these: races, leaks", 0},
    {"json", JSON, NULL, 0, "Print the result and the trace as JSON", 0},
    {"trace", TRACE, "FILE", 0, "Write the trace for chrome://tracing and Perfetto", 0},
    {"sarif", SARIF, "FILE", 0, "Write what was found as SARIF, for code scanning", 0},
    {"page", PAGE, "FILE", 0, "Write the schedule that is shown as a page for a browser", 0},
    {"all", ALL, NULL, 0, "Show every event in the timeline", 0},
    {"plain", PLAIN, NULL, 0, "Show a sentence for each step, as for a screen reader", 0},
    {"pair", PAIR, NULL, 0, "Show the nearest schedule that passes, too", 0},
    {"smaller", SMALLER, "ARGUMENTS", 0,
     "Show a failure with these arguments, A,B, in place of the program's, if there is one; the "
     "first of several counts that has one",
     0},
    {"orders", ORDERS, "LIST", 0,
     "Atomic operations get these memory orders where they are weaker than their own: "
     "FILE:LINE[:COLUMN]=ORDER[/ORDER],...",
     0},
    {"outcome", OUTCOME, NULL, 0, "The program must call interleave_outcome before its end", 0},
    {"units", UNITS, "NAMES", OPTION_HIDDEN, "What each argument counts, A,B", 0},
    {"title", TITLE, "TEXT", OPTION_HIDDEN, "What the program is called", 0},
    {"again", AGAIN, "TEXT", OPTION_HIDDEN, "How to replay, without the schedule", 0},
    {"gdb", GDB, "TEXT", OPTION_HIDDEN, "How to see a schedule under gdb, without it", 0},
    {"anew", ANEW, "TEXT", OPTION_HIDDEN, "How to find a schedule", 0},
    {0},
};

static double read_number(struct argp_state *state, const char *name, const char *text)
{
    char *end;
    const double number = strtod(text, &end);
    if (end == text || *end != '\0' || !(number >= 0 && number < 1e15)) {
        argp_failure(state, 2, 0, "--%s=%s: must be a number", name, text);
    }
    return number;
}

static bool is_search(int mode)
{
    return mode != INTERLEAVE_REPLAY && mode != INTERLEAVE_STEP;
}

static const char *read_mode(struct argp_state *state, const char *text)
{
    char wanted[200] = "";
    size_t length = 0;
    for (int i = 0; i < MODES; i++) {
        if (is_search(i) && strcmp(text, mode_names[i]) == 0) {
            return text;
        }
        if (is_search(i) && length < sizeof wanted) {
            length += (size_t)snprintf(wanted + length, sizeof wanted - length, "%s%s",
                                       length > 0 ? ", " : "", mode_names[i]);
        }
    }
    argp_failure(state, 2, 0, "--mode=%s: must be one of: %s", text, wanted);
    return NULL;
}

static const char *read_leaks(struct argp_state *state, const char *text)
{
    static const char *const words[] = {"warn", "fail", "ignore"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(text, words[i]) == 0) {
            return words[i];
        }
    }
    argp_failure(state, 2, 0, "--leaks=%s: must be one of: warn, fail, ignore", text);
    return NULL;
}

/* The text is a list with commas, which are lost. */
static void read_ignored(struct argp_state *state, char *text, struct request *request)
{
    for (char *word; (word = strsep(&text, ",")) != NULL;) {
        if (strcmp(word, "races") == 0) {
            request->ignore_races = true;
        } else if (strcmp(word, "leaks") == 0) {
            request->leaks = "ignore";
        } else {
            argp_failure(state, 2, 0, "--ignore=%s: what can be ignored: races, leaks", word);
        }
    }
}

/* Options that are only said, and those that have a text: where each goes. */
static const struct {
    int key;
    size_t to;
} flags[] =
    {
        {FIRST, offsetof(struct request, first)},
        {SPURIOUS, offsetof(struct request, spurious)},
        {SEQUENTIAL, offsetof(struct request, sequential)},
        {EACH_LOCK_ORDER, offsetof(struct request, each_lock_order)},
        {EACH_WRITE_ORDER, offsetof(struct request, each_write_order)},
        {FROM_START, offsetof(struct request, from_start)},
        {COMPARE_MARKS, offsetof(struct request, compare_marks)},
        {ANY_EXIT, offsetof(struct request, any_exit)},
        {JSON, offsetof(struct request, json)},
        {ALL, offsetof(struct request, show.all)},
        {PLAIN, offsetof(struct request, show.plain)},
        {PAIR, offsetof(struct request, show.pair)},
        {OUTCOME, offsetof(struct request, outcome)},
},
  texts[] = {
      {TRACE, offsetof(struct request, trace_file)}, {SARIF, offsetof(struct request, sarif_file)},
      {PAGE, offsetof(struct request, page_file)},   {UNITS, offsetof(struct request, units)},
      {ORDERS, offsetof(struct request, orders)},    {TITLE, offsetof(struct request, title)},
      {AGAIN, offsetof(struct request, again)},      {GDB, offsetof(struct request, gdb)},
      {ANEW, offsetof(struct request, anew)},
};

/* Takes an option of those; false if it is another one. */
static bool take_plain(int key, const char *text, struct request *request)
{
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (flags[i].key == key) {
            *(bool *)((char *)request + flags[i].to) = true;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].key == key) {
            *(const char **)(void *)((char *)request + texts[i].to) = text;
            return true;
        }
    }
    return false;
}

static void take_program(struct argp_state *state, struct request *request)
{
    char **rest = state->argv + state->next;
    if (request->is_replay) {
        request->schedule = schedule_meant(*rest);
        if (request->schedule == NULL) {
            argp_failure(state, 2, errno, "%s", *rest + 1);
        }
        rest++;
    }
    if (*rest == NULL) {
        argp_failure(state, 2, 0, "which program?");
    }
    request->program = (const char *const *)rest;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'm':
        request->mode = read_mode(state, text);
        return 0;
    case 't':
        request->seconds = read_number(state, "seconds", text);
        return 0;
    case 'n':
        request->executions = (long)read_number(state, "executions", text);
        return 0;
    case 'l':
        request->steps = (long)read_number(state, "steps", text);
        return 0;
    case 'p':
        request->preemptions = (long)read_number(state, "preemptions", text);
        return 0;
    case 's':
        request->seed = (unsigned long)read_number(state, "seed", text);
        return 0;
    case LEAKS:
        request->leaks = read_leaks(state, text);
        return 0;
    case IGNORE:
        read_ignored(state, text, request);
        return 0;
    case SMALLER:
        if (request->smaller_count == MOST_CASES) {
            argp_failure(state, 2, 0, "--smaller: at most %d are tried", MOST_CASES);
        }
        request->smaller[request->smaller_count++] = text;
        return 0;
    case ARGP_KEY_ARGS:
        take_program(state, request);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_failure(state, 2, 0, request->is_replay ? "which schedule?" : "which program?");
        return 0;
    default:
        return take_plain(key, text, request) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

static char *options_text(const struct request *request, const char *mode, const char *schedule)
{
    char *text;
    if (asprintf(&text,
                 "mode=%s;seconds=%g;executions=%ld;steps=%ld;preemptions=%ld;seed=%lu;first=%d;"
                 "spurious=%d;sc=%d;each=%d;stores=%d;start=%d;compare=%d;exit=%d;outcome=%d;leaks="
                 "%s;races=%"
                 "d;small=%"
                 "d;operations=%d;weaken=%s;schedule=%s",
                 mode, request->seconds, request->executions, request->steps, request->preemptions,
                 request->seed, request->first, request->spurious, request->sequential,
                 request->each_lock_order, request->each_write_order, request->from_start,
                 request->compare_marks, !request->any_exit, request->outcome, request->leaks,
                 !request->ignore_races, request->make_small, request->notes_operations,
                 request->weakened, schedule != NULL ? schedule : "") < 0) {
        fputs("interleave: out of memory\n", stderr);
        exit(3);
    }
    return text;
}

/* Runs the program once, in the mode; ends this one if that isn't possible. */
static void run_in(const struct request *request, const char *mode, const char *schedule,
                   struct explored *explored)
{
    char *text = options_text(request, mode, schedule);
    const double seconds = request->seconds > 0 ? request->seconds : 1e9;
    progress_begin(strcmp(mode, "replay") == 0 ? "replaying" : "exploring", request->seconds);
    const int error = explored_run(request->program, text, seconds, explored);
    progress_end();
    free(text);
    if (error != 0) {
        fprintf(stderr, "interleave: %s: %s\n", request->program[0], strerror(error));
        exit(3);
    }
    if (explored->result == NULL) {
        const bool has_library = explored_has_library(request->program[0]);
        fprintf(stderr, "interleave: %s told no result: it %s%s\n", request->program[0],
                explored->words,
                has_library ? "" : "; it was not built with interleave cc, which explores it");
        exit(3);
    }
}

/* The same for what is tried of a failure (reduced.h), with few executions. */
static bool try_in(const void *context, const char *const *program, const char *mode,
                   const char *schedule, double seconds, struct explored *explored)
{
    struct request request = *(const struct request *)context;
    request.seconds = seconds;
    request.executions = 2000;
    request.make_small = true;
    char *text = options_text(&request, mode, schedule);
    const int error = explored_run(program, text, seconds, explored);
    free(text);
    if (error == 0 && explored->result == NULL) {
        explored_release(explored);
    }
    return error == 0 && explored->result != NULL;
}

/* What is shown of a failure, with an older value for one read (show.h). */
static bool run_with_older(const void *context, const struct reduced *reduced, long event,
                           long value, struct explored *explored)
{
    struct request request = *(const struct request *)context;
    char *schedule;
    request.make_small = false;
    if (asprintf(&schedule, "%s;older_at=%ld;older=%ld", reduced->schedule, event, value) < 0) {
        return false;
    }
    char *text = options_text(&request, "replay", schedule); /* whose last option that is */
    const double seconds = request.seconds > 0 ? request.seconds : 1e9;
    const int error = explored_run(reduced->program, text, seconds, explored);
    free(text);
    free(schedule);
    if (error == 0 && explored->result == NULL) {
        explored_release(explored);
    }
    return error == 0 && explored->result != NULL;
}

static const char *verdict_of(const json_t *result)
{
    const char *verdict = json_string_value(json_object_get(result, "verdict"));
    return verdict != NULL ? verdict : "";
}

/* The options without which a schedule would be another execution, or be judged otherwise; each
 * with a blank behind it. For the caller to free. */
static char *options_of_replay(const struct request *request)
{
    char *text;
    if (asprintf(&text, "%s%s%s%s%s%s%s%s", request->spurious ? "--spurious " : "",
                 request->any_exit ? "--any-exit " : "", request->outcome ? "--outcome " : "",
                 strcmp(request->leaks, "fail") == 0 ? "--leaks=fail " : "",
                 request->ignore_races ? "--ignore=races " : "",
                 request->orders != NULL ? "--orders=" : "",
                 request->orders != NULL ? request->orders : "",
                 request->orders != NULL ? " " : "") < 0) {
        fputs("interleave: out of memory\n", stderr);
        exit(3);
    }
    return text;
}

/* What is shown, for who shows it. kept: the options that it names. */
static struct shown shown_of(const struct request *request, const struct reduced *reduced,
                             const char *kept)
{
    return (struct shown){.title = request->title,
                          .program = request->program,
                          .options = kept,
                          .is_replay = request->is_replay,
                          .reduced = reduced,
                          .give_older = run_with_older,
                          .context = request,
                          .units = request->units,
                          .again = request->again,
                          .anew = request->anew,
                          .gdb = request->gdb,
                          .schedule = request->schedule};
}

/* Writes the page, and says where it is. */
static int tell_page(const struct request *request, const json_t *result, const json_t *trace,
                     struct names *names, const struct shown *shown)
{
    const int error = page_write(result, trace, names, shown, request->page_file);
    if (error == 0 && !request->json) {
        printf("page: %s\n", request->page_file);
    } else if (error != 0) {
        fprintf(stderr, "interleave: %s: %s\n", request->page_file,
                error == ENODATA ? "not written: there is no schedule to show" : strerror(error));
    }
    return error == ENODATA ? 0 : error;
}

/* A page of what failed in no schedule shows the simplest one, in which each thread goes on until
 * it waits. */
static int tell_page_of_right(const struct request *request, const json_t *result)
{
    char *kept = options_of_replay(request);
    struct explored explored;
    struct shown shown = shown_of(request, NULL, kept);
    shown.is_replay = true;
    shown.schedule = "M1";
    run_in(request, "replay", shown.schedule, &explored);
    struct names *names =
        names_open(request->program[0],
                   (unsigned long)json_integer_value(json_object_get(explored.result, "base")));
    int error = names == NULL ? ENOMEM : 0;
    if (names != NULL) {
        names_learn(names, explored.trace);
        error = tell_page(request, result, explored.trace, names, &shown);
        names_close(names);
    }
    explored_release(&explored);
    free(kept);
    return error;
}

/* Writes the files that are asked for. Returns 0, or the last error number, which is told. */
static int write_files(const struct request *request, const json_t *result, const json_t *trace,
                       struct names *names, const struct shown *shown)
{
    int failed = 0;
    if (request->trace_file != NULL) {
        const int error = show_chrome(trace, names, request->trace_file);
        if (error != 0) {
            fprintf(stderr, "interleave: %s: %s\n", request->trace_file, strerror(error));
            failed = error;
        }
    }
    if (request->sarif_file != NULL) {
        json_t *document = show_document(result, trace, names, shown);
        const int error = sarif_write(document, names, request->sarif_file);
        json_decref(document);
        if (error != 0) {
            fprintf(stderr, "interleave: %s: %s\n", request->sarif_file, strerror(error));
            failed = error;
        }
    }
    if (request->page_file != NULL && strcmp(verdict_of(result), "unexplored") != 0) {
        const int error = trace != NULL ? tell_page(request, result, trace, names, shown)
                                        : tell_page_of_right(request, result);
        failed = error != 0 ? error : failed;
    }
    return failed;
}

/* Shows what came out. reduced: of a failure that a search found, or NULL. */
static int tell(const struct request *request, const json_t *result, const json_t *trace,
                const struct reduced *reduced)
{
    const json_t *at = reduced != NULL ? reduced->shown.result : result;
    struct names *names = names_open(
        request->program[0], (unsigned long)json_integer_value(json_object_get(at, "base")));
    if (names == NULL) {
        fputs("interleave: out of memory\n", stderr);
        return 3;
    }
    names_learn(names, trace);
    char *kept = options_of_replay(request);
    const struct shown shown = shown_of(request, reduced, kept);
    if (request->json) {
        show_json(result, trace, names, &shown, stdout);
    } else {
        show_result(result, trace, names, &shown, &request->show, stdout);
    }
    const int error = write_files(request, result, trace, names, &shown);
    names_close(names);
    free(kept);
    const char *misfit = json_string_value(json_object_get(result, "misfit"));
    if (misfit != NULL && strcmp(misfit, "no schedule") == 0) {
        return 2;
    }
    if (error != 0 || strcmp(verdict_of(result), "unexplored") == 0) {
        return 3;
    }
    return strcmp(verdict_of(result), "failed") == 0 ? 1 : 0;
}

/* explored: of a search, which found a failure; it took so long. */
static int tell_failure(const struct request *request, const struct explored *explored,
                        double seconds)
{
    struct reduced reduced;
    const double left = request->seconds > 0 ? request->seconds - seconds : 1e9;
    const struct reduction reduction = {.run = try_in,
                                        .context = request,
                                        .program = request->program,
                                        .smaller = request->smaller,
                                        .smaller_count = request->smaller_count,
                                        .seconds = left};
    progress_begin("making the failure small", request->seconds > 0 ? left : 0);
    const bool is_reduced = reduce(&reduction, explored, &reduced);
    progress_end();
    if (!is_reduced) {
        return tell(request, explored->result, NULL, NULL);
    }
    if (!reduced.is_small) {
        fprintf(stderr,
                "interleave: the schedule %s did not fail in the same way again: the program "
                "depends on\n"
                "something that is not under control, as addresses that it prints or the time "
                "of day\n",
                reduced.schedule);
    }
    const int status = tell(request, explored->result, reduced.shown.trace, &reduced);
    reduced_release(&reduced);
    return status;
}

static double seconds_between(const struct timespec *one, const struct timespec *other)
{
    return (double)(other->tv_sec - one->tv_sec) + (double)(other->tv_nsec - one->tv_nsec) / 1e9;
}

static int run(const struct request *request)
{
    struct explored explored;
    int status;
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    run_in(request, request->is_replay ? "replay" : request->mode, request->schedule, &explored);
    if (request->is_replay) {
        status = tell(request, explored.result, explored.trace, NULL);
    } else if (json_is_string(json_object_get(explored.result, "schedule"))) {
        clock_gettime(CLOCK_MONOTONIC, &after);
        status = tell_failure(request, &explored, seconds_between(&before, &after));
    } else {
        status = tell(request, explored.result, NULL, NULL);
    }
    explored_release(&explored);
    return status;
}

/* gdb on the replay; addresses are as in any other run. */
static int debug_replay(const struct request *request)
{
    struct explored explored;
    char *text = options_text(request, "replay", request->schedule);
    run_in(request, "replay", request->schedule, &explored);
    if (json_is_string(json_object_get(explored.result, "misfit"))) {
        const int status = tell(request, explored.result, explored.trace, NULL);
        free(text);
        explored_release(&explored);
        return status;
    }
    const int status = debug(&explored, request->program, text);
    free(text);
    explored_release(&explored);
    return status;
}

/* -- the weakest memory orders -- */

/* Reads --orders for that program; ends this one if it can't be. For the caller to free. */
static char *read_orders(const char *orders, const char *program)
{
    struct order_list list;
    const char *wrong;
    const struct order_entry *missing;
    char place[ORDER_PLACE];
    if (!order_list_read(orders, &list, &wrong)) {
        fprintf(stderr,
                "interleave: --orders: %s: must be FILE:LINE[:COLUMN]=ORDER[/ORDER],..., with the "
                "orders relaxed, acquire, release, acq_rel, seq_cst\n",
                wrong);
        exit(2);
    }
    char *code = order_list_code(&list, program, &missing);
    if (code == NULL) {
        fputs("interleave: out of memory\n", stderr);
        exit(3);
    }
    if (missing != NULL) {
        fprintf(stderr, "interleave: --orders: %s has no code from %s\n", program,
                order_place_text(missing, place));
        exit(2);
    }
    order_list_release(&list);
    return code;
}

/* The program with such orders, until something fails; see advice.h. */
static bool explore_in(const void *context, const char *weakened, double seconds,
                       struct explored *explored)
{
    struct request request = *(const struct request *)context;
    request.seconds = seconds;
    request.weakened = weakened;
    request.first = request.make_small = request.notes_operations = true;
    char *text = options_text(&request, request.mode, NULL);
    const int error = explored_run(request.program, text, seconds > 0 ? seconds : 1e9, explored);
    free(text);
    if (error == 0 && explored->result == NULL) {
        explored_release(explored);
    }
    return error == 0 && explored->result != NULL;
}

static int tell_advice(const struct request *request, const struct advice *advice)
{
    char *kept = options_of_replay(request);
    const struct shown shown = shown_of(request, NULL, kept);
    if (request->json) {
        advice_show_json(advice, &shown, stdout);
    } else {
        advice_show(advice, &shown, request->show.width, stdout);
    }
    free(kept);
    return 0;
}

/* A program that isn't proved as it is is told as `interleave run` does. */
static int orders(struct request *request)
{
    const struct question question = {.explore = explore_in,
                                      .context = request,
                                      .program = request->program[0],
                                      .seconds = request->seconds,
                                      .unicode = request->show.unicode};
    struct advice advice;
    int status;
    progress_begin("trying weaker memory orders", request->seconds);
    advice_find(&question, &advice);
    progress_end();
    const char *verdict = verdict_of(advice.source);
    if (advice.out_of_memory) {
        fputs("interleave: out of memory\n", stderr);
        status = 3;
    } else if (strcmp(verdict, "proved") == 0) {
        status = tell_advice(request, &advice);
    } else {
        fputs("interleave: orders: only a program that is proved can be weakened\n", stderr);
        request->make_small = true;
        json_object_del(advice.source, "operations");
        status = verdict[0] == '\0' || strcmp(verdict, "failed") == 0
                     ? run(request)
                     : tell(request, advice.source, NULL, NULL);
    }
    advice_release(&advice);
    return status;
}

static const char usage[] =
    "interleave: explores every interleaving of a C program with threads\n"
    "\n"
    "  interleave cc ARGUMENT...                            compile, as with clang\n"
    "  interleave run [OPTION...] PROGRAM [ARGUMENT...]     explore it\n"
    "  interleave replay [OPTION...] SCHEDULE PROGRAM [ARGUMENT...]    one schedule again\n"
    "  interleave debug [OPTION...] SCHEDULE PROGRAM [ARGUMENT...]     the same under gdb\n"
    "  interleave orders [OPTION...] PROGRAM [ARGUMENT...]  its weakest memory orders\n"
    "  interleave dap                                       a debug adapter, for an editor\n"
    "  interleave play [OPTION...] PROGRAM [ARGUMENT...]    choose yourself who goes on\n"
    "\n"
    "interleave run --help lists the options, man interleave says more.\n";

/* A verb that doesn't explore: does it, and sets *status. False: it is another one. */
static bool did_other(char *argv[], const char *verb, int *status)
{
    if (strcmp(name_in(argv[0]), "interleave-cc") == 0) { /* for who wants a compiler of one word */
        *status = cc(argv + 1);
    } else if (strcmp(verb, "cc") == 0) {
        *status = cc(argv + 2);
    } else if (strcmp(verb, "dap") == 0) {
        *status = dap();
    } else if (strcmp(verb, "--version") == 0 || strcmp(verb, "-V") == 0) {
        puts("interleave " RACETRACK_VERSION);
        *status = 0;
    } else if (strcmp(verb, "play") == 0) {
        *status = game_start(argv + 2);
    } else {
        return false;
    }
    return true;
}

/* Says which verbs there are. Returns the exit status: nobody may have asked. */
static int show_usage(const char *verb)
{
    const bool asked = strcmp(verb, "--help") == 0 || strcmp(verb, "help") == 0;
    if (!asked && verb[0] != '\0') {
        fprintf(stderr, "interleave: there is no verb %s\n\n", verb);
    }
    fputs(usage, asked ? stdout : stderr);
    return asked ? 0 : 2;
}

static struct request usual_request(void)
{
    struct request request = {.mode = "auto",
                              .leaks = "warn",
                              .seconds = 60,
                              .steps = 20000,
                              .preemptions = 1000,
                              .seed = 1,
                              .weakened = ""};
    request.show.unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    request.show.colour = terminal_wants_colour();
    request.show.width = table_width();
    return request;
}

/* Reads what stands behind the verb, which argp names in what it says. */
static void read_arguments(int argc, char *argv[], char *verb, struct request *request)
{
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = request->is_replay ? "SCHEDULE PROGRAM [ARGUMENT...]" : "PROGRAM [ARGUMENT...]",
        .doc = "Explores every interleaving of a program that was built with interleave cc.",
    };
    argp_err_exit_status = 2;
    argv[1] = verb;
    argp_parse(&argp, argc - 1, argv + 1, ARGP_IN_ORDER, NULL, request);
    request->make_small = !request->is_replay && request->smaller_count == 0;
}

int main(int argc, char *argv[])
{
    setlocale(LC_CTYPE, "");
    const char *verb = argc > 1 ? argv[1] : "";
    int status;
    if (did_other(argv, verb, &status)) {
        return status;
    }
    struct request request = usual_request();
    const bool is_debug = strcmp(verb, "debug") == 0, is_orders = strcmp(verb, "orders") == 0;
    request.is_replay = is_debug || strcmp(verb, "replay") == 0;
    if (!request.is_replay && !is_orders && strcmp(verb, "run") != 0) {
        return show_usage(verb);
    }
    read_arguments(argc, argv,
                   is_debug            ? "interleave debug"
                   : request.is_replay ? "interleave replay"
                   : is_orders         ? "interleave orders"
                                       : "interleave run",
                   &request);
    if (is_orders && (request.sequential || request.orders != NULL)) {
        fputs("interleave: orders: it chooses the orders itself; try: without --sc, --orders\n",
              stderr);
        return 2;
    }
    if (is_orders) {
        return orders(&request);
    }
    char *weakened =
        request.orders != NULL ? read_orders(request.orders, request.program[0]) : NULL;
    request.weakened = weakened != NULL ? weakened : "";
    status = is_debug ? debug_replay(&request) : run(&request);
    free(weakened);
    return status;
}
