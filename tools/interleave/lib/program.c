/*
 * program.c - the way in for a program with a main of its own: where INTERLEAVE is set, main is
 * explored instead of run, and the result goes to a descriptor as lines of JSON.
 *
 *     INTERLEAVE='fd=5;mode=auto;seconds=10;executions=0;steps=20000;memory=0;preemptions=1000;
 *                 seed=1;first=0;spurious=0;sc=0;exit=1;outcome=0;leaks=warn;races=1;small=0;
 *                 schedule=M9A4B4;from=M9A2'
 *
 * outcome=1: so is an end without a call of interleave_outcome.
 * Without fd, the descriptor is the one in RACETRACK_EVENTS, or else standard output.
 * exit=1: an exit status other than 0 is a wrong result. The last line has the result; a replay's
 * events stand before it, one a line. small=1: so do those of a failure that was made small.
 * weaken=LIST: operations that get weaker memory orders than they ask for; operations=1: the result
 * tells which atomic operations there were (memory/weaken.h).
 * debug=1: who looks on is a debugger's user, who has no use for any of these lines; stop=N: the
 * debugger stops before that event (interleave_stop_here).
 */
#include "calls/leaving.h"
#include "core/caller.h"
#include "engine/engine.h"
#include "memory/objects.h"
#include "memory/weaken.h"
#include "modes.h"
#include "world/world.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In the kit's programs: see exercises/lib/proof.h. */
__attribute__((weak)) void proof_take(void);
__attribute__((weak)) const char *proof_show(void);

int __real_main(int argc, char **argv, char **environment);
int __wrap_main(int argc, char **argv, char **environment);
_Noreturn void __real__exit(int);

/* What main is called with. The arguments are as they were given, in copies that are put back
 * before each execution: a program may change them, and getopt changes their order. */
struct program {
    int argc;
    char **given, **copies, **argv, **environment;
};

/* How many events an access is depends on how it lies in memory, and where the system puts these
 * texts depends on how long all of them are. A copy of malloc's always lies the same. */
static bool copy_text(char **to, const char *text)
{
    const size_t size = strlen(text) + 1;
    *to = __real_malloc(size);
    if (*to != NULL) {
        __real_memcpy(*to, text, size);
    }
    return *to != NULL;
}

static bool copy_texts(struct program *program)
{
    program->copies = __real_calloc((size_t)program->argc + 1, sizeof *program->copies);
    program->argv = __real_calloc((size_t)program->argc + 1, sizeof *program->argv);
    bool copied = program->copies != NULL && program->argv != NULL;
    for (int i = 0; i < program->argc && copied; i++) {
        copied = copy_text(&program->copies[i], program->given[i]);
    }
    for (char **variable = program->environment; *variable != NULL && copied; variable++) {
        copied = copy_text(variable, *variable);
    }
    return copied;
}

/* getopt goes on where it was, and keeps that in the C library. */
static void begin_options(const struct program *program)
{
    char *const none[] = {program->copies[0], NULL};
    optind = 0; /* begin anew: glibc's */
    (void)getopt(1, none, "");
    opterr = 1;
    optopt = '?';
    optarg = NULL;
}

static long run(void *argument)
{
    const struct program *program = argument;
    if (program->argc > 0) {
        begin_options(program);
    }
    for (int i = 0; i < program->argc; i++) {
        program->argv[i] = program->copies[i];
        __real_memcpy(program->argv[i], program->given[i], strlen(program->given[i]) + 1);
    }
    const long status = __real_main(program->argc, program->argv, program->environment);
    library_at_exit();
    return status;
}

