/*
 * main.c - the command `tsan-report`: a program under TSan, and what its reports mean.
 *
 *     tsan-report [--symbolizer=PATH] [--text=FILE] PROGRAM [ARGUMENT ...]
 *     tsan-report --json PROGRAM [ARGUMENT ...]
 *
 * Runs the program (built with -fsanitize=thread and the collector), tells each report in words,
 * then shows the first one as TSan itself writes it, which is worth learning to read; all of them
 * go to the file --text.
 *
 * Exit status: 0 nothing was reported, and the program ran to its end; 1 something was, or it did
 * not; 2 wrong use; 3 TSan can't run here, or FILE can't be written.
 */
#include "run/terminal.h"
#include "run/words.h"
#include "tsan-report/report.h"
#include "tsan-report/watched.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct request {
    const char *symbolizer;
    const char *text;
    bool json;
    const char *const *program;
};

static const struct argp_option options[] = {
    {"symbolizer", 's', "PATH", 0, "The llvm-symbolizer that TSan uses for its own report", 0},
    {"text", 't', "FILE", 0, "Where all that the program and TSan printed goes", 0},
    {"json", 'j', NULL, 0, "Print the resolved reports as JSON, nothing else", 0},
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
    case ARGP_KEY_ARGS:
        request->program = (const char *const *)(state->argv + state->next);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which program?");
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
    printf("\nThe same as ThreadSanitizer writes it:\n\n");
    fwrite(begin, 1, (size_t)(end_of_report(begin) - begin), stdout);
    if (*find_bar(end_of_report(begin)) != '\0' && text != NULL) {
        char number[GROUPED_SIZE];
        printf("The whole text (%s report%s): %s\n", grouped((long)reports, number),
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

/* Tells how a run went in which nothing was reported. Returns the exit status. */
static int show_silence(const struct request *request, const struct outcome *outcome)
{
    char words[800];
    watched_in_words(request->program[0], outcome, &usual_limits, words, sizeof words);
    if (request->json) {
        puts("[]");
    } else {
        fwrite(outcome->printed, 1, outcome->printed_length, stdout);
    }
    switch (watched_ending(outcome)) {
    case WATCHED_TO_THE_END:
        if (!request->json) {
            puts("ThreadSanitizer reports nothing.");
        }
        return 0;
    case NOT_WATCHED:
        fprintf(stderr, "racetrack: ThreadSanitizer can't run here: the program %s\n", words);
        return 3;
    default:
        fprintf(request->json ? stderr : stdout,
                "ThreadSanitizer reports nothing.\nThe program %s.\n", words);
        return 1;
    }
}

static int report(struct request *request)
{
    struct outcome outcome;
    int error = run_watched(request->program, request->symbolizer, NULL, &usual_limits, &outcome);
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
                                                : show_silence(request, &outcome);
    json_decref(raw);
    outcome_release(&outcome);
    return error != 0 ? 3 : status;
}

int main(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "PROGRAM [ARGUMENT...]",
        .doc = "Runs a program under ThreadSanitizer and explains its reports.",
    };
    struct request request = {0};
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &request);
    return report(&request);
}
