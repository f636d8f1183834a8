/*
 * grade.c - grades a class: reads what was handed in, has verify judge it, shows what came out.
 *
 *     grade [--results=FOLDER] [--seed=N] [--jobs=N] [--shard=I/N] [--weights=FILE] SUBMISSIONS
 *     grade merge --results=FOLDER FOLDER...
 *
 * Theory of operation. grade judges nothing. It reads the submissions (collect.c), copies each to
 * sources/ under its hash, and names each grading by a key: exercise, source, kit, seed (class.c).
 * What has no result under its key yet is run, each as a `make verify` of its own (work.c), several
 * at a time (pool.c). When all are there, every output is written from them (show.c).
 *
 * The folder of results is all the state there is:
 *     class.json            who handed in what, and the seed
 *     sources/HASH.c        what was handed in
 *     results/KEY.json      what verify found, one for each different source
 *     grades.*, feedback/…  the outputs
 * Each file is there whole or not at all, so grade can be killed at any moment, and the same
 * command goes on where it was. Where the machine could not judge, it is tried again next time.
 *
 * A shard runs the gradings whose keys fall to it, and writes no outputs; merge puts the results of
 * all shards into one folder and writes them, the same to the byte as if one machine had done all.
 *
 * Exit status: 0 done, whatever the verdicts; 1 a shard is missing; 2 wrong use; 3 the machine
 * lacks something, or could not judge all.
 */
#include "common/hash.h"
#include "common/text.h"
#include "grade/class.h"
#include "grade/codes.h"
#include "grade/collect.h"
#include "grade/kit.h"
#include "grade/overrides.h"
#include "grade/pool.h"
#include "grade/regrade.h"
#include "grade/show.h"
#include "grade/store.h"
#include "version.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char *argp_program_version = "grade " RACETRACK_VERSION;

struct request {
    const char *results;
    const char *weights_file;
    const char *prefix;
    const char *student;
    const char *sandbox; /* the program that tells whether there can be one; NULL: there can't */
    struct how how;
    const char *overrides_file; /* NULL: nobody's points were set */
    struct overrides *overrides;
    bool anonymous;
    bool unsafe;
    bool has_seed;
    int variables;
    int jobs;
    long shard, shards; /* 1 to shards; 0 of 0: all */
    char **arguments;
    int argument_count;
};

static const struct argp_option options[] = {
    {"results", 'r', "FOLDER", 0, "The folder for all results (build/grade)", 0},
    {"seed", 's', "N", 0, "Draw the workloads from N, to get the same verdicts again", 0},
    {"jobs", 'j', "N", 0, "How many gradings run at a time (one per processor)", 0},
    {"shard", 'n', "I/N", 0, "Grade only the I-th of N parts, without outputs; see merge", 0},
    {"weights", 'w', "FILE", 0, "How many points each exercise counts (tools/grade/grade.weights)",
     0},
    {"prefix", 'p', "TEXT", 0, "The prefix of each login in the names of clones", 0},
    {"student", 'u', "NAME", 0,
     "SUBMISSIONS is one student's folder; where NAME is in RESULTS already, they alone are graded "
     "anew",
     0},
    {"overrides", 'o', "FILE", 0, "Points that were set by hand, with the reasons", 0},
    {"anonymous", 'a', NULL, 0, "Feedback without names, too, and a key", 0},
    {"sandbox", 'x', "PROGRAM", 0, "The program that runs others in a sandbox", 0},
    {"unsafe", 'U', NULL, 0, "Run without a sandbox where none is available", 0},
    {"make", 'm', "COMMAND", 0, "The make to run", 0},
    {"make-variable", 'v', "NAME=VALUE", 0, "Passed to make", 0},
    {0},
};

