/*
 * main.c - the command `tsan-report`: a program under TSan, and what its reports mean.
 *
 *     tsan-report cc ARGUMENT ...                        clang -fsanitize=thread, with the
 * collector tsan-report run [OPTION ...] PROGRAM [ARGUMENT ...] tsan-report [OPTION ...] PROGRAM
 * [ARGUMENT ...]    of the kit's programs, which tell a total
 *
 * Runs the program (built with -fsanitize=thread and the collector), tells each report in words,
 * then shows the first one as TSan itself writes it, which is worth learning to read; all of them
 * go to the file --text. A program of the kit must tell its total before its end; any other one
 * only has to end.
 *
 * Exit status: 0 nothing was reported, and the program ran to its end; 1 something was, or it did
 * not, or the total of a program of the kit is wrong; 2 wrong use; 3 TSan can't run here, or FILE
 * can't be written.
 */
#include "common/terminal.h"
#include "common/words.h"
#include "tsan-report/compile.h"
#include "tsan-report/report.h"
#include "tsan-report/watched.h"
#include "version.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#ifndef TSAN_REPORT_SYMBOLIZER
#define TSAN_REPORT_SYMBOLIZER ""
#endif

const char *argp_program_version = "tsan-report " RACETRACK_VERSION;

struct request {
    const char *symbolizer;
    const char *text;
    double seconds; /* that a program of the user's may take */
    bool json;
    bool is_kits; /* the program tells a total before its end */
    const char *const *program;
};

static const struct argp_option options[] = {
    {"symbolizer", 's', "PATH", 0, "The llvm-symbolizer that TSan uses for its own report", 0},
    {"text", 't', "FILE", 0, "Write all that the program and TSan print to FILE", 0},
    {"json", 'j', NULL, 0, "Print the resolved reports as JSON, nothing else", 0},
    {"seconds", 'c', "N", 0, "With run: stop the program after N seconds (default 600)", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 's':
        request->symbolizer = text;
        return 0;
    case 't':
        request->text = text;
        return 0;
    case 'j':
        request->json = true;
        return 0;
    case 'c':
        request->seconds = strtod(text, NULL);
        if (!(request->seconds > 0)) {
            argp_error(state, "not a number of seconds: %s", text);
        }
        return 0;
    case ARGP_KEY_ARGS:
        request->program = (const char *const *)(state->argv + state->next);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "a PROGRAM is missing");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char bar[] = "==================\n";

/* The first line of bars at or after text, or the text's end. */
static const char *find_bar(const char *text)
{
    const char *found = strstr(text, bar);
    return found != NULL ? found : text + strlen(text);
}

/* The end of the report that begins at a bar. */
static const char *end_of_report(const char *begin)
{
    const char *end = find_bar(begin + sizeof bar - 1);
    return *end != '\0' ? end + sizeof bar - 1 : end;
}

/* What the program itself printed: what stands outside TSan's bars, but for TSan's last line. */
static void print_own_output(const char *printed)
{
    static const char last_line[] = "ThreadSanitizer: reported ";
    while (*printed != '\0') {
        const char *begin = find_bar(printed);
        while (printed < begin) {
            const size_t length = strcspn(printed, "\n") + 1;
            const size_t left = (size_t)(begin - printed);
            if (strncmp(printed, last_line, sizeof last_line - 1) != 0) {
                fwrite(printed, 1, length < left ? length : left, stdout);
            }
            printed += length < left ? length : left;
        }
        printed = *begin != '\0' ? end_of_report(begin) : begin;
    }
}

static void print_first_report(const char *printed, size_t reports, const char *text)
{
    const char *begin = find_bar(printed);
    if (*begin == '\0') {
        return;
    }
    printf("\nThreadSanitizer's own report:\n\n");
    fwrite(begin, 1, (size_t)(end_of_report(begin) - begin), stdout);
    if (*find_bar(end_of_report(begin)) != '\0' && text != NULL) {
        char number[GROUPED_SIZE];
        printf("The complete text (%s report%s): %s\n", grouped((long)reports, number),
               plural((long)reports), text);
    }
}

/* Returns 0, or the error number with which the file can't be written. */
static int keep_text(const char *path, const struct outcome *outcome)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        return errno;
    }
    const size_t written = fwrite(outcome->printed, 1, outcome->printed_length, file);
    int error = written != outcome->printed_length ? errno : 0;
    if (fclose(file) != 0 && error == 0) {
        error = errno;
    }
    return error;
}

/* Of a program of the kit: what it left running when its total was told. */
static void print_left(const struct outcome *outcome)
{
    struct reported_total reported;
    char left[64];
    if (events_total(outcome, &reported) && reported.left > 0) {
        printf("\n%swhat is reported may only come of that.\n",
               left_in_words(&reported, left, sizeof left));
    }
}

