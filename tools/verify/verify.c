/*
 * verify.c - runs the checks for one program and writes one result.
 *
 *     verify --manifest=FILE [--result=FILE] [--seed=N] [--quiet] [--progress] [--sandbox
 * [--unsafe]]
 *
 * Theory of operation. make has built the program and the exercise's own parts, and says in the
 * manifest where each is (kit/built.h); verify takes the checks in the order of the table below,
 * each of which runs what was built under limits (run/run.h) and adds a finding. With two
 * processors, those from race-free on are made beside the others (beside.h). The findings
 * become result.json, and a few lines for a person. It builds nothing and judges only by what it
 * has seen itself: whether a program ran to its end is told by the kernel, what was expected by the
 * contract.
 *
 * Exit status: 0 fixed (or only for reading, and builds), 1 not fixed, 2 wrong use, 3 the machine
 * can't run a check.
 */
#include "verify/verify.h"

#include "common/clock.h"
#include "common/hash.h"
#include "common/terminal.h"
#include "common/words.h"
#include "kit/result.h"
#include "run/sandbox.h"
#include "verify/beside.h"
#include "verify/refuted.h"
#include "verify/untold.h"
#include "verify/untouched.h"
#include "version.h"

#include <argp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

const char *argp_program_version = "verify " RACETRACK_VERSION;

static const struct check checks[] = {
    {"builds", check_builds},
    {"total", check_total},
    {"race-free", check_race_free},
    {"every-interleaving", check_interleavings},
    {"still-concurrent", check_concurrent},
};
enum { CHECKS = sizeof checks / sizeof *checks, SUMMARY_COLUMN = 30 };

enum verdict { FIXED, NOT_FIXED, TO_READ, CANNOT_TELL };
static const char *const verdict_names[] = {"fixed", "not-fixed", "to-read", "unable"};
static const int verdict_statuses[] = {0, 1, 0, 3};

struct request {
    struct subject subject;
    const char *manifest;
    const char *result; /* NULL: as the manifest says */
    bool quiet;
    bool progress; /* says which check is running, where no terminal is, too */
    bool sandbox;
    bool unsafe; /* without a sandbox, where there can't be one */
};