/* A whole number from least to most, and nothing else. */
static bool read_number(const char *text, unsigned long least, unsigned long most,
                        unsigned long *number)
{
    char *end;
    errno = 0;
    *number = strtoul(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && text[0] >= '0' && text[0] <= '9' &&
           *number >= least && *number <= most;
}

/* Ends the program: what an option says makes no sense. */
_Noreturn static void wrong_option(const char *option, const char *text, const char *wanted,
                                   const char *remedy)
{
    char problem[300];
    snprintf(problem, sizeof problem, "%s=%.100s: must be %s", option, text, wanted);
    text_complain("grade", problem, remedy);
    exit(2);
}

static void parse_shard(struct request *request, const char *text)
{
    char more;
    if (sscanf(text, "%ld/%ld%c", &request->shard, &request->shards, &more) != 2 ||
        request->shard < 1 || request->shard > request->shards) {
        wrong_option("SHARD", text, "like 2/8, the second of 8 parts", "SHARD=2/8");
    }
}

static void parse_variable(struct request *request, char *text, struct argp_state *state)
{
    if (request->variables + 1 >= MOST_VARIABLES) {
        argp_failure(state, 2, 0, "too many --make-variable");
    }
    request->how.variables[request->variables++] = text;
}

static error_t parse_text(int key, char *text, struct request *request)
{
    const struct {
        int key;
        const char **to;
    } texts[] = {
        {'r', &request->results},        {'w', &request->weights_file}, {'p', &request->prefix},
        {'o', &request->overrides_file}, {'u', &request->student},      {'x', &request->sandbox},
        {'m', &request->how.make},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].key == key) {
            *texts[i].to = text;
            return 0;
        }
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct request *request = state->input;
    unsigned long number;
    switch (key) {
    case 's':
        if (!read_number(text, 0, 1UL << 48, &request->how.seed)) {
            wrong_option("SEED", text, "a whole number up to 2^48", "SEED=1");
        }
        request->has_seed = true;
        return 0;
    case 'j':
        if (!read_number(text, 1, 1024, &number)) {
            wrong_option("JOBS", text, "a number from 1 to 1024",
                         "JOBS=2, or none for one a processor");
        }
        request->jobs = (int)number;
        return 0;
    case 'n':
        parse_shard(request, text);
        return 0;
    case 'U':
        request->unsafe = true;
        return 0;
    case 'a':
        request->anonymous = true;
        return 0;
    case 'v':
        parse_variable(request, text, state);
        return 0;
    case ARGP_KEY_ARGS:
        request->arguments = state->argv + state->next;
        request->argument_count = state->argc - state->next;
        return 0;
    default:
        return parse_text(key, text, request);
    }
}

static int complain(const char *subject, const char *problem, const char *remedy, int status)
{
    text_complain(subject, problem, remedy);
    return status;
}

static char *in_results(const struct request *request, const char *name)
{
    return text_format("%s/%s", request->results, name);
}