static void read_option(const char *name, const char *value, struct interleave_options *options,
                        int *descriptor, bool *judge_exit)
{
    if (strcmp(name, "mode") == 0) {
        for (int i = 0; i < MODES; i++) {
            if (strcmp(value, mode_names[i]) == 0) {
                options->mode = (enum interleave_mode)i;
            }
        }
    } else if (strcmp(name, "fd") == 0) {
        *descriptor = atoi(value);
    } else if (strcmp(name, "seconds") == 0) {
        options->max_seconds = strtod(value, NULL);
    } else if (strcmp(name, "executions") == 0) {
        options->max_executions = atol(value);
    } else if (strcmp(name, "steps") == 0) {
        options->max_steps = atol(value);
    } else if (strcmp(name, "memory") == 0) {
        options->max_memory = atol(value);
    } else if (strcmp(name, "preemptions") == 0) {
        options->max_preemptions = atoi(value);
    } else if (strcmp(name, "seed") == 0) {
        options->seed = strtoul(value, NULL, 10);
    } else if (strcmp(name, "first") == 0) {
        options->stop_at_first = atoi(value) != 0;
    } else if (strcmp(name, "spurious") == 0) {
        options->spurious_wakeups = atoi(value) != 0;
    } else if (strcmp(name, "sc") == 0) {
        options->sequential = atoi(value) != 0;
    } else if (strcmp(name, "leaks") == 0) {
        options->leaks = strcmp(value, "fail") == 0     ? INTERLEAVE_LEAKS_FAIL
                         : strcmp(value, "ignore") == 0 ? INTERLEAVE_LEAKS_IGNORE
                                                        : INTERLEAVE_LEAKS_WARN;
    } else if (strcmp(name, "races") == 0) {
        options->ignore_races = atoi(value) == 0;
    } else if (strcmp(name, "each") == 0) {
        options->each_lock_order = atoi(value) != 0;
    } else if (strcmp(name, "stores") == 0) {
        options->each_write_order = atoi(value) != 0;
    } else if (strcmp(name, "start") == 0) {
        options->from_start = atoi(value) != 0;
    } else if (strcmp(name, "compare") == 0) {
        options->compare_marks = atoi(value) != 0;
    } else if (strcmp(name, "outcome") == 0) {
        options->outcome_wanted = atoi(value) != 0;
    } else if (strcmp(name, "debug") == 0 && atoi(value) != 0) {
        *descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC);
    } else if (strcmp(name, "stop") == 0) {
        options->stop_at = atol(value);
    } else if (strcmp(name, "small") == 0) {
        options->make_small = atoi(value) != 0;
    } else if (strcmp(name, "idle") == 0) {
        options->idle = atoi(value) != 0;
    } else if (strcmp(name, "older_at") == 0) {
        options->older_at = atol(value);
    } else if (strcmp(name, "older") == 0) {
        options->older = atol(value);
    } else if (strcmp(name, "commands") == 0) {
        options->commands = atoi(value);
    } else if (strcmp(name, "from") == 0) {
        options->from = value;
    } else if (strcmp(name, "weaken") == 0 && !weaken_read(value)) {
        fputs("interleave: weaken: no list, or one that is too long\n", stderr);
        __real__exit(3);
    } else if (strcmp(name, "operations") == 0 && atoi(value) != 0 && !weaken_note()) {
        __real__exit(3);
    } else if (strcmp(name, "exit") == 0) {
        *judge_exit = atoi(value) != 0;
    } else if (strcmp(name, "schedule") == 0) {
        options->schedule = value;
    }
}

/* What is told on a descriptor, in few pieces: whoever reads it wakes for each. */
struct output {
    int descriptor;
    size_t used;
    char bytes[4096];
};

ssize_t __real_write(int, const void *, size_t);

static void flush(struct output *output)
{
    size_t done = 0;
    while (done < output->used) {
        const ssize_t written =
            __real_write(output->descriptor, output->bytes + done, output->used - done);
        if (written <= 0) {
            break;
        }
        done += (size_t)written;
    }
    output->used = 0;
}

static void put_bytes(struct output *output, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (output->used == sizeof output->bytes) {
            flush(output);
        }
        output->bytes[output->used++] = bytes[i];
    }
}