static const struct argp_option options[] = {
    {"manifest", 'm', "FILE", 0, "What make built, and where it is", 0},
    {"seed", 's', "N", 0, "Draw the workloads from the seed N", 0},
    {"result", 'r', "FILE", 0, "Write the result to FILE (default: as the manifest says)", 0},
    {"sandbox", 'x', NULL, 0, "Run the program in a sandbox", 0},
    {"unsafe", 'u', NULL, 0, "Run it without a sandbox where none is available", 0},
    {"progress", 'p', NULL, 0, "Say which check is running, a line each, on standard error", 0},
    {"quiet", 'q', NULL, 0, "Print nothing", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    struct subject *subject = &request->subject;
    char *end;
    switch (key) {
    case 'm':
        request->manifest = text;
        return 0;
    case 'r':
        request->result = text;
        return 0;
    case 'q':
        request->quiet = true;
        return 0;
    case 'p':
        request->progress = true;
        return 0;
    case 'x':
        request->sandbox = true;
        return 0;
    case 'u':
        request->unsafe = true;
        return 0;
    case 's':
        subject->seed = strtoul(text, &end, 10);
        if (end == text || *end != '\0') {
            argp_failure(state, 2, 0, "--seed=%s: must be a number", text);
        }
        return 0;
    case ARGP_KEY_END:
        if (request->manifest == NULL) {
            argp_error(state, "--manifest is required");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

void draw_begin(const struct subject *subject, unsigned short state[static 3])
{
    /* Seeds that are near each other are not to draw the same (SplitMix64: Steele, Lea, Flood,
     * OOPSLA 2014). */
    uint64_t mixed = (uint64_t)subject->seed + 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    mixed ^= mixed >> 31;
    for (int i = 0; i < 3; i++) {
        state[i] = (unsigned short)(mixed >> 16 * i);
    }
}

long draw(unsigned short state[static 3], long least, long most)
{
    return least + (long)(erand48(state) * (double)(most - least + 1));
}

const char *status_name(enum status status)
{
    static const char *const names[] = {"passed", "failed", "not run", "unable"};
    return names[status];
}

const char *ending_reason(const struct outcome *outcome)
{
    switch (outcome->ending) {
    case ENDED_EXIT:
    case ENDED_SIGNAL:
        return "crash";
    case ENDED_STILL:
    case ENDED_ASLEEP:
    case ENDED_CLOCK:
    case ENDED_PROCESSOR_TIME:
        return "hang";
    case ENDED_STARVED:
    case ENDED_UNBOXED:
        return "machine";
    default:
        return "limit";
    }
}

/* On a terminal, tells which check is running, in a line that goes away again (NULL: none is). */
static void show_running(const struct request *request, const char *name)
{
    if (request->quiet) {
        return;
    }
    if (request->progress) {
        fprintf(stderr, name != NULL ? "checking: %s\n" : "%s", name != NULL ? name : "");
    } else if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r\033[K%s%s%s", name != NULL ? "checking: " : "",
                name != NULL ? name : "", name != NULL ? " …" : "");
        fflush(stderr);
    }
}

static bool has_reason(const struct finding *finding, const char *reason)
{
    return finding->reason != NULL && strcmp(finding->reason, reason) == 0;
}

/* Why nothing is run after what the first check found. */
static void leave_out(const struct finding *builds, struct finding *finding)
{
    const char *why = builds->status == UNABLE               ? "the first check could not run"
                      : has_reason(builds, "does-not-build") ? "it does not build"
                                                             : "it was refused";
    finding_set(finding, NOT_RUN, builds->reason, "%s", why);
}

/* Where in the table a check stands. */
static int place_of(void (*judge)(const struct subject *, struct finding *))
{
    int i = 0;
    while (checks[i].judge != judge) {
        i++;
    }
    return i;
}

/* Runs a check, and notes of the subject what the next ones are to know. */
static void run_check(const struct request *request, struct subject *subject, int check,
                      struct finding *finding)
{
    const double started = seconds_now();
    show_running(request, checks[check].name);
    finding->evidence = json_object();
    checks[check].judge(subject, finding);
    finding->seconds = seconds_now() - started;
    subject->hangs = subject->hangs || has_reason(finding, "hang");
    subject->stopped = subject->stopped || has_reason(finding, "limit");
}

/* Some checks in a row. */
struct part {
    const struct request *request;
    const struct subject *subject;
    int first, end;
};

static void run_part(const struct part *part, struct finding findings[static CHECKS])
{
    struct subject subject = *part->subject;
    for (int i = part->first; i < part->end; i++) {
        run_check(part->request, &subject, i, &findings[i]);
    }
}

/* The same in a process beside; what they found, in an array. */
static json_t *run_beside(const void *context)
{
    const struct part *part = context;
    struct finding findings[CHECKS] = {0};
    json_t *all = json_array();
    run_part(part, findings);
    for (int i = part->first; i < part->end; i++) {
        json_array_append_new(all, finding_json(&findings[i]));
    }
    return all;
}

/* What was found beside; false if that isn't told. */
static bool take_findings(const struct part *part, struct beside *beside,
                          struct finding findings[static CHECKS])
{
    json_t *all = beside_end(beside);
    const bool told = json_array_size(all) == (size_t)(part->end - part->first);
    for (int i = part->first; i < part->end && told; i++) {
        finding_read(json_array_get(all, (size_t)(i - part->first)), &findings[i]);
    }
    json_decref(all);
    return told;
}

/* Notes of the subject what these findings mean for later checks; true if it is anything. */
static bool note_findings(const struct part *part, const struct finding findings[static CHECKS],
                          struct subject *subject)
{
    for (int i = part->first; i < part->end; i++) {
        subject->hangs = subject->hangs || has_reason(&findings[i], "hang");
        subject->stopped = subject->stopped || has_reason(&findings[i], "limit");
    }
    return subject->hangs || subject->stopped;
}

/*
 * Runs two parts at the same time. What the second one finds counts only if the first one has come
 * to nothing that it is to know; else it is made again, so that the findings are those of all
 * checks in a row. The screen tells which check is waited for.
 */
static void run_side_by_side(const struct part *first, struct part second,
                             struct finding findings[static CHECKS])
{
    struct request quietly = *second.request;
    struct subject subject = *second.subject;
    struct part unseen = second;
    struct beside beside[2];
    quietly.quiet = true;
    unseen.request = &quietly;
    const bool one = beside_begin(&beside[0], run_beside, first) == 0;
    const bool both = one && beside_begin(&beside[1], run_beside, &unseen) == 0;
    const bool told = one && take_findings(first, &beside[0], findings);
    const bool counts = both && told && !note_findings(first, findings, &subject);
    if (both && !counts) {
        beside_stop(&beside[1]);
    }
    if (!told) {
        run_part(first, findings);
    }
    show_running(second.request, checks[second.first].name);
    if (!counts || !take_findings(&second, &beside[1], findings)) {
        note_findings(first, findings, &subject);
        second.subject = &subject;
        run_part(&second, findings);
    }
}

/* Runs all checks; after one that doesn't build or is refused, the others are not run. Who runs
 * programs in sandboxes has many to judge, and does that side by side. */
static void run_checks(const struct request *request, struct finding findings[static CHECKS])
{
    const int interleavings = place_of(check_interleavings), race_free = place_of(check_race_free);
    const struct part all = {request, &request->subject, 1, CHECKS};
    const struct part one = {request, &request->subject, 1, race_free};
    const struct part other = {request, &request->subject, race_free, CHECKS};
    run_part(&(struct part){request, &request->subject, 0, 1}, findings);
    if (findings[0].status != PASSED) {
        for (int i = 1; i < CHECKS; i++) {
            findings[i].evidence = json_object();
            leave_out(&findings[0], &findings[i]);
        }
    } else if (processors_here() > 1 && !request->sandbox) {
        run_side_by_side(&one, other, findings);
    } else {
        run_part(&all, findings);
    }
    refuted_judge(&request->subject, &findings[interleavings], &findings[race_free]);
    show_running(request, NULL);
}

/* Runs them, and takes nothing for true if what was run is not what was there at first. */
static void run_checks_untouched(const struct request *request,
                                 struct finding findings[static CHECKS])
{
    const struct subject *subject = &request->subject;
    struct untouched untouched;
    untouched_begin(subject, &untouched);
    run_checks(request, findings);
    const char *touched = untouched_end(&untouched);
    for (int i = 0; touched != NULL && i < CHECKS; i++) {
        if (findings[i].status == PASSED) {
            finding_set(&findings[i], UNABLE, "machine",
                        "%s was changed during the checks, by the program or by somebody else",
                        touched);
        }
    }
}

static enum verdict judge(const struct subject *subject,
                          const struct finding findings[static CHECKS])
{
    enum verdict verdict = FIXED;
    for (int i = 0; i < CHECKS; i++) {
        if (findings[i].status == FAILED) {
            verdict = NOT_FIXED;
        } else if (findings[i].status == UNABLE && verdict == FIXED) {
            verdict = CANNOT_TELL;
        }
    }
    const bool builds = findings[0].status == PASSED;
    if (builds && json_is_true(json_object_get(subject->contract, "to_read"))) {
        verdict = TO_READ;
    }
    return verdict;
}

static json_t *as_json(const struct subject *subject, enum verdict verdict,
                       const struct finding findings[static CHECKS], const char *hash)
{
    json_t *list = json_array();
    for (int i = 0; i < CHECKS; i++) {
        const struct finding *finding = &findings[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s?, s:s?, s:f, s:O}", "name", checks[i].name,
                                        "status", status_name(finding->status), "reason",
                                        finding->reason, "summary", finding->summary, "seconds",
                                        finding->seconds, "evidence", finding->evidence));
    }
    return json_pack("{s:s, s:O, s:{s:s, s:s}, s:I, s:s, s:o}", "format", "racetrack-result-1",
                     "exercise", json_object_get(subject->contract, "name"), "source", "path",
                     subject->built.source, "sha256", hash, "seed", (json_int_t)subject->seed,
                     "verdict", verdict_names[verdict], "checks", list);
}

/* The result as it is written: without what it isn't to name. */
static json_t *told(const struct subject *subject, json_t *result)
{
    if (result == NULL || subject->built.untold == NULL) {
        return result;
    }
    json_t *left = untold(result, subject->built.untold);
    json_decref(result);
    return left;
}

static void print_findings(const struct subject *subject, enum verdict verdict,
                           const struct finding findings[static CHECKS])
{
    const char *name = json_string_value(json_object_get(subject->contract, "name"));
    const bool colour = terminal_wants_colour();
    static const char *const colours[] = {"\033[32m", "\033[31m", "\033[2m", "\033[33m"};
    const char *said = json_string_value(json_object_get(findings[0].evidence, "compiler"));
    fputs(said != NULL ? said : "", stdout);
    printf("%s: %s\n", name, subject->built.source);
    for (int i = 0; i < CHECKS; i++) {
        const char *summary = findings[i].summary != NULL ? findings[i].summary : "";
        printf("  %s%-8s%s %-18s ", colour ? colours[findings[i].status] : "",
               status_name(findings[i].status), colour ? "\033[0m" : "", checks[i].name);
        put_wrapped(stdout, summary, SUMMARY_COLUMN);
    }
    switch (verdict) {
    case FIXED:
        printf("fixed\n");
        break;
    case NOT_FIXED:
        printf("not fixed yet\n");
        break;
    case TO_READ:
        printf("nothing to fix here: read exercises/%s/README.md\n", name);
        break;
    case CANNOT_TELL:
        printf("no verdict: this machine can't run a check\n");
        break;
    }
}

/* Is what make built made from the source as it is now? */
static bool is_built_from(const struct subject *subject, const char *hash)
{
    char built[HASH_SIZE];
    return hash_file(subject->built.copy, built) == 0 && strcmp(built, hash) == 0;
}

/* Puts the program's runs in a sandbox, if that is asked for. Returns 0, or 3 if it can't be. */
static int enter_sandbox(const struct request *request, struct subject *subject)
{
    static const struct sandbox sandbox = {0}; /* a program sees the system and itself */
    const char *missing = request->sandbox ? sandbox_missing() : NULL;
    if (missing == NULL) {
        subject->sandbox = request->sandbox ? &sandbox : NULL;
        return 0;
    }
    fprintf(stderr, "racetrack: no sandbox is available here: %s%s\n", missing,
            request->unsafe ? "" : "; or run without one: --unsafe (with make: UNSAFE=1)");
    return request->unsafe ? 0 : 3;
}

static int verify(const struct request *request)
{
    const struct subject *subject = &request->subject;
    struct finding findings[CHECKS] = {0};
    char hash[HASH_SIZE];
    int error = hash_file(subject->built.source, hash);
    if (error != 0) {
        fprintf(stderr, "racetrack: %s: %s\n", subject->built.source, strerror(error));
        return 2;
    }
    if (!is_built_from(subject, hash)) {
        fprintf(stderr,
                "racetrack: %s: the program was built from another version; try: make verify\n",
                subject->built.source);
        return 3;
    }
    run_checks_untouched(request, findings);
    const enum verdict verdict = judge(subject, findings);
    json_t *result = told(subject, as_json(subject, verdict, findings, hash));
    const char *const path = request->result != NULL ? request->result : subject->built.result;
    error = result == NULL ? ENOMEM : result_write(path, result);
    if (error != 0) {
        fprintf(stderr, "racetrack: %s: %s\n", path, strerror(error));
    }
    if (!request->quiet) {
        print_findings(subject, verdict, findings);
    }
    for (int i = 0; i < CHECKS; i++) {
        finding_release(&findings[i]);
    }
    json_decref(result);
    return error != 0 ? 3 : verdict_statuses[verdict];
}

/* Reads where all is; false, told, if that isn't known. */
static bool read_manifest(const char *path, struct built *built)
{
    const int error = built_read(path, built);
    const char *lacks = error == 0 ? built_lacks(built) : NULL;
    if (error == 0 && lacks == NULL) {
        return true;
    }
    fprintf(stderr, "racetrack: %s: %s%s; try: make verify\n", path,
            lacks != NULL ? "it lacks " : strerror(error), lacks != NULL ? lacks : "");
    built_release(built);
    return false;
}

int main(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = options, .parser = parse, .doc = "Judges one program and writes result.json."};
    struct request request = {0};
    argp_err_exit_status = 2;
    if (getrandom(&request.subject.seed, 6, 0) != 6) {
        request.subject.seed = (unsigned long)time(NULL);
    }
    argp_parse(&argp, argc, argv, 0, NULL, &request);
    if (enter_sandbox(&request, &request.subject) != 0) {
        return 3;
    }
    if (!read_manifest(request.manifest, &request.subject.built)) {
        return 3;
    }
    json_error_t why;
    const char *const path = request.subject.built.contract_json;
    json_t *contract = json_load_file(path, 0, &why);
    request.subject.contract = contract;
    int status = 3;
    if (contract == NULL) {
        fprintf(stderr, "racetrack: %s: %s; try: make verify\n", path, why.text);
    } else {
        status = verify(&request);
    }
    json_decref(contract);
    built_release(&request.subject.built);
    return status;
}