/* Can there be a sandbox? Runs the program that knows. */
static bool has_sandbox(const struct request *request)
{
    int status = -1;
    if (request->sandbox == NULL || request->sandbox[0] == '\0') {
        return false;
    }
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        execl(request->sandbox, request->sandbox, "--try", (char *)NULL);
        _exit(3);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

/* Sets how programs are run. Returns 0, or 3: there is no sandbox, and that wasn't allowed. */
static int choose_sandbox(struct request *request)
{
    const bool there = has_sandbox(request);
    request->how.sandbox = there;
    request->how.unsafe = false;
    if (there) {
        return 0;
    }
    if (!request->unsafe) {
        return complain("grade", "no sandbox is available here, and submissions can do anything",
                        "make setup SANDBOX=1; or UNSAFE=1 on a machine that they may harm", 3);
    }
    fputs("racetrack: grade: no sandbox: submissions can do whatever you can do\n", stderr);
    return 0;
}

/* What is there of the path, in full; "/" if nothing is. The caller frees it. */
static char *real_part(const char *path)
{
    char *copy = text_format("%s%s", path[0] == '/' ? "" : "./", path), *real;
    while ((real = realpath(copy, NULL)) == NULL && strrchr(copy, '/') != NULL) {
        *strrchr(copy, '/') = '\0';
    }
    free(copy);
    return real != NULL ? real : text_format("/");
}

/* Would the results lie among what is handed in, and be taken for that the next time? */
static bool is_within(const char *results, const char *submissions)
{
    struct stat status;
    if (stat(submissions, &status) != 0 || !S_ISDIR(status.st_mode)) {
        return false;
    }
    char *inner = real_part(results), *outer = real_part(submissions);
    const size_t length = strlen(outer);
    const bool within = strncmp(inner, outer, length) == 0 &&
                        (inner[length] == '/' || inner[length] == '\0' || length == 1);
    free(inner);
    free(outer);
    return within;
}

/*
 * The folder of results belongs to one grade at a time. The lock is the process's own (POSIX,
 * fcntl): it goes when the process does, and what a killed grade started, and is about to end, has
 * none.
 */
static int lock_results(const struct request *request)
{
    static const char *const folders[] = {"sources", "results"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char *path = in_results(request, folders[i]);
        const int error = store_folder(path);
        if (error != 0) {
            text_complain(path, strerror(error), "another folder in RESULTS=");
            free(path);
            return 3;
        }
        free(path);
    }
    char *path = in_results(request, ".lock");
    const int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    const struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const int error = lock < 0 || fcntl(lock, F_SETLK, &whole) != 0 ? errno : 0;
    free(path);
    if (error == 0) {
        store_tidy(request->results);
        return 0;
    }
    const bool taken = error == EAGAIN || error == EACCES;
    return complain(request->results, taken ? "another grade is using it" : strerror(error),
                    taken ? "wait until it has finished" : "another folder in RESULTS=", 3);
}

/* The seed that was given, or that of the last time here, or a new one. */
static int choose_seed(struct request *request)
{
    if (request->has_seed) {
        return 0;
    }
    if (request->shards > 0) {
        return complain("grade", "all shards need the same seed", "SEED=1, say, for each", 2);
    }
    char *path = in_results(request, "class.json");
    json_t *before = json_load_file(path, 0, NULL);
    const json_t *seed = json_object_get(before, "seed");
    if (json_is_integer(seed)) {
        request->how.seed = (unsigned long)json_integer_value(seed);
    } else if (getrandom(&request->how.seed, 4, 0) != 4) {
        request->how.seed = 1;
    }
    json_decref(before);
    free(path);
    return 0;
}

static struct weights *read_weights(const struct request *request)
{
    char *error;
    struct weights *weights = weights_read(request->weights_file, &error);
    if (weights == NULL) {
        text_complain("grade", error, "tools/grade/grade.weights, which says how it is written");
        free(error);
    }
    return weights;
}

/* Returns 0 or an exit status, having said why. */
static int read_overrides(struct request *request)
{
    char *error = NULL;
    if (request->overrides_file == NULL) {
        return 0;
    }
    request->overrides = overrides_read(request->overrides_file, &error);
    if (error != NULL) {
        text_complain("grade", error, "STUDENT, EXERCISE, POINTS, why, with tabs between");
        free(error);
        return 2;
    }
    return 0;
}

/* Gives codes to all, if that is wanted. Returns 0 or an exit status, having said why. */
static int make_anonymous(const struct request *request, struct class *class)
{
    if (!request->anonymous) {
        return 0;
    }
    if (!codes_give(request->results, class)) {
        return complain(request->results, "the secret for its codes can't be kept there",
                        "another RESULTS=", 3);
    }
    return 0;
}

static bool counts(const void *context, const char *folder)
{
    return weights_most(context, folder) > 0;
}

/* Says what went wrong with reading; returns the exit status. */
static int cannot_collect(const char *from, int error, char *about)
{
    if (about != NULL) {
        text_complain(about, strerror(error),
                      "chmod -R u+rX SUBMISSIONS, or run this as its owner");
        free(about);
        return 3;
    }
    return complain(from, error == ENOTDIR ? "neither a folder nor an archive" : strerror(error),
                    "SUBMISSIONS=folder, a folder for each student", 2);
}

static int nobody(const char *from, const struct class *class)
{
    for (size_t i = 0; i < class->note_count && i < 5; i++) {
        fprintf(stderr, "%s\n", class->notes[i]);
    }
    return complain(from, "it contains no submission",
                    "SUBMISSIONS=folder, a folder for each student", 2);
}

/* Reads a folder of submissions; student: all of it is theirs, or NULL. Returns 0 or an exit
 * status, having said why. */
static int collect_from(const struct request *request, const char *student, struct class *class)
{
    char *about;
    const char *from = request->arguments[0];
    char *sources = in_results(request, "sources");
    const struct collecting what = {
        .from = from, .to = sources, .prefix = request->prefix, .student = student};
    const int error = collect(&what, class, &about);
    free(sources);
    if (error != 0) {
        return cannot_collect(from, error, about);
    }
    class_finish(class);
    return 0;
}

/* Reads what was handed in: of all, or of one. student: harmless, or NULL. One who was graded
 * before is looked for in the class's folder; where nobody is called so, the folder is theirs. */
static int read_submissions(const struct request *request, const char *student, struct class *class)
{
    if (student != NULL && regrade_knows(request->results, student)) {
        int status = collect_from(request, NULL, class);
        if (status == 0 && !regrade_found(class, student)) {
            class_empty(class);
            status = collect_from(request, student, class);
        }
        return status == 0 ? regrade_keep_others(request->results, student, class) : status;
    }
    const int status = collect_from(request, student, class);
    return status == 0 && class->student_count == 0 ? nobody(request->arguments[0], class) : status;
}

/* Fills the class: exercises, students, work. Returns 0 or an exit status, having said why. */
static int read_class(const struct request *request, const struct weights *weights,
                      struct class *class)
{
    const char *path;
    *class = (struct class){.seed = request->how.seed};
    const int error = kit_assignments(class, counts, weights, &path);
    if (error != 0) {
        return complain(path, strerror(error), "run this at the top of the kit", 2);
    }
    if (class->assignment_count == 0) {
        return complain(request->weights_file, "every exercise has a weight of 0",
                        "give one exercise a number above 0", 2);
    }
    char *student = request->student != NULL ? harmless_name(request->student) : NULL;
    const int status = read_submissions(request, student, class);
    free(student);
    return status;
}

/* Is there a result that need not be made again? */
static bool is_settled(const char *path)
{
    json_t *result = json_load_file(path, 0, NULL);
    const char *verdict = json_string_value(json_object_get(result, "verdict"));
    const bool settled = verdict != NULL && strcmp(verdict, "unable") != 0;
    json_decref(result);
    return settled;
}

/* What is to be done. All texts are its own. */
struct plan {
    struct work *works;
    size_t count, room;
    size_t settled; /* have a result already */
};

static int by_key(const void *left, const void *right)
{
    return strcmp(((const struct work *)left)->key, ((const struct work *)right)->key);
}

static void work_release(struct work *work)
{
    free((char *)work->source);
    free((char *)work->key);
    free((char *)work->result);
}

/* Which shard a key falls to: its first 8 digits are as good as drawn. */
static bool is_ours(const struct request *request, const char *key)
{
    char digits[9];
    snprintf(digits, sizeof digits, "%.8s", key);
    return request->shards == 0 || strtoul(digits, NULL, 16) % (unsigned long)request->shards ==
                                       (unsigned long)(request->shard - 1);
}

static void plan_add(struct plan *plan, const struct request *request, const struct class *class,
                     size_t assignment, const struct submission *work)
{
    char key[HASH_SIZE];
    class_key(class, assignment, work->hash, key);
    if (!is_ours(request, key)) {
        return;
    }
    if (plan->count == plan->room) {
        plan->room = plan->room == 0 ? 64 : 2 * plan->room;
        struct work *larger = reallocarray(plan->works, plan->room, sizeof *larger);
        if (larger == NULL) {
            exit(complain("grade", "out of memory", "run fewer programs at a time", 3));
        }
        plan->works = larger;
    }
    plan->works[plan->count++] = (struct work){
        .exercise = class->assignments[assignment].folder,
        .stem = class->assignments[assignment].stem,
        .source = text_format("%s/sources/%s.c", request->results, work->hash),
        .key = text_format("%s", key),
        .result = text_format("%s/results/%s.json", request->results, key),
    };
}

/* Each key once, in their order, and only those that have no result yet. */
static void plan_reduce(struct plan *plan)
{
    size_t kept = 0;
    char *last = text_format("%s", "");
    if (plan->count > 0) {
        qsort(plan->works, plan->count, sizeof *plan->works, by_key);
    }
    for (size_t i = 0; i < plan->count; i++) {
        const bool twice = strcmp(plan->works[i].key, last) == 0;
        const bool settled = !twice && is_settled(plan->works[i].result);
        free(last);
        last = text_format("%s", plan->works[i].key);
        plan->settled += settled ? 1 : 0;
        if (twice || settled) {
            work_release(&plan->works[i]);
        } else {
            plan->works[kept++] = plan->works[i];
        }
    }
    free(last);
    plan->count = kept;
}

static void plan_make(struct plan *plan, const struct request *request, const struct class *class)
{
    *plan = (struct plan){0};
    for (size_t i = 0; i < class->student_count; i++) {
        for (size_t j = 0; j < class->assignment_count; j++) {
            if (class->students[i].work[j].state == HANDED_IN) {
                plan_add(plan, request, class, j, &class->students[i].work[j]);
            }
        }
    }
    plan_reduce(plan);
}

static void plan_release(struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        work_release(&plan->works[i]);
    }
    free(plan->works);
}