/* Tells in words what was reported. Returns the exit status. */
static int show_reports(const struct request *request, const struct outcome *outcome,
                        const json_t *raw)
{
    json_t *reports = NULL;
    char *error = NULL;
    const int code = reports_resolve(request->program[0], raw, &reports, &error);
    if (code != 0) {
        fprintf(stderr, "racetrack: %s\n", error != NULL ? error : "out of memory");
        free(error);
        return code == EINVAL ? 1 : 3;
    }
    if (request->json) {
        json_dumpf(reports, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        print_own_output(outcome->printed);
        print_left(outcome);
        putchar('\n');
        reports_explain(reports, stdout, terminal_wants_colour());
        print_first_report(outcome->printed, json_array_size(raw), request->text);
    }
    const long left_out = (long)reports_left_out(raw);
    if (left_out > 0) {
        char number[GROUPED_SIZE];
        fprintf(request->json ? stderr : stdout, "%s more report%s left out.\n",
                grouped(left_out, number), left_out == 1 ? " is" : "s are");
    }
    json_decref(reports);
    return 1;
}

/* Of a program that TSan did not watch, or not to its end. */
static int show_unwatched(const struct request *request, const struct outcome *outcome,
                          const char *words)
{
    if (request->is_kits || outcome->ending == ENDED_STARVED) {
        fprintf(stderr, "racetrack: ThreadSanitizer can't run here: the program %s\n", words);
    } else {
        fprintf(stderr,
                "racetrack: ThreadSanitizer did not watch it: the program %s; was it built with "
                "tsan-report cc?\n",
                words);
    }
    return 3;
}

/* Is the total of the kit's program wrong? */
static bool is_wrong(const struct request *request, const struct outcome *outcome)
{
    struct reported_total reported;
    return request->is_kits && events_total(outcome, &reported) &&
           reported.total != reported.expected;
}

/* Tells how a run went in which nothing was reported. Returns the exit status. */
static int show_silence(const struct request *request, const struct limits *limits,
                        const struct outcome *outcome)
{
    char words[800];
    const enum watched_ending ending =
        request->is_kits ? watched_ending(outcome) : watched_exit(outcome);
    if (request->is_kits) {
        watched_in_words(request->program[0], outcome, limits, words, sizeof words);
    } else {
        outcome_in_words(outcome, limits, words, sizeof words);
    }
    if (request->json) {
        puts("[]");
    } else {
        fwrite(outcome->printed, 1, outcome->printed_length, stdout);
    }
    if (ending == NOT_WATCHED) {
        return show_unwatched(request, outcome, words);
    }
    FILE *out = request->json ? stderr : stdout;
    if (!request->json || ending != WATCHED_TO_THE_END) {
        fputs("ThreadSanitizer reports nothing.\n", out);
    }
    if (ending != WATCHED_TO_THE_END || (outcome->code != 0 && !request->is_kits)) {
        fprintf(out, "The program %s.\n", words);
    }
    const bool wrong = is_wrong(request, outcome);
    if (wrong) {
        fputs("The total is wrong all the same: ThreadSanitizer only looks for data races. It "
              "can't see\n"
              "accesses that are safe one by one, and come in an order that is wrong; make explore "
              "can.\n",
              out);
    }
    return ending == WATCHED_TO_THE_END && !wrong ? 0 : 1;
}

/* For a program of the user's: it may well take long, and wait for long. */
static struct limits limits_of(const struct request *request)
{
    struct limits limits = usual_limits;
    if (!request->is_kits) {
        limits.processor_seconds = request->seconds;
        limits.clock_seconds = request->seconds;
        limits.processors = processors_here();
        limits.still_seconds = request->seconds < 30 ? request->seconds : 30;
        limits.asleep_seconds = request->seconds;
    }
    return limits;
}

static int run(const struct request *request, const struct limits *limits, struct outcome *outcome)
{
    return request->is_kits
               ? run_watched(request->program, request->symbolizer, NULL, limits, outcome)
               : run_watched_here(request->program, request->symbolizer, limits, outcome);
}

static int report(struct request *request)
{
    struct outcome outcome;
    const struct limits limits = limits_of(request);
    int error = run(request, &limits, &outcome);
    if (error != 0) {
        fprintf(stderr, "racetrack: %s: %s\n", request->program[0], strerror(error));
        return 3;
    }
    if (request->text != NULL) {
        error = keep_text(request->text, &outcome);
    }
    if (error != 0) {
        fprintf(stderr, "racetrack: %s: %s\n", request->text, strerror(error));
        request->text = NULL; /* so nobody is sent there */
    }
    json_t *raw = events_named(&outcome, "report");
    const int status = json_array_size(raw) > 0 ? show_reports(request, &outcome, raw)
                                                : show_silence(request, &limits, &outcome);
    json_decref(raw);
    outcome_release(&outcome);
    return error != 0 ? 3 : status;
}

int main(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "run PROGRAM [ARGUMENT...]\ncc ARGUMENT...\nPROGRAM [ARGUMENT...]",
        .doc =
            "Runs a program under ThreadSanitizer and explains its reports. cc: compiles one for "
            "that, by clang. Without run: a program of the kit, which tells its total at its "
            "end.",
    };
    struct request request = {.is_kits = true, .seconds = 600};
    const char *verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "cc") == 0) {
        return compile_for_tsan(argv + 2);
    }
    if (strcmp(verb, "run") == 0) {
        request.is_kits = false;
        request.symbolizer = TSAN_REPORT_SYMBOLIZER;
        argv[1] = argv[0];
        argv++;
        argc--;
    }
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &request);
    return report(&request);
}