/* Of no more than a few hundred bytes. */
__attribute__((format(printf, 2, 3))) static void put(struct output *output, const char *format,
                                                      ...)
{
    char piece[1024];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    const size_t most = sizeof piece - 1;
    put_bytes(output, piece, length < 0 ? 0 : (size_t)length < most ? (size_t)length : most);
}

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

static void put_overlap(struct output *to, const struct interleave_result *result)
{
    put(to,
        ",\"overlap\":{\"together\":%d,\"steps\":%ld,\"of_main\":%ld,\"turns\":%ld,"
        "\"alone\":%ld,\"beside\":%ld,\"shut_out\":%ld,\"telling\":%ld,\"telling_alone\":%ld,"
        "\"good_parts\":%d,\"right_idle\":%s,"
        "\"right_halved\":%s,\"acts\":\"%lx\"}",
        result->overlap.together, result->overlap.steps, result->overlap.of_main,
        result->overlap.turns, result->overlap.alone, result->overlap.beside,
        result->overlap.shut_out, result->overlap.telling, result->overlap.telling_alone,
        result->overlap.good_parts, truth(result->overlap.right_idle),
        truth(result->overlap.right_halved), result->overlap.acts);
    put(to, ",\"sleep\":{\"lock\":%lu,\"at\":%lu,\"nanoseconds\":%ld}", result->sleep.lock,
        (unsigned long)(uintptr_t)result->sleep.at, result->sleep.nanoseconds);
}

static void put_text(struct output *to, const char *key, const char *text)
{
    if (text == NULL) {
        put(to, "\"%s\":null", key);
        return;
    }
    put(to, "\"%s\":\"", key);
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') {
            put(to, "\\%c", byte);
        } else if (byte < 0x20 || byte >= 0x7f) {
            put(to, "\\u%04x", byte);
        } else {
            put_bytes(to, text, 1);
        }
    }
    put(to, "\"");
}

static void tell_small(struct output *to, const struct interleave_small *small)
{
    if (small->schedule == NULL) {
        return;
    }
    put(to, ",\"small\":{");
    put_text(to, "schedule", small->schedule);
    put(to, ",");
    put_text(to, "message", small->message);
    put(to, ",\"preemptions\":%d,\"stale\":%d,\"events\":%lu,", small->preemptions, small->stale,
        small->events);
    put_text(to, "passing", small->passing);
    put(to, ",\"tried\":%lu}", small->tried);
}