static bool is_planned(const struct plan *plan, const char *exercise)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (strcmp(plan->works[i].exercise, exercise) == 0) {
            return true;
        }
    }
    return false;
}

/* Builds what the planned exercises need. */
static int prepare(const struct request *request, const struct class *class,
                   const struct plan *plan)
{
    for (size_t i = 0; i < class->assignment_count; i++) {
        const char *exercise = class->assignments[i].folder;
        if (is_planned(plan, exercise) && work_prepare(&request->how, exercise) != 0) {
            return complain(exercise, "the kit's part of the exercise can't be built",
                            "make verify, which shows the error", 3);
        }
    }
    return 0;
}

/* Ends as one whom a signal ended, having said how to go on. */
static int stopped(int status, const struct pooled *pooled, size_t count)
{
    fprintf(stderr,
            "racetrack: grade: stopped after %zu of %zu gradings; run the same command again to "
            "continue\n",
            pooled->done, count);
    signal(status - 128, SIG_DFL);
    raise(status - 128);
    return status;
}

/* Runs what has no result yet. Returns 0 or an exit status, having said why. */
static int run_plan(const struct request *request, const struct class *class,
                    const struct plan *plan)
{
    struct pooled pooled = {0};
    if (plan->count == 0) {
        return 0;
    }
    work_clean();
    int status = prepare(request, class, plan);
    if (status == 0) {
        const size_t jobs =
            (size_t)request->jobs < plan->count ? (size_t)request->jobs : plan->count;
        status = pool_run(&request->how, plan->works, plan->count, (int)jobs, &pooled);
        if (status > 128) {
            return stopped(status, &pooled, plan->count);
        }
    }
    if (status != 0) {
        return complain("grade", "not all could be graded",
                        "run the same command again to continue", 3);
    }
    return 0;
}

static void print_file(const char *path)
{
    char bytes[65536];
    size_t length;
    FILE *file = fopen(path, "r");
    while (file != NULL && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        fwrite(bytes, 1, length, stdout);
    }
    if (file != NULL) {
        fclose(file);
    }
}

/* Has the machine failed to judge something? */
static bool some_unable(const struct class *class, const struct request *request)
{
    for (size_t i = 0; i < class->student_count; i++) {
        for (size_t j = 0; j < class->assignment_count; j++) {
            const struct submission *work = &class->students[i].work[j];
            if (work->state == HANDED_IN) {
                char key[HASH_SIZE];
                class_key(class, j, work->hash, key);
                char *path = text_format("%s/results/%s.json", request->results, key);
                const bool settled = is_settled(path);
                free(path);
                if (!settled) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Writes all outputs and shows the table. */
static int show(const struct request *request, const struct class *class,
                const struct weights *weights)
{
    size_t missing;
    const int error = show_all(class, weights, request->overrides, request->results, &missing);
    if (error == ENODATA) {
        char *problem = text_format("the results of %zu gradings are missing", missing);
        text_complain(request->results, problem, "run all shards, then merge them all");
        free(problem);
        return 1;
    }
    if (error != 0) {
        return complain(request->results, strerror(error),
                        "fix that, then run the same command again", 3);
    }
    char *table = in_results(request, "grades.txt");
    print_file(table);
    free(table);
    printf("\nseed %lu; grades.csv, marks.csv, grades.json, junit.xml, races.sarif, feedback/, "
           "others:\n"
           "%s\n",
           class->seed, request->results);
    if (some_unable(class, request)) {
        return complain("grade", "this machine could not judge all of them; those have no mark",
                        "run the same command again; only these are retried", 3);
    }
    return 0;
}

static int store_class(const struct request *request, const struct class *class)
{
    char *path = in_results(request, "class.json");
    json_t *object = class_json(class);
    const int error = store_json(path, object);
    if (error != 0) {
        text_complain(path, strerror(error), "fix that, then run the same command again");
    }
    json_decref(object);
    free(path);
    return error != 0 ? 3 : 0;
}

static int grade_class(struct request *request, const struct weights *weights, struct class *class)
{
    int status = read_class(request, weights, class);
    if (status == 0) {
        status = store_class(request, class);
    }
    if (status == 0) {
        status = make_anonymous(request, class);
    }
    if (status != 0) {
        return status;
    }
    struct plan plan;
    plan_make(&plan, request, class);
    if (plan.settled > 0) {
        fprintf(stderr, "%zu of %zu gradings already have a result\n", plan.settled,
                plan.settled + plan.count);
    }
    status = run_plan(request, class, &plan);
    if (status == 0 && request->shards > 0) {
        printf("shard %ld of %ld: done, in %s; make grade-merge combines all shards\n",
               request->shard, request->shards, request->results);
    } else if (status == 0) {
        status = show(request, class, weights);
    }
    plan_release(&plan);
    return status;
}

static int do_grade(struct request *request)
{
    if (request->argument_count != 1) {
        return complain("grade", "expected one folder of submissions",
                        "make grade SUBMISSIONS=folder", 2);
    }
    struct class class = {0};
    int status = 3;
    struct weights *weights = read_weights(request);
    if (weights == NULL) {
        return 2;
    }
    if (access(request->arguments[0], R_OK) != 0) {
        status = complain(request->arguments[0], strerror(errno),
                          "SUBMISSIONS=folder, a folder for each student", 2);
    } else if (request->student == NULL && is_within(request->results, request->arguments[0])) {
        status = complain(request->results, "it is inside SUBMISSIONS",
                          "RESULTS=folder, another than SUBMISSIONS", 2);
    } else if ((status = choose_sandbox(request)) == 0 && (status = lock_results(request)) == 0 &&
               (status = choose_seed(request)) == 0) {
        status = grade_class(request, weights, &class);
    }
    class_release(&class);
    weights_release(weights);
    return status;
}

/* Reads the class of a folder of results. Returns 0 or an exit status, having said why. */
static int load_class(const char *folder, struct class *class)
{
    char *path = text_format("%s/class.json", folder);
    json_t *object = json_load_file(path, 0, NULL);
    const bool right = class_read(object, class);
    if (!right) {
        text_complain(path, "grade did not write this folder", "a RESULTS folder of make grade");
    }
    json_decref(object);
    free(path);
    return right ? 0 : 2;
}

static bool same_class(const struct class *class, const struct class *other)
{
    json_t *one = class_json(class), *two = class_json(other);
    const bool same = json_equal(one, two);
    json_decref(one);
    json_decref(two);
    return same;
}

/* Copies a submission from a shard, if it isn't there yet. Returns 0 or an error number. */
static int take_source(const struct request *request, const char *folder, const char *hash)
{
    char *from = text_format("%s/sources/%s.c", folder, hash);
    char *to = text_format("%s/sources/%s.c", request->results, hash);
    const int error = access(to, F_OK) != 0 ? store_copy(from, to) : 0;
    free(to);
    free(from);
    return error;
}

/* Copies a result from a shard, if there isn't one yet that is settled. */
static int take_result(const struct request *request, const char *folder, const char *key)
{
    char *from = text_format("%s/results/%s.json", folder, key);
    char *to = text_format("%s/results/%s.json", request->results, key);
    json_t *result = is_settled(to) ? NULL : json_load_file(from, 0, NULL);
    const int error = result != NULL ? store_json(to, result) : 0;
    json_decref(result);
    free(to);
    free(from);
    return error;
}

/* Copies what of a shard this class needs. */
static int take_results(const struct request *request, const struct class *class,
                        const char *folder)
{
    int error = 0;
    for (size_t i = 0; i < class->student_count; i++) {
        for (size_t j = 0; error == 0 && j < class->assignment_count; j++) {
            const struct submission *work = &class->students[i].work[j];
            char key[HASH_SIZE];
            if (work->state == HANDED_IN) {
                class_key(class, j, work->hash, key);
                error = take_source(request, folder, work->hash);
                error = error != 0 ? error : take_result(request, folder, key);
            }
        }
    }
    return error == 0 ? 0 : complain(request->results, strerror(error), "another RESULTS=", 3);
}

/* Takes over all shards; they must be of one class, one kit and one seed. */
static int merge_all(const struct request *request, struct class *class)
{
    int status = load_class(request->arguments[1], class);
    for (int i = 1; status == 0 && i < request->argument_count; i++) {
        struct class other;
        status = load_class(request->arguments[i], &other);
        if (status != 0) {
            break;
        }
        if (!same_class(class, &other)) {
            status = complain(request->arguments[i],
                              "its class, kit, compiler or seed differs from the first shard's",
                              "the same SUBMISSIONS, kit and SEED for all shards", 2);
        } else {
            status = take_results(request, class, request->arguments[i]);
        }
        class_release(&other);
    }
    return status;
}

static int do_merge(struct request *request)
{
    if (request->argument_count < 2) {
        return complain("grade", "expected the folders to merge",
                        "make grade-merge SHARDS='one two' RESULTS=folder", 2);
    }
    struct class class = {0};
    struct weights *weights = read_weights(request);
    if (weights == NULL) {
        return 2;
    }
    int status = lock_results(request);
    if (status == 0 && (status = merge_all(request, &class)) == 0 &&
        (status = store_class(request, &class)) == 0 &&
        (status = make_anonymous(request, &class)) == 0) {
        status = show(request, &class, weights);
    }
    class_release(&class);
    weights_release(weights);
    return status;
}

int main(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "SUBMISSIONS\nmerge FOLDER...",
        .doc = "Grades what a class handed in: each file as make verify judges it.",
    };
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct request request = {
        .results = "build/grade",
        .weights_file = "tools/grade/grade.weights",
        .how = {.make = "make"},
        .jobs = processors > 0 ? (int)processors : 1,
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, &request);
    int status = read_overrides(&request);
    const bool merges = request.argument_count > 0 && strcmp(request.arguments[0], "merge") == 0;
    if (status == 0) {
        status = merges ? do_merge(&request) : do_grade(&request);
    }
    overrides_release(request.overrides);
    if (fclose(stdout) != 0) {
        status = complain("grade", "the output can't be written", "free some disk space", 3);
    }
    return status;
}