/* The last line. */
static void tell(int descriptor, const struct interleave_result *result)
{
    struct output output = {.descriptor = descriptor}, *const to = &output;
    static const char *const verdicts[] = {"proved", "failed", "bounded", "unexplored"};
    put(to, "{\"event\":\"explored\",\"proof\":\"%s\",\"verdict\":\"%s\",",
        proof_show != NULL ? proof_show() : "", verdicts[result->verdict]);
    put(to, "\"base\":%lu,", (unsigned long)caller_base());
    put_text(to, "failure",
             result->verdict == INTERLEAVE_FAILED ? interleave_failure_name(result->failure)
                                                  : NULL);
    put(to, ",");
    put_text(to, "message", result->message);
    put(to, ",");
    put_text(to, "schedule", result->schedule);
    put(to,
        ",\"executions\":%lu,\"redundant\":%lu,\"failing\":%lu,\"events\":%lu,\"steps\":%lu,"
        "\"whole\":%s,\"schedules\":%lu,\"first\":%lu,\"preemptions\":%d,\"seconds\":%.6f,"
        "\"threads\":%d,\"spurious_wakeups\":%s,",
        result->executions, result->redundant, result->failing, result->events, result->steps,
        result->whole ? "true" : "false", result->schedules, result->first, result->preemptions,
        result->seconds, result->threads, result->spurious_wakeups ? "true" : "false");
    put_text(to, "uncontrolled", result->uncontrolled);
    put(to, ",\"uncontrolled_at\":%lu,", (unsigned long)(uintptr_t)result->uncontrolled_at);
    put(to, "\"endless_at\":%lu,",
        (unsigned long)(uintptr_t)(result->outcome_count == 0 ? result->endless_at : NULL));
    put_text(to, "endless_thread", thread_name(result->endless_thread));
    put(to, ",\"endless_function\":%lu,\"endless_quietly\":%s",
        (unsigned long)(uintptr_t)result->endless_function,
        result->endless_quietly ? "true" : "false");
    put(to, ",");
    put_text(to, "misfit", result->misfit);
    put_overlap(to, result);
    tell_small(to, &result->small);
    put(to, ",\"sampled\":{\"schedules\":%lu,", result->sampled.schedules);
    put_text(to, "mode", result->sampled.mode);
    put(to, ",\"pct\":%lu,\"missed\":[%.6g,%.6g]}", result->sampled.pct, result->sampled.missed[0],
        result->sampled.missed[1]);
    put(to, ",\"outcomes\":[");
    for (size_t i = 0; i < result->outcome_count; i++) {
        put(to, "%s{\"value\":%ld,\"count\":%lu,\"wrong\":%s}", i == 0 ? "" : ",",
            result->outcomes[i].value, result->outcomes[i].count,
            result->outcomes[i].is_wrong ? "true" : "false");
    }
    put(to, "],\"found\":[");
    const char *separator = "";
    for (int i = 1; i < INTERLEAVE_FAILURES; i++) {
        const struct interleave_found *found = &result->found[i];
        if (found->schedule != NULL) {
            put(to, "%s{", separator);
            put_text(to, "failure", interleave_failure_name((enum interleave_failure)i));
            put(to, ",\"count\":%lu,\"preemptions\":%d,\"stale\":%d,", found->count,
                found->preemptions, found->stale);
            put_text(to, "schedule", found->schedule);
            put(to, ",");
            put_text(to, "message", found->message);
            put(to, ",\"pc\":[%lu,%lu],\"address\":%lu}", (unsigned long)(uintptr_t)found->pc[0],
                (unsigned long)(uintptr_t)found->pc[1], (unsigned long)(uintptr_t)found->address);
            separator = ",";
        }
    }
    put(to, "]");
    flush(to);
    weaken_tell(descriptor);
    put(to, "}\n");
    flush(to);
}

/* Before the program could look. */
static void hide_who_watches(void)
{
    if (proof_take != NULL) {
        proof_take();
    }
    unsetenv("INTERLEAVE");
    unsetenv("RACETRACK_EVENTS");
}

int __wrap_main(int argc, char **argv, char **environment)
{
    const char *asked = getenv("INTERLEAVE");
    if (asked == NULL) {
        return __real_main(argc, argv, environment);
    }
    const size_t size = strlen(asked) + 1;
    char *copy = __real_malloc(size);
    struct interleave_options options = INTERLEAVE_DEFAULTS;
    const long success = 0;
    const char *events = getenv("RACETRACK_EVENTS");
    int descriptor = events != NULL ? atoi(events) : 1;
    bool judge_exit = true;
    if (copy == NULL) {
        return 3;
    }
    __real_memcpy(copy, asked, size);
    char *rest = copy;
    for (char *part; (part = strsep(&rest, ";")) != NULL;) {
        char *value = strchr(part, '=');
        if (value != NULL) {
            *value = '\0';
            read_option(part, value + 1, &options, &descriptor, &judge_exit);
        }
    }
    options.expected = judge_exit ? &success : NULL;
    engine.judges_status = judge_exit;
    options.trace =
        options.mode == INTERLEAVE_REPLAY || options.mode == INTERLEAVE_STEP || options.make_small
            ? descriptor
            : -1;
    hide_who_watches();
    struct program program = {.argc = argc, .given = argv, .environment = environment};
    if (!copy_texts(&program)) {
        return 3;
    }
    struct interleave_result *result = interleave_explore(run, &program, &options);
    if (result == NULL) {
        return 3;
    }
    tell(descriptor, result);
    __real__exit(result->verdict == INTERLEAVE_FAILED ? 1 : 0);
}
